package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** Two threads look up in one index, each with keys of its own: they share few ranges, but every lock around the whole index. */
@Threads(2)
public class TwoThreadLookupBenchmark extends LookupBenchmark {}
