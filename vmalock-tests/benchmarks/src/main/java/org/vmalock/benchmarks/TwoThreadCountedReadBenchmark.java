package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** Two threads read the same node and compete for its cache line: the cost of one hot node. */
@Threads(2)
public class TwoThreadCountedReadBenchmark extends CountedReadBenchmark {}
