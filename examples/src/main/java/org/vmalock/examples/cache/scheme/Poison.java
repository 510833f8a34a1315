package org.vmalock.examples.cache.scheme;

import java.nio.ByteBuffer;

/** What a buffer is filled with when it is freed, so that whoever still reads it sees that. */
public final class Poison {
  /** Stands at every multiple of 8 in a freed buffer. */
  public static final long WORD = 0xDEADDEADDEADDEADL;

  private Poison() {}

  static void fill(ByteBuffer buffer) {
    for (int position = 0; position < buffer.capacity(); position += Long.BYTES) {
      buffer.putLong(position, WORD);
    }
  }
}
