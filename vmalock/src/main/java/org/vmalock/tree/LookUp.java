package org.vmalock.tree;

import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;
import org.vmalock.internal.DebugLevel;
import org.vmalock.internal.FlightEvents;
import org.vmalock.internal.HoldChecks;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.Holds;
import org.vmalock.internal.StackProbe;

/**
 * The kinds of look-up: which range a walk from the root finds for a key, and what a reader does whose range has refused the read. Such a
 * reader waits for the writer that holds the range, and for no other; walks again from the root if the range was detached; and acquires
 * the structure lock after {@link #RETRIES} attempts.
 */
enum LookUp {
  /** Finds the range that covers the key. Acquiring it confirms it. */
  COVERING {
    @Override
    <V> @Nullable Vma<V> find(VmaTree<V> tree, long key) {
      return tree.find(key);
    }

    @Override
    boolean confirms(VmaTree<?> tree, long key, Vma<?> held, long speculated) {
      return true;
    }

    @Override
    void countMiss(TreeCounters counters) {
      counters.miss();
    }

    @Override
    void countRefusal(TreeCounters counters) {
      counters.refusal();
    }
  },

  /** Finds the range that covers the key, or else the next one. */
  NEXT {
    @Override
    <V> @Nullable Vma<V> find(VmaTree<V> tree, long key) {
      return tree.root().atOrAfter(key);
    }

    /** A range that does not cover the key may come from another leaf, before which a range was mapped after this leaf was read. */
    @Override
    boolean confirms(VmaTree<?> tree, long key, Vma<?> held, long speculated) {
      return held.contains(key) || tree.structure().validate(speculated) || tree.root().isNext(key, held);
    }

    @Override
    void countMiss(TreeCounters counters) {}

    @Override
    void countRefusal(TreeCounters counters) {}
  };

  /** The number of failed attempts after which a look-up acquires the structure lock. */
  static final int RETRIES = 16;

  /** A sequence of the structure that no look-up has speculated on. */
  static final long NO_SPECULATION = -1;

  abstract <V> @Nullable Vma<V> find(VmaTree<V> tree, long key);

  /**
   * Returns whether a range was the answer at one moment of the look-up.
   *
   * @param held the range, found by {@link #find} and read-locked since
   * @param speculated the structure's sequence before the range was found
   */
  abstract boolean confirms(VmaTree<?> tree, long key, Vma<?> held, long speculated);

  /** Releases a read whose range is not the answer. Returns the outcome of the attempt to read, or {@code GONE} after the release. */
  private long confirmed(VmaTree<?> tree, long key, Vma<?> found, long outcome, long speculated) {
    if (outcome <= 0 || confirms(tree, key, found, speculated)) {
      return outcome;
    }
    found.endRead(outcome);
    return VmaLock.GONE;
  }

  abstract void countMiss(TreeCounters counters);

  abstract void countRefusal(TreeCounters counters);

  /** Acquires a read of the range that was found for a key. Returns the hold, busy if the wait has ended; or null if nothing is mapped. */
  <V> @Nullable VmaHandle<V> open(VmaTree<V> tree, long key, Vma<V> found, long speculated, Wait wait) throws InterruptedException {
    VmaHandle<V> handle = new VmaHandle<>(found);
    check(tree, found, wait);
    long stamp = confirmed(tree, key, found, found.tryStartRead(), speculated);
    if (stamp > 0) {
      return hold(handle, stamp);
    }
    VmaResult<V> result = new VmaResult<>();
    stamp = retry(tree, key, found, stamp, result, wait);
    Vma<V> vma = result.vma;
    if (vma == null) {
      return null;
    }
    handle.vma = vma;
    return hold(handle, stamp > 0 ? stamp : VmaHandle.BUSY);
  }

  private static <V> VmaHandle<V> hold(VmaHandle<V> handle, long stamp) {
    handle.stamp = stamp;
    if (DebugLevel.ON && stamp > 0) {
      Holds.open(handle, handle.vma, stamp);
    }
    return handle;
  }

  /** Refuses a look-up without time limit by a thread that would wait for itself, whether or not a writer is there. */
  private static void check(VmaTree<?> tree, Vma<?> found, Wait wait) {
    if (HoldTable.ENABLED && wait.isUnlimited()) {
      HoldChecks.checkNodeWait(found, tree.structure(), null);
    }
  }

  /** Acquires a read of the range that was found for a key. Returns a stamp, {@code BUSY} or {@code NOT_MAPPED}; fills the result. */
  <V> long start(VmaTree<V> tree, long key, Vma<V> found, long speculated, VmaResult<V> result, Wait wait)
      throws InterruptedException {
    result.vma = found;
    check(tree, found, wait);
    long stamp = confirmed(tree, key, found, found.tryStartRead(), speculated);
    return stamp > 0 ? stamp : retry(tree, key, found, stamp, result, wait);
  }

  /**
   * Repeats a look-up whose range has refused the read.
   *
   * @param found the range
   * @param outcome the result of its refusal
   * @param result receives the range of the last attempt, or null if none is mapped
   * @return a stamp, {@code BUSY} or {@code NOT_MAPPED}
   */
  private <V> long retry(VmaTree<V> tree, long key, Vma<V> found, long outcome, VmaResult<V> result, Wait wait)
      throws InterruptedException {
    StackProbe.reserveDeep();
    boolean ended = false;
    try {
      long stamp = retryWalks(tree, key, found, outcome, result, wait);
      if (stamp == VmaTree.NOT_MAPPED) {
        countMiss(tree.counters());
      } else if (stamp == VmaLock.BUSY) {
        countRefusal(tree.counters());
      }
      ended = true;
      return stamp;
    } finally {
      if (!ended) {
        countRefusal(tree.counters());
      }
    }
  }

  private <V> long retryWalks(VmaTree<V> tree, long key, Vma<V> found, long outcome, VmaResult<V> result, Wait wait)
      throws InterruptedException {
    Vma<V> vma = found;
    long stamp = outcome;
    for (int tries = 0; tries < RETRIES; tries++) {
      if (stamp == VmaLock.BUSY) {
        stamp = confirmed(tree, key, vma, awaitWriter(tree, vma, wait), NO_SPECULATION);
        if (stamp >= VmaLock.BUSY) {
          result.vma = vma;
          return stamp;
        }
      } else {
        tree.counters().retry();
      }
      vma = find(tree, key);
      result.vma = vma;
      if (vma == null) {
        return VmaTree.NOT_MAPPED;
      }
      stamp = confirmed(tree, key, vma, vma.tryStartRead(), NO_SPECULATION);
      if (stamp > 0) {
        return stamp;
      }
    }
    return startUnderStructure(tree, key, result, wait);
  }

  /** Waits for the writer that holds a range. Returns a stamp, {@code BUSY} if the wait has ended, or {@code GONE}. */
  private static long awaitWriter(VmaTree<?> tree, Vma<?> vma, Wait wait) throws InterruptedException {
    if (wait == Wait.NONE) {
      return VmaLock.BUSY;
    }
    if (vma.readers() == VmaLock.MAXIMUM_READERS) {
      throw full(vma);
    }
    tree.counters().fallback();
    return wait.startRead(vma);
  }

  /**
   * Acquires a read under the structure's read lock: every range of the published version is attached then, and no writer can be active.
   * So only a full count refuses the read.
   */
  private <V> long startUnderStructure(VmaTree<V> tree, long key, VmaResult<V> result, Wait wait) throws InterruptedException {
    tree.counters().fallback();
    FlightEvents.busyFallback(tree, true);
    if (!wait.lockRead(tree.structure())) {
      return VmaLock.BUSY;
    }
    try {
      Vma<V> vma = find(tree, key);
      result.vma = vma;
      if (vma == null) {
        return VmaTree.NOT_MAPPED;
      }
      long stamp = vma.startReadLocked();
      if (stamp <= 0 && wait != Wait.NONE) {
        throw full(vma);
      }
      return Math.max(stamp, VmaLock.BUSY);
    } finally {
      tree.structure().unlockRead();
    }
  }

  private static IllegalStateException full(Vma<?> vma) {
    return new IllegalStateException(
        vma + " has " + VmaLock.MAXIMUM_READERS + " readers, the maximum, and takes no more; release read locks of this range first");
  }
}
