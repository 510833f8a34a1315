package org.vmalock.tree;

/** Which one of several free places a search for free keys returns. */
public enum SearchDirection {
  /** The place with the lowest start, as the kernel's {@code mmap} in the bottom-up layout. */
  ASCENDING,

  /** The place with the highest start, as the kernel's {@code mmap} in the top-down layout. */
  DESCENDING
}
