package org.vmalock.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters behind {@link TreeStats}. Look-ups are counted only if {@link VmaTree.Builder#recordLookups} was called: before they acquire
 * a read lock, and then those that do not, so that no call follows an acquisition. The counters of write sections are written by the holder
 * of the write lock only, without allocating; the stores are opaque, so that other threads read them without tearing.
 */
final class TreeCounters {
  private static final VarHandle ABORTS = field("aborts");
  private static final VarHandle VERSIONS = field("versions");

  private final boolean recordLookups;
  private final LongAdder lookups = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder fallbacks = new LongAdder();
  private long aborts;
  private long versions;

  TreeCounters(boolean recordLookups) {
    this.recordLookups = recordLookups;
  }

  /** Counts a look-up by key that begins. */
  void lookUp() {
    if (recordLookups) {
      lookups.increment();
    }
  }

  /** Counts a look-up by key that has found no range. */
  void miss() {
    if (recordLookups) {
      misses.increment();
    }
  }

  /** Counts a look-up by key that ends without a read lock although it has found a range. */
  void refusal() {
    if (recordLookups) {
      refusals.increment();
    }
  }

  void retry() {
    retries.increment();
  }

  void fallback() {
    fallbacks.increment();
  }

  void abort() {
    ABORTS.setOpaque(this, aborts + 1);
  }

  void version() {
    VERSIONS.setOpaque(this, versions + 1);
  }

  TreeStats snapshot() {
    long missed = misses.sum();
    long refused = refusals.sum();
    long hits = Math.max(lookups.sum() - missed - refused, 0);
    long aborted = (long) ABORTS.getOpaque(this);
    return new TreeStats(hits, missed, retries.sum(), fallbacks.sum(), aborted, (long) VERSIONS.getOpaque(this));
  }

  private static VarHandle field(String name) {
    try {
      return MethodHandles.lookup().findVarHandle(TreeCounters.class, name, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
