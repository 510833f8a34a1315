package org.vmalock.examples.torture.subject;

/** The properties that the torture tests check. */
public enum Check {
  /** A reader and a writer never hold a node at the same time. */
  EXCLUSION,
  /** An object is freed exactly once per generation, without readers, and has at most one owner. */
  FREE,
  /** No reader acquires a node that is detached, freed, or in another generation than the one looked up. */
  ACQUIRE,
  /** No writer leaves LOCKED set in a node that it does not hold. */
  STUCK_LOCKED,
  /** A result of the tree was correct at some moment of the lookup, and stays correct while the range is read-locked. */
  ANSWER,
  /** A change that was rolled back has changed nothing. */
  ABORT,
  /** The count of readers stops at its limit. */
  LIMIT,
  /** A second release, or a release in a later generation, throws. */
  MISUSE,
  /** In the final state there are no readers, nothing is locked, and every object is back in its pool exactly once. */
  BALANCE,
  /** No thread terminates with an exception, and none waits for ever. */
  LIVENESS
}
