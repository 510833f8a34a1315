package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** Two threads read through the same lock, and fight for its cache line: what a single hot node costs. */
@Threads(2)
public class TwoThreadCountedReadBenchmark extends CountedReadBenchmark {}
