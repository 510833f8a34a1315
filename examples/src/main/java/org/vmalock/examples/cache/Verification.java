package org.vmalock.examples.cache;

import java.util.Locale;

/** The part of a block that is checked. */
enum Verification {
  /** A few words at random positions, compared with those of the file. */
  STAMP,
  /** The whole block, compared by its checksum. */
  FULL;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
