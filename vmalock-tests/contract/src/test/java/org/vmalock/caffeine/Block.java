package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;

/** A resource that knows what it was loaded with, and notices when it is released twice, or seen when it is free. */
final class Block extends CachedResource {
  static final int FREE = -1;

  final AtomicInteger releases = new AtomicInteger();

  /** What the release does besides being counted. */
  volatile Runnable whenReleased = () -> {};

  /** Who ran the last release. */
  volatile Thread releasedBy;

  /** Equal between a load and a release. */
  private int left = FREE;

  private int right = FREE;

  void load(int content) {
    assertTrue(left == FREE && right == FREE, "loaded while in use");
    left = content;
    right = content;
  }

  int content() {
    int seen = left;
    assertTrue(seen != FREE, "freed under a reader");
    assertEquals(seen, right, "loaded under a reader");
    return seen;
  }

  @Override
  protected void onRelease() {
    releases.incrementAndGet();
    releasedBy = Thread.currentThread();
    left = FREE;
    right = FREE;
    whenReleased.run();
  }
}
