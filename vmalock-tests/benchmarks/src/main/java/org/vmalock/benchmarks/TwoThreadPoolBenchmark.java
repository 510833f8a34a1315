package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** Two threads allocate from one pool and retire into it. */
@Threads(2)
public class TwoThreadPoolBenchmark extends PoolBenchmark {}
