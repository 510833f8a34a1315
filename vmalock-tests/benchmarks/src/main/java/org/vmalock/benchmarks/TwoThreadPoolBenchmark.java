package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** Two threads take from one pool and give back to it. */
@Threads(2)
public class TwoThreadPoolBenchmark extends PoolBenchmark {}
