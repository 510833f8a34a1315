package org.vmalock.examples.cache;

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

  void add(ReaderCounters other) {
    reads += other.reads;
    misses += other.misses;
    bytes += other.bytes;
    measuredHits += other.measuredHits;
    bytesOfMeasuredHits += other.bytesOfMeasuredHits;
  }
}
