package org.vmalock.examples.cache;

/** Checks that a run performs. */
enum Check {
  /** The bytes read are the bytes of the file. */
  CONTENT,
  /** Every buffer is freed exactly once per use, and no buffer is left in the pool, in the cache or in Caffeine at the end. */
  LEDGER,
  /** No thread terminates with an exception, and no thread waits forever. */
  LIVENESS
}
