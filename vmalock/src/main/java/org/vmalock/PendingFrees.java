package org.vmalock;

import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;
import org.vmalock.internal.ReleaseQueue;

/**
 * Frees objects by way of the thread's {@link ReleaseQueue}: {@link VmaLock#onFree} and the pool's {@code onDiscard} may drop the last
 * reference to further objects. The queue links the cells of the objects; an object without pool gets a link. If there is no memory for
 * that, or for the queue of a thread, the object is freed within the running call, as is correct at any time. A pool counts a queued object
 * as existing.
 */
final class PendingFrees {
  private PendingFrees() {}

  /** A link to an object without pool. */
  private static final class Unpooled extends ReleaseQueue.Link {
    private final VmaLock object;

    Unpooled(VmaLock object) {
      this.object = object;
    }

    @Override
    protected @Nullable Throwable release() {
      return freeNow(object, null);
    }
  }

  /** Frees an object, or queues it if this thread is freeing another one. */
  static void free(VmaLock lock, @Nullable PoolCell<?> home) {
    ReleaseQueue queue = ReleaseQueue.ofThread();
    if (queue == null) {
      Failures.rethrow(freeNow(lock, home));
    } else if (queue.tryBegin()) {
      try {
        queue.record(freeNow(lock, home));
      } finally {
        queue.performQueued();
      }
      Failures.rethrow(queue.finish());
    } else {
      freeNested(queue, lock, home);
    }
  }

  private static void freeNested(ReleaseQueue queue, VmaLock lock, @Nullable PoolCell<?> home) {
    ReleaseQueue.Link link = home != null ? home : tryLink(lock);
    if (link != null) {
      queue.add(link);
    } else {
      queue.record(freeNow(lock, null));
    }
  }

  private static ReleaseQueue.@Nullable Link tryLink(VmaLock lock) {
    try {
      return new Unpooled(lock);
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  /** Runs onFree and returns the object to its pool; returns the exception of these, or null. */
  static @Nullable Throwable freeNow(VmaLock lock, @Nullable PoolCell<?> home) {
    Throwable failure = null;
    boolean reusable = true;
    try {
      lock.onFree();
    } catch (Throwable e) {
      failure = Failures.join(failure, e);
      reusable = false;
    }
    if (home != null) {
      try {
        home.giveBack(reusable);
      } catch (Throwable e) {
        failure = Failures.join(failure, e);
      }
    }
    return failure;
  }
}
