package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** Two threads read the same node at a time. */
@Threads(2)
public class TwoThreadHazardReadBenchmark extends HazardReadBenchmark {}
