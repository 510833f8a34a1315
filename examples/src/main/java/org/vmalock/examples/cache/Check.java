package org.vmalock.examples.cache;

/** What a run checks. */
enum Check {
  /** What is read is what stands in the file. */
  CONTENT,
  /** Every buffer is freed exactly once, and pool, cache and Caffeine agree at the end. */
  LEDGER,
  /** No thread dies, and none waits for ever. */
  LIVENESS
}
