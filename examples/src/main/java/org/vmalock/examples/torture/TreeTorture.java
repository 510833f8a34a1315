package org.vmalock.examples.torture;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.RangeTree;
import org.vmalock.examples.torture.subject.RangeTree.RangeEntry;
import org.vmalock.examples.torture.subject.Version;

/**
 * A tree over pairs of places, left and right, next to each other. Every change of a pair has a number, announced before the
 * change begins and after it has ended, and the number says what stands where, so a reader knows which answers are right: those
 * of a number between the end of the last change before its look-up and the beginning of the last one at its end.
 *
 * <pre>
 *   number mod 4    0 nothing    1 both places, one range    2 the same again    3 the left place
 * </pre>
 */
final class TreeTorture implements Torture {
  static final int PAIRS = 6;
  static final int LENGTH = 16;
  private static final int PERIOD = 3 * LENGTH;
  private static final int STATES = 4;

  private final Session session;
  private final RangeTree tree;

  /** Which pairs somebody is changing. */
  private final AtomicIntegerArray claimed = new AtomicIntegerArray(PAIRS);

  /** The last number whose change has begun, and has ended; written by who has claimed the pair. */
  private final AtomicLongArray begun = new AtomicLongArray(PAIRS);

  private final AtomicLongArray ended = new AtomicLongArray(PAIRS);

  TreeTorture(Session session, Function<Violations<Check>, RangeTree> trees) {
    this.session = session;
    this.tree = trees.apply(session.violations());
  }

  @Override
  public Workload newReader(ThreadSlot slot) {
    return new TreeReader(this, slot);
  }

  @Override
  public Workload newWriter(ThreadSlot slot) {
    return new TreeWriter(this, slot);
  }

  RangeTree tree() {
    return tree;
  }

  // ---- Where is what, at which number

  static long start(int pair) {
    return (long) pair * PERIOD;
  }

  static long middle(int pair) {
    return start(pair) + LENGTH;
  }

  static long end(int pair) {
    return start(pair) + 2 * LENGTH;
  }

  static int pairOf(long key) {
    return (int) (key / PERIOD);
  }

  static boolean isRight(long key) {
    return key % PERIOD >= LENGTH;
  }

  /** Whether anything stands in the left or right place of a pair at a number. */
  static boolean isMapped(boolean right, long number) {
    long state = number % STATES;
    return state != 0 && !(right && state == 3);
  }

  static int state(long number) {
    return (int) (number % STATES);
  }

  /** The one range of a pair at a number at which there is one. */
  static RangeEntry extent(int pair, long number) {
    return new RangeEntry(start(pair), isMapped(true, number) ? end(pair) : middle(pair), new Version(pair, number));
  }

  // ---- Numbers

  /** Whoever claims a pair is the only one who changes it. */
  boolean claim(int pair) {
    return claimed.compareAndSet(pair, 0, 1);
  }

  void release(int pair) {
    claimed.set(pair, 0);
  }

  /** Announces the next change; the volatile store comes before all of the change. */
  long begin(int pair) {
    long number = begun.get(pair) + 1;
    begun.set(pair, number);
    return number;
  }

  void end(int pair, long number) {
    ended.set(pair, number);
  }

  long begun(int pair) {
    return begun.get(pair);
  }

  long ended(int pair) {
    return ended.get(pair);
  }

  @Override
  public void takeApart(ThreadSlot slot) {
    slot.counters().waited(tree.longestWaitNanos());
    for (int pair = 0; pair < PAIRS; pair++) {
      if (begun(pair) != ended(pair)) {
        int broken = pair;
        session.violated(Check.ABORT, () -> "a change of pair " + broken + " was begun and has not ended");
      }
    }
    requireRightEnd();
    String wrong = tree.wrongWhenIdle();
    if (wrong != null) {
      session.violated(Check.BALANCE, () -> "when all is over " + wrong);
    }
  }

  private void requireRightEnd() {
    int next = 0;
    for (RangeEntry extent : tree.snapshot()) {
      while (next < PAIRS && state(ended(next)) == 0) {
        next++;
      }
      if (next == PAIRS || !extent.equals(extent(next, ended(next)))) {
        session.violated(Check.ANSWER, () -> "when all is over the tree has " + extent);
        return;
      }
      next++;
    }
    while (next < PAIRS && state(ended(next)) == 0) {
      next++;
    }
    if (next < PAIRS) {
      int missing = next;
      session.violated(Check.ANSWER, () -> "when all is over the tree has lost " + extent(missing, ended(missing)));
    }
  }
}
