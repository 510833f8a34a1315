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

  /** Bytes allocated by the measured hits, exactly. */
  long bytesOfMeasuredHits;

  /** Bytes allocated by each measured hit. The first hit that waits initializes classes, and can exceed all others together. */
  final Histogram hitBytes = Latency.newHistogram();

  /** Sampled times of reads until the block was held, in nanoseconds: of hits, and of reads that loaded the block. */
  final Histogram hitNanos = Latency.newHistogram();

  final Histogram loadNanos = Latency.newHistogram();

  void add(ReaderCounters other) {
    reads += other.reads;
    misses += other.misses;
    bytes += other.bytes;
    bytesOfMeasuredHits += other.bytesOfMeasuredHits;
    hitBytes.add(other.hitBytes);
    hitNanos.add(other.hitNanos);
    loadNanos.add(other.loadNanos);
  }
}
