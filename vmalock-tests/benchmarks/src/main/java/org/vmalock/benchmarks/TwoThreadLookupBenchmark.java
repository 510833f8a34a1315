package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** Two threads look up in one index, each with keys of its own: they meet on few ranges, but in every lock around the whole. */
@Threads(2)
public class TwoThreadLookupBenchmark extends LookupBenchmark {}
