package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** Two workers leave the same context and come back to it: what is shared shows. */
@Threads(2)
public class TwoThreadLazySwitchBenchmark extends LazySwitchBenchmark {}
