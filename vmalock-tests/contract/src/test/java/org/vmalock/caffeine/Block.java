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

  /** The generation in which this block was taken from its pool for the first time. */
  private Integer first;

  private void noteGeneration() {
    if (first == null) {
      first = lock.generation();
    }
  }

  /** Returns the number of times that this block was taken from its pool. */
  int generations() {
    return first == null ? 0 : lock.generation() - first + 1;
  }

  int readers() {
    return lock.readers();
  }

  boolean isAttached() {
    return lock.isAttached();
  }

  void load(int content) {
    assertTrue(left == FREE && right == FREE, "loaded while in use");
    noteGeneration();
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
    noteGeneration();
    releases.incrementAndGet();
    releasedBy = Thread.currentThread();
    left = FREE;
    right = FREE;
    whenReleased.run();
  }
}
