package org.vmalock.examples.torture;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.vmalock.examples.run.Latency;

/** The counters of one thread slot. One thread at a time writes them; any thread may read them. */
final class Counters {
  /** The events that are counted. */
  enum Count {
    /** Rounds of work. */
    ROUNDS("rounds"),
    /** References acquired directly: reads, and owner references of allocated objects. */
    ACQUIRED("acquired"),
    /** References acquired by converting the structure's read lock, or a hazard, into a count. */
    CONVERTED("converted"),
    /** References released by another thread than the one that acquired them. */
    RELEASED_FOR_OTHERS("releasedForOthers"),
    /** References released by the thread that acquired them. */
    RELEASED("released"),
    /** Read attempts that returned BUSY. */
    BUSY("busy"),
    /** Read attempts that returned GONE. */
    GONE("gone"),
    /** Write sections that changed something. */
    WRITES("writes"),
    /** Changes that were rolled back. */
    ABORTS("aborts"),
    /** Threads that were terminated on purpose. */
    DEATHS("deaths"),
    /** Waits that were interrupted. */
    INTERRUPTS("interrupts"),
    /** Exceptions that were thrown on purpose. */
    EXCEPTIONS("exceptions"),
    /** Waits that timed out. */
    TIMEOUTS("timeouts"),
    /** Incorrect releases that threw, as they must. */
    REFUSALS("refusals");

    private final String label;

    Count(String label) {
      this.label = label;
    }

    /** Returns the name in the report. */
    @Override
    public String toString() {
      return label;
    }
  }

  private static final int LONGEST_WAIT = Count.values().length;

  private static final int DIGITS = 2;

  private final AtomicLongArray counts = new AtomicLongArray(LONGEST_WAIT + 1);
  private final Histogram waits = new ConcurrentHistogram(DIGITS);

  void count(Count count) {
    add(count, 1);
  }

  void add(Count count, long number) {
    int index = index(count);
    counts.setOpaque(index, counts.getPlain(index) + number);
  }

  /** Records the duration of a writer's wait for readers, whether it succeeded or not. */
  void recordWait(long nanos) {
    waits.recordValue(Math.max(0, nanos));
    lengthen(nanos);
  }

  private void lengthen(long nanos) {
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

  /** Returns the number of references acquired and not released. */
  long balance() {
    return get(Count.ACQUIRED) + get(Count.CONVERTED) - get(Count.RELEASED_FOR_OTHERS) - get(Count.RELEASED);
  }

  @SuppressWarnings("EnumOrdinal") // the cells are not persisted
  private static int index(Count count) {
    return count.ordinal();
  }

  /** Returns all waits of writers for readers, in nanoseconds. */
  static Histogram waits(Collection<Counters> counters) {
    Histogram sum = Latency.newHistogram();
    counters.forEach(one -> sum.add(one.waits));
    return sum;
  }

  /** Returns new counters with the sums, and the longest of all waits. */
  static Counters sum(Collection<Counters> counters) {
    Counters sum = new Counters();
    for (Counters one : counters) {
      for (Count count : Count.values()) {
        sum.add(count, one.get(count));
      }
      sum.lengthen(one.longestWaitNanos());
    }
    return sum;
  }
}
