package org.vmalock.examples.cache;

/** What one reader has counted, or all together. */
final class ReaderCounters {
  long reads;

  /** The reads whose block this reader had to load itself. */
  long misses;

  /** What the thread has allocated, misses included. */
  long bytes;

  /** The hits for which it was looked at what they allocate, and what that was. */
  long weighedHits;

  long bytesOfWeighedHits;

  void add(ReaderCounters other) {
    reads += other.reads;
    misses += other.misses;
    bytes += other.bytes;
    weighedHits += other.weighedHits;
    bytesOfWeighedHits += other.bytesOfWeighedHits;
  }
}
