package org.vmalock.examples.lazy;

/** What a run checks. */
enum Check {
  /** Nobody reads memory that was freed, or has become another context's. */
  USE_AFTER_FREE,
  /** A context is released once. */
  RELEASE,
  /** When all is over every context is released, and nothing is pending. */
  LEAK,
  /** No thread dies, and none waits for ever. */
  LIVENESS
}
