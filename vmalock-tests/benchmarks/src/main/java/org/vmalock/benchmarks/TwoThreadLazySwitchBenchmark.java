package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** Two workers switch from the same context to idle and back: the cost of shared cache lines. */
@Threads(2)
public class TwoThreadLazySwitchBenchmark extends LazySwitchBenchmark {}
