package org.vmalock.examples.torture.subject;

/** What a torture checks. */
public enum Check {
  /** A reader and a writer are never inside one node together. */
  EXCLUSION,
  /** An object is freed exactly once per life, with nobody inside, and has one owner at a time. */
  FREE,
  /** Nobody comes into a node that is detached, freed, or in another life than the one looked up. */
  ENTRY,
  /** No writer leaves a node shut behind it. */
  SHUT,
  /** An answer of the tree was right at some moment of its look-up, and stays right while it is held. */
  ANSWER,
  /** A change that was given up has changed nothing. */
  ABORT,
  /** The count of readers stops at its limit. */
  LIMIT,
  /** A release that comes twice or too late is refused. */
  MISUSE,
  /** When all is over nobody is inside, nothing is locked, and all objects are back exactly once. */
  BALANCE,
  /** No thread dies, and none waits for ever. */
  LIVENESS
}
