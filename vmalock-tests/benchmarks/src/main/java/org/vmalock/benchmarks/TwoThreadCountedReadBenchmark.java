package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** Two threads read the same node, which spreads by itself; the rivals compete for one cache line: the cost of one hot node. */
@Threads(2)
public class TwoThreadCountedReadBenchmark extends CountedReadBenchmark {}
