package org.vmalock.examples.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.RangeTree;
import org.vmalock.examples.torture.subject.RangeTree.RangeEntry;
import org.vmalock.examples.torture.subject.RangeTree.WriteSection;
import org.vmalock.examples.torture.subject.Version;

/**
 * The torture test of a tree. Its keys form pairs of adjacent places, left and right. Each change of a pair has a number,
 * announced before the change begins and after it has ended; the number determines the ranges of the pair. So a reader knows the
 * correct results: those of the numbers from the last change that ended before its lookup to the last one that began before the
 * end of its lookup. The {@link Background} has further ranges above those of the pairs.
 *
 * <pre>
 *   number mod 4    0 nothing    1 both places, one range    2 the same again    3 the left place
 * </pre>
 */
final class TreeTorture implements Torture {
  static final int PAIRS = 6;
  static final int LENGTH = 16;
  private static final int PERIOD = 3 * LENGTH;

  /** The end of the keys of the pairs. */
  static final long PAIRS_END = (long) PAIRS * PERIOD;

  private static final int STATES = 4;

  private final TortureControl control;
  private final RangeTree tree;

  private final Background background;

  /** 1 for each pair or block that a writer is changing. */
  private final AtomicIntegerArray claimed;

  /** The number of the latest change that has begun and that has ended; written by the writer that has claimed the pair or block. */
  private final AtomicLongArray begun;

  private final AtomicLongArray ended;

  /**
   * Creates the tree and maps the background.
   *
   * @param control the control of the run
   * @param trees creates the tree, given the collection for its violations
   * @param background the further ranges
   */
  TreeTorture(TortureControl control, Function<Violations<Check>, RangeTree> trees, Background background) {
    this.control = control;
    this.tree = trees.apply(control.violations());
    this.background = background;
    int zones = PAIRS + background.blocks();
    this.claimed = new AtomicIntegerArray(zones);
    this.begun = new AtomicLongArray(zones);
    this.ended = new AtomicLongArray(zones);
    try (WriteSection section = tree.beginSection()) {
      for (int block = 0; block < background.blocks(); block++) {
        Background.entries(block, 0).forEach(section::map);
      }
      section.commit();
    }
  }

  Background background() {
    return background;
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

  /** Claims a pair or block for the calling writer; returns false if another writer is changing it. */
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
    for (int zone = 0; zone < PAIRS + background.blocks(); zone++) {
      if (begun(zone) != ended(zone)) {
        int unfinished = zone;
        control.report(Check.ABORT, () -> "a change of " + describe(unfinished) + " has begun and not ended");
      }
    }
    checkFinalRanges();
    String inconsistency = tree.findInconsistencyWhenIdle();
    if (inconsistency != null) {
      control.report(Check.BALANCE, () -> "in the final state " + inconsistency);
    }
  }

  private static String describe(int zone) {
    return zone < PAIRS ? "pair " + zone : "block " + (zone - PAIRS);
  }

  private void checkFinalRanges() {
    List<RangeEntry> expected = finalRanges();
    List<RangeEntry> found = tree.snapshot();
    int same = 0;
    while (same < Math.min(expected.size(), found.size()) && expected.get(same).equals(found.get(same))) {
      same++;
    }
    String seen = describe(found, same);
    String right = describe(expected, same);
    if (!seen.equals(right)) {
      control.report(Check.ANSWER, () -> "in the final state the tree contains " + seen + " instead of " + right);
    }
  }

  private static String describe(List<RangeEntry> entries, int position) {
    return position < entries.size() ? entries.get(position).toString() : "no further range";
  }

  private List<RangeEntry> finalRanges() {
    List<RangeEntry> ranges = new ArrayList<>();
    for (int pair = 0; pair < PAIRS; pair++) {
      if (state(ended(pair)) != 0) {
        ranges.add(entry(pair, ended(pair)));
      }
    }
    for (int block = 0; block < background.blocks(); block++) {
      ranges.addAll(Background.entries(block, ended(Background.zone(block))));
    }
    return ranges;
  }
}
