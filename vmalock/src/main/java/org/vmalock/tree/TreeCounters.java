package org.vmalock.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counters behind {@link TreeStats}. Look-ups are counted only if {@link VmaTree.Builder#recordLookups} was called: before they acquire
 * a read lock, and then those that do not, so that no call follows an acquisition. Their counters may allocate where threads collide; the
 * others do not: they are updated while a look-up ends with an exception, which a second one would replace. The counters of write sections
 * are written by the holder of the write lock only; the stores are opaque, so that other threads read them without tearing.
 */
final class TreeCounters {
  private static final VarHandle ABORTS = field("aborts");
  private static final VarHandle VERSIONS = field("versions");

  private final boolean recordLookups;
  private final LongAdder lookups = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final AtomicLong refusals = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();
  private final AtomicLong fallbacks = new AtomicLong();
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
      refusals.incrementAndGet();
    }
  }

  void retry() {
    retries.incrementAndGet();
  }

  void fallback() {
    fallbacks.incrementAndGet();
  }

  void abort() {
    ABORTS.setOpaque(this, aborts + 1);
  }

  void version() {
    VERSIONS.setOpaque(this, versions + 1);
  }

  TreeStats snapshot() {
    long missed = misses.sum();
    long refused = refusals.get();
    long hits = Math.max(lookups.sum() - missed - refused, 0);
    long aborted = (long) ABORTS.getOpaque(this);
    return new TreeStats(hits, missed, retries.get(), fallbacks.get(), aborted, (long) VERSIONS.getOpaque(this));
  }

  private static VarHandle field(String name) {
    try {
      return MethodHandles.lookup().findVarHandle(TreeCounters.class, name, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
