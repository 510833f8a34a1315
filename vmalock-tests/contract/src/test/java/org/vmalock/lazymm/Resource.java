package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A resource that counts its releases and records the releasing thread. */
final class Resource {
  private final AtomicInteger released = new AtomicInteger();
  volatile @Nullable Thread releaser;

  /** Plain field written by users; the release action must see the last write. */
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
