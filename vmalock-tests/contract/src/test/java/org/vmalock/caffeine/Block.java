package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A resource that stores its content twice and counts its releases, so that a read of a freed or half-loaded block and a second
 * release are detected.
 */
final class Block extends CachedResource {
  static final int FREE = -1;

  final AtomicInteger releases = new AtomicInteger();

  /** Additional action of a release. */
  volatile Runnable whenReleased = () -> {};

  /** The thread that ran the last release. */
  volatile Thread releasedBy;

  /** The content, equal in both fields between a load and a release. */
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
