package org.vmalock.examples.cache.scheme;

/** Boxed block numbers, allocated once: boxing a key for each look-up would be the only allocation of a hit. */
final class Keys {
  private Keys() {}

  static Integer[] upTo(int blocks) {
    Integer[] keys = new Integer[blocks];
    for (int number = 0; number < blocks; number++) {
      keys[number] = number;
    }
    return keys;
  }
}
