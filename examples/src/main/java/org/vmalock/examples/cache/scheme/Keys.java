package org.vmalock.examples.cache.scheme;

/** The numbers of blocks as objects, made once: a key that is made for each look-up would be all that a hit allocates. */
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
