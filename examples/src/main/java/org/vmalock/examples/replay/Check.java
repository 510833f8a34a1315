package org.vmalock.examples.replay;

/** What a replay checks. */
enum Check {
  /** The answer is right for some version that the look-up can have met. */
  ANSWER,
  /** The range found covers the address, and all its pages have the answer in common. */
  RANGE,
  /** Range and protection stay the same while held. */
  STABLE,
  /** No writer is inside a held range. */
  EXCLUSION,
  /** After the last complete round the right ranges are mapped. */
  END_STATE,
  /** No thread dies, and none waits for ever. */
  LIVENESS
}
