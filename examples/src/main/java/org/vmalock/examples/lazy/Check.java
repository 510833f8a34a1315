package org.vmalock.examples.lazy;

/** Checks that a run performs. */
enum Check {
  /** No worker reads memory that was freed or belongs to another context. */
  USE_AFTER_FREE,
  /** Each context is released exactly once. */
  RELEASE,
  /** At the end every context is released, and no hand-off is pending. */
  LEAK,
  /** No thread terminates with an exception, and no thread waits forever. */
  LIVENESS
}
