package org.vmalock.examples.torture;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicLongArray;

/** What the threads of one seat have done. One thread at a time adds to it; anybody reads along. */
final class Counters {
  /** What is counted. */
  enum Count {
    /** Rounds of work. */
    ROUNDS,
    /** References taken: reads that came in by themselves, and lives begun. */
    GRABS,
    /** References taken by turning the lock of the structure, or a hazard, into a count. */
    CONVERTS,
    /** References given up in the place of another thread. */
    STEALS,
    /** References given up by those who took them. */
    DROPS,
    /** Reads refused because of a writer. */
    BUSY,
    /** Reads refused because the object was gone. */
    GONE,
    /** Write sections that changed something. */
    WRITES,
    /** Changes that were given up. */
    ABORTS,
    /** Threads that died. */
    DEATHS,
    /** Waits that were interrupted. */
    INTERRUPTS,
    /** Exceptions that were thrown on purpose. */
    EXCEPTIONS,
    /** Waits that were too short. */
    TIMEOUTS,
    /** Wrong releases that were refused. */
    REFUSALS
  }

  private static final int LONGEST_WAIT = Count.values().length;

  private final AtomicLongArray counts = new AtomicLongArray(LONGEST_WAIT + 1);

  void count(Count count) {
    int index = index(count);
    counts.setOpaque(index, counts.getPlain(index) + 1);
  }

  void add(Count count, long number) {
    int index = index(count);
    counts.setOpaque(index, counts.getPlain(index) + number);
  }

  /** A writer has waited for readers; successfully or not. */
  void waited(long nanos) {
    if (nanos > counts.getPlain(LONGEST_WAIT)) {
      counts.setOpaque(LONGEST_WAIT, nanos);
    }
  }

  long get(Count count) {
    return counts.getOpaque(index(count));
  }

  long longestWaitNanos() {
    return counts.getOpaque(LONGEST_WAIT);
  }

  /** References taken and not given up. */
  long balance() {
    return get(Count.GRABS) + get(Count.CONVERTS) - get(Count.STEALS) - get(Count.DROPS);
  }

  @SuppressWarnings("EnumOrdinal") // the cells live as long as this object
  private static int index(Count count) {
    return count.ordinal();
  }

  /** Returns one tally with the sums, and the longest of all waits. */
  static Counters sum(Collection<Counters> counters) {
    Counters sum = new Counters();
    for (Counters one : counters) {
      for (Count count : Count.values()) {
        sum.add(count, one.get(count));
      }
      sum.waited(one.longestWaitNanos());
    }
    return sum;
  }
}
