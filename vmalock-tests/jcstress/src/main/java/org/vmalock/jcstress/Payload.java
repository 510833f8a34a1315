package org.vmalock.jcstress;

import java.util.concurrent.atomic.AtomicInteger;

/** What a node guards: two fields that a writer keeps equal, and what happened to them when the node was freed. */
final class Payload {
  static final int FREED = -1;

  int x;
  int y;

  /** x and y as the free found them. */
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
