package org.vmalock.lazymm;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.WarnOnce;
import org.vmalock.primitive.SharedHazardSlots;

/**
 * The slots in which the borrows of one {@link LazyRef} publish themselves, and its counters. All references share one table, apart from
 * the tables of locks. A reference whose borrow finds its row of that table full gets a table of its own, which its later borrows use: so
 * borrows that are never ended make no other reference count its borrows for good, and a reference costs no table as long as it needs none.
 *
 * <p>A slot is a number in the shared table, or a number in the own table with {@link #OWN} added.
 *
 * <pre>
 *   T1, borrow                               T2, replace
 *   -------------------------------------    -------------------------------------
 *   table := own                (volatile)   current: e -> f         (volatile RMW)
 *   slot of own: 0 -> e      (volatile CAS)  scan of the shared table    (volatile)
 *   current is still e?         (volatile)   table                       (volatile)
 *                                            scan of own, if it is there (volatile)
 * </pre>
 *
 * <p>If T1 finds e, its table precedes T2's exchange, and T2 finds the table and the slot.
 */
final class LazySlots {
  private static final int ROWS = 2 * Runtime.getRuntime().availableProcessors();
  private static final int SLOTS_PER_ROW = 4;

  /** A token identifies one resource of one reference. */
  static final SharedHazardSlots SHARED = new SharedHazardSlots(ROWS, SLOTS_PER_ROW);

  /** Added to a slot's number in a table of one reference. Larger than every number. */
  private static final int OWN = 1 << 30;

  /** Result of {@link #claim}: the reference has a table of its own now; claim again. */
  static final int AGAIN = -2;

  private static final WarnOnce COUNTED_WARNING = new WarnOnce(LazyRef.class);

  /** {@link #SHARED}, or the table of this reference; changes once. */
  private volatile SharedHazardSlots table = SHARED;

  /** Borrows that are counted or converted and have not ended. Incremented before a borrow is converted. */
  final AtomicInteger countedBorrows = new AtomicInteger();

  final AtomicLong counted = new AtomicLong();
  final AtomicLong resources = new AtomicLong(1);
  final AtomicLong released = new AtomicLong();
  final AtomicLong releaseFailures = new AtomicLong();

  LazySlots() {}

  /** Publishes a token in a free slot of this thread's row; returns the slot, NONE if the borrow has to be counted, or AGAIN. */
  int claim(long token) {
    SharedHazardSlots own = table;
    if (own == SHARED) { // the claim then begins with a constant, and does not wait for the load
      int slot = SHARED.claim(token);
      return slot != SharedHazardSlots.NONE ? slot : claimWithoutSlot();
    }
    int slot = own.claim(token);
    return slot != SharedHazardSlots.NONE ? slot | OWN : warnCounted();
  }

  private int claimWithoutSlot() {
    try {
      SharedHazardSlots own = new SharedHazardSlots(ROWS, SLOTS_PER_ROW);
      synchronized (this) {
        if (table == SHARED) {
          table = own;
        }
      }
      return AGAIN;
    } catch (OutOfMemoryError e) {
      return SharedHazardSlots.NONE; // the borrow is counted; a later one tries again
    }
  }

  private int warnCounted() {
    COUNTED_WARNING.warn(() -> "A LazyRef has no free slot for a borrow, and counts it, which is slower. Its borrows that have not ended"
        + " occupy the " + SLOTS_PER_ROW + " slots of a row. If that is not expected, look for borrows that are never closed:"
        + " LazyRef.statistics() shows their number.", null);
    return SharedHazardSlots.NONE;
  }

  void countBorrow() {
    countedBorrows.incrementAndGet();
    counted.incrementAndGet();
  }

  /** Returns the table of this reference, or null if it has none. Volatile. */
  @Nullable SharedHazardSlots own() {
    SharedHazardSlots current = table;
    return current == SHARED ? null : current;
  }

  /** Returns the table of a claimed slot. */
  SharedHazardSlots table(int slot) {
    return (slot & OWN) == 0 ? SHARED : table;
  }

  /** Returns the number of a claimed slot in its table. */
  static int index(int slot) {
    return slot & ~OWN;
  }
}
