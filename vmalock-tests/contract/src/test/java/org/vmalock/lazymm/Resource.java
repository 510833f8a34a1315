package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A resource that knows how often it was released, and by whom. */
final class Resource {
  private final AtomicInteger released = new AtomicInteger();
  volatile @Nullable Thread releaser;

  /** Plain: what a user writes here, the release action has to see. */
  int written;

  int seen;

  void release() {
    seen = written;
    releaser = Thread.currentThread();
    assertEquals(1, released.incrementAndGet(), "released more than once");
  }

  boolean isReleased() {
    return released.get() > 0;
  }

  void use() {
    assertFalse(isReleased(), "used after its release");
    written++;
  }
}
