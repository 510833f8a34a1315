package org.vmalock.jcstress;

import java.util.concurrent.atomic.AtomicInteger;

/** The data that a node guards: two fields that a writer keeps equal, and a record of the free. */
final class Payload {
  static final int FREED = -1;

  int x;
  int y;

  /** The values of x and y when the payload was freed. */
  int xAtFree;

  int yAtFree;
  private final AtomicInteger frees = new AtomicInteger();

  void set(int both) {
    x = both;
    y = both;
  }

  void free() {
    xAtFree = x;
    yAtFree = y;
    set(FREED);
    frees.getAndIncrement();
  }

  int frees() {
    return frees.get();
  }
}
