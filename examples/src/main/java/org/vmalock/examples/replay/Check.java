package org.vmalock.examples.replay;

/** Checks that a replay performs. */
enum Check {
  /** The answer is right for a version that the look-up can have observed. */
  ANSWER,
  /** The range found contains the address, and the answer is right for all its pages. */
  RANGE,
  /** The range and its protection do not change while it is held. */
  STABLE,
  /** No writer has exclusive access to a held range. */
  EXCLUSION,
  /** The right ranges are mapped after the last complete round. */
  END_STATE,
  /** No thread terminates with an exception, and no thread waits forever. */
  LIVENESS
}
