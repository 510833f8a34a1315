package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** Two threads hit one key at a time. */
@Threads(2)
public class TwoThreadCacheHitBenchmark extends CacheHitBenchmark {}
