package org.vmalock.examples.cache;

import org.HdrHistogram.Histogram;
import org.vmalock.examples.run.Latency;

/** Counters of one reader, or their sum over all readers. */
final class ReaderCounters {
  long reads;

  /** Number of reads for which this reader loaded the block. */
  long misses;

  /** Bytes allocated by the thread, including those of misses. */
  long bytes;

  /** Number of hits whose allocation was measured. */
  long measuredHits;

  /** Bytes allocated by the measured hits. */
  long bytesOfMeasuredHits;

  /** Sampled times of reads until the block was held, in nanoseconds: of hits, and of reads that loaded the block. */
  final Histogram hitNanos = Latency.newHistogram();

  final Histogram loadNanos = Latency.newHistogram();

  void add(ReaderCounters other) {
    reads += other.reads;
    misses += other.misses;
    bytes += other.bytes;
    measuredHits += other.measuredHits;
    bytesOfMeasuredHits += other.bytesOfMeasuredHits;
    hitNanos.add(other.hitNanos);
    loadNanos.add(other.loadNanos);
  }
}
