package org.vmalock.examples.cache;

import java.util.Locale;

/** How much of a block that was read is checked. */
enum Verification {
  /** A few words at random positions, against what stands there in the file. */
  STAMP,
  /** The whole block, against a table of the file's checksums. */
  FULL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
