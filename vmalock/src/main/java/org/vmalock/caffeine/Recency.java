package org.vmalock.caffeine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Samples the reads by kept entries for Caffeine. Recency is relative: what matters is whether an entry was read since other entries were
 * loaded. So the loads of a cache are divided into epochs, several for each turnover of the cache, and the first read of an entry in an
 * epoch is reported. All other reads compare two numbers and store nothing, so that readers of one entry share no modified cache line.
 *
 * <p>Where the time of the last read matters, in a cache that expires or refreshes values, every few reads are reported in addition.
 */
final class Recency {
  /** The number of reads of one entry between two reports, in a cache that counts reads. */
  static final int READS_PER_REPORT = 16;

  private static final long EPOCHS_PER_TURNOVER = 16;

  /** Epochs are even numbers; the odd ones are marks that equal no epoch. */
  private static final int NEXT_EPOCH = 2;

  private static final VarHandle EPOCH;

  static {
    try {
      EPOCH = MethodHandles.lookup().findVarHandle(Recency.class, "epoch", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Consumer<Object> report;
  private final boolean countsReads;
  private final AtomicLong loads = new AtomicLong();

  /** Advanced by loading threads, one at a time: by the one whose compare-and-set resets {@link #loads}. */
  @SuppressWarnings("UnusedVariable") // accessed through EPOCH
  private int epoch;

  Recency(Consumer<Object> report, boolean countsReads) {
    this.report = report;
    this.countsReads = countsReads;
  }

  /** Returns the present epoch, an even number. */
  int epoch() {
    return (int) EPOCH.getOpaque(this);
  }

  /**
   * Returns what an entry remembers as the sign that it was reported in this epoch: the epoch; or, in a cache that counts reads, the
   * number after it, so that an entry needs one comparison to know that there is nothing to report or to count.
   */
  int mark() {
    return countsReads ? epoch() + 1 : epoch();
  }

  /** Reports a read of a key to Caffeine. */
  void report(Object key) {
    report.accept(key);
  }

  /** Counts a load; begins another epoch if the cache has loaded a part of its size. */
  void countLoad(long size) {
    long count = loads.incrementAndGet();
    if (count > size / EPOCHS_PER_TURNOVER && loads.compareAndSet(count, 0)) {
      EPOCH.getAndAdd(this, NEXT_EPOCH);
    }
  }
}
