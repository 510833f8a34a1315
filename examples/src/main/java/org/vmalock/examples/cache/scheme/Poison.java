package org.vmalock.examples.cache.scheme;

import java.nio.ByteBuffer;

/** The pattern that fills a buffer when it is freed, so that a later read detects the use after free. */
public final class Poison {
  /** The value of every 8-byte word of a freed buffer. */
  public static final long WORD = 0xDEADDEADDEADDEADL;

  private Poison() {}

  static void fill(ByteBuffer buffer) {
    for (int position = 0; position < buffer.capacity(); position += Long.BYTES) {
      buffer.putLong(position, WORD);
    }
  }
}
