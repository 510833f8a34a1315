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
 * The torture test of a tree. Its keys form pairs of adjacent places, left and right. Each change of a pair has a number,
 * announced before the change begins and after it has ended; the number determines the ranges of the pair. So a reader knows the
 * correct results: those of the numbers from the last change that ended before its lookup to the last one that began before the
 * end of its lookup.
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

  private final TortureControl control;
  private final RangeTree tree;

  /** 1 for each pair that a writer is changing. */
  private final AtomicIntegerArray claimed = new AtomicIntegerArray(PAIRS);

  /** The number of the latest change that has begun and that has ended; written by the writer that has claimed the pair. */
  private final AtomicLongArray begun = new AtomicLongArray(PAIRS);

  private final AtomicLongArray ended = new AtomicLongArray(PAIRS);

  TreeTorture(TortureControl control, Function<Violations<Check>, RangeTree> trees) {
    this.control = control;
    this.tree = trees.apply(control.violations());
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

  // ---- The ranges of each number

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

  /** Returns whether the left or right place of a pair is mapped at a number. */
  static boolean isMapped(boolean right, long number) {
    long state = number % STATES;
    return state != 0 && !(right && state == 3);
  }

  static int state(long number) {
    return (int) (number % STATES);
  }

  /** Returns the range of a pair at a number at which there is one. */
  static RangeEntry entry(int pair, long number) {
    return new RangeEntry(start(pair), isMapped(true, number) ? end(pair) : middle(pair), new Version(pair, number));
  }

  // ---- Numbers

  /** Claims a pair for the calling writer; returns false if another writer is changing it. */
  boolean claim(int pair) {
    return claimed.compareAndSet(pair, 0, 1);
  }

  void release(int pair) {
    claimed.set(pair, 0);
  }

  /** Announces the next change; the volatile store precedes all stores of the change. */
  long begin(int pair) {
    long number = begun.get(pair) + 1;
    begun.set(pair, number);
    return number;
  }

  void finish(int pair, long number) {
    ended.set(pair, number);
  }

  long begun(int pair) {
    return begun.get(pair);
  }

  long ended(int pair) {
    return ended.get(pair);
  }

  @Override
  public void checkFinalState(ThreadSlot slot) {
    slot.counters().recordWait(tree.longestWaitNanos());
    for (int pair = 0; pair < PAIRS; pair++) {
      if (begun(pair) != ended(pair)) {
        int unfinished = pair;
        control.report(Check.ABORT, () -> "a change of pair " + unfinished + " has begun and not ended");
      }
    }
    checkFinalRanges();
    String inconsistency = tree.findInconsistencyWhenIdle();
    if (inconsistency != null) {
      control.report(Check.BALANCE, () -> "in the final state " + inconsistency);
    }
  }

  private void checkFinalRanges() {
    int next = 0;
    for (RangeEntry entry : tree.snapshot()) {
      while (next < PAIRS && state(ended(next)) == 0) {
        next++;
      }
      if (next == PAIRS || !entry.equals(entry(next, ended(next)))) {
        control.report(Check.ANSWER, () -> "in the final state the tree contains " + entry);
        return;
      }
      next++;
    }
    while (next < PAIRS && state(ended(next)) == 0) {
      next++;
    }
    if (next < PAIRS) {
      int missing = next;
      control.report(Check.ANSWER, () -> "in the final state the tree lacks " + entry(missing, ended(missing)));
    }
  }
}
