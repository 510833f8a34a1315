package org.vmalock.tree;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.internal.TimedWait;

/** How long an operation waits for locks: not at all, without limit, until an interrupt, or for a time that begins with the operation. */
final class Wait {
  static final Wait NONE = new Wait(false, null);
  static final Wait UNLIMITED = new Wait(false, null);
  static final Wait INTERRUPTIBLE = new Wait(true, null);

  private final boolean interruptible;
  private final @Nullable TimedWait limit;

  private Wait(boolean interruptible, @Nullable TimedWait limit) {
    this.interruptible = interruptible;
    this.limit = limit;
  }

  static Wait of(long timeout, TimeUnit unit) {
    return new Wait(true, new TimedWait(unit.toNanos(timeout)));
  }

  /** Returns whether the wait may end without the lock. */
  boolean mayEnd() {
    return this != UNLIMITED;
  }

  /** Returns whether only an interrupt, or nothing, ends the wait without the lock. */
  boolean isUnlimited() {
    return limit == null && this != NONE;
  }

  /** Returns the error for an exception that a wait of this kind does not throw. */
  static AssertionError ended(Exception e) {
    return new AssertionError("a wait without this kind of end was ended", e);
  }

  /** Throws if an interrupt ends this wait and the thread is interrupted. */
  void throwIfInterrupted(String locks, Object awaited) throws InterruptedException {
    if (interruptible) {
      TimedWait.throwIfInterrupted(() -> locks + awaited);
    }
  }

  /** Acquires the write lock; returns false if the time elapsed first. */
  boolean lockWrite(StructureLock structure) throws InterruptedException {
    if (limit != null) {
      return structure.tryLockWrite(limit.remaining(), TimeUnit.NANOSECONDS);
    }
    if (interruptible) {
      structure.lockWriteInterruptibly();
    } else {
      structure.lockWrite();
    }
    return true;
  }

  /** Acquires the structure's read lock; returns false if the time elapsed first. */
  boolean lockRead(StructureLock structure) throws InterruptedException {
    if (this == NONE) {
      return structure.tryLockRead();
    }
    if (limit != null) {
      return structure.tryLockRead(limit.remaining(), TimeUnit.NANOSECONDS);
    }
    if (interruptible) {
      structure.lockReadInterruptibly();
    } else {
      structure.lockRead();
    }
    return true;
  }

  /** Write-locks a node; returns false if the time elapsed first. */
  boolean startWrite(VmaLock node) throws InterruptedException {
    if (limit != null) {
      return node.tryStartWrite(limit.remaining(), TimeUnit.NANOSECONDS);
    }
    if (interruptible) {
      node.startWriteInterruptibly();
    } else {
      node.startWrite();
    }
    return true;
  }

  /** Waits for the read lock of a node that has one generation only. Returns a stamp, {@code BUSY} if the time elapsed, or {@code GONE}. */
  long startRead(VmaLock node) throws InterruptedException {
    int generation = node.generation();
    if (this == NONE) {
      return VmaLock.BUSY;
    }
    if (limit != null) {
      return node.tryStartRead(generation, limit.remaining(), TimeUnit.NANOSECONDS);
    }
    return interruptible ? node.startReadInterruptibly(generation) : node.startRead(generation);
  }
}
