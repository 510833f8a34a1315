package org.vmalock.examples.torture;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.RangeTree.LockedRange;
import org.vmalock.examples.torture.subject.RangeTree.RangeEntry;

/**
 * The workload of a reader: looks up keys, walks along the ranges, and takes snapshots. Every result must match a change within
 * its window, as {@link TreeTorture} explains.
 */
final class TreeReader implements Workload {
  private static final int ROUNDS_PER_SNAPSHOT = 16;

  /** The same with a background, whose ranges make a snapshot take far longer. */
  private static final int ROUNDS_PER_LARGE_SNAPSHOT = 256;

  private static final int ROUNDS_PER_WALK = 8;
  private static final int READS_PER_HAND_OFF = 64;
  private static final int READS_PER_DEATH = 5_000;
  private static final int READS_PER_EXCEPTION = 500;
  private static final long END = TreeTorture.PAIRS_END;

  private final TreeTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector injector;
  private final BackgroundReader background;
  private final long[] earliest = new long[TreeTorture.PAIRS];

  TreeReader(TreeTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.injector = slot.injector();
    this.background = new BackgroundReader(torture, this, slot);
  }

  @Override
  public void round() {
    boolean hasBackground = torture.background().blocks() > 0;
    if (injector.oneIn(hasBackground ? ROUNDS_PER_LARGE_SNAPSHOT : ROUNDS_PER_SNAPSHOT)) {
      checkSnapshot();
    } else if (hasBackground && injector.oneIn(2)) {
      background.round();
    } else if (injector.oneIn(ROUNDS_PER_WALK)) {
      walk();
    } else {
      lookUp(injector.nextInt((int) END));
    }
  }

  private void recordEarliest() {
    for (int pair = 0; pair < TreeTorture.PAIRS; pair++) {
      earliest[pair] = torture.ended(pair);
    }
  }

  // ---- One key

  private void lookUp(long key) {
    int pair = TreeTorture.pairOf(key);
    earliest[pair] = torture.ended(pair);
    LockedRange held = torture.tree().startRead(key);
    if (held == null) {
      requireUnmapped(key, "the lookup of " + key);
      return;
    }
    slot.count(Count.ACQUIRED);
    RangeEntry entry = held.entry();
    if (key < entry.start() || key >= entry.end()) {
      report(() -> "the lookup of " + key + " found " + entry);
    }
    holdPair(held);
  }

  private void requireUnmapped(long key, String how) {
    boolean right = TreeTorture.isRight(key);
    int pair = TreeTorture.pairOf(key);
    if (key % TreeTorture.start(1) >= 2 * TreeTorture.LENGTH) {
      return; // nothing is ever mapped after the right place
    }
    long latest = torture.begun(pair);
    for (long number = earliest[pair]; number <= latest; number++) {
      if (!TreeTorture.isMapped(right, number)) {
        return;
      }
    }
    report(() -> how + " found no range, but there was one from change " + earliest[pair] + " to change " + latest);
  }

  /**
   * Checks a read-locked range of a pair and releases it: the range was correct at a moment of the lookup, and cannot change until its
   * release.
   */
  private void holdPair(LockedRange held) {
    requireCorrect(held.entry());
    hold(held, () -> endRead(held));
  }

  /** Holds a range for a random time, and releases it, also if a fault is injected; another thread may call {@code endRead}. */
  void hold(LockedRange held, Runnable endRead) {
    boolean releases = true;
    try {
      injector.randomDelay();
      if (injector.injects(Fault.DIE, READS_PER_DEATH)) {
        releases = false;
        throw new SimulatedThreadDeath(List.of(endRead::run));
      }
      if (injector.injects(Fault.THROW, READS_PER_EXCEPTION)) {
        throw new InjectedException();
      }
      if (injector.oneIn(READS_PER_HAND_OFF)) {
        releases = false;
        held.handOff();
        slot.control().reaper().releaseLater(endRead::run);
      }
    } finally {
      if (releases) {
        slot.count(Count.RELEASED);
        endRead.run();
      }
    }
  }

  private void endRead(LockedRange held) {
    RangeEntry entry = held.entry();
    long ended = torture.ended(entry.version().pair());
    if (ended > entry.version().number()) {
      report(() -> entry + " was still read-locked after the end of change " + ended);
    }
    held.endRead();
  }

  private void requireCorrect(RangeEntry entry) {
    int pair = entry.version().pair();
    long number = entry.version().number();
    long latest = torture.begun(pair);
    if (number < earliest[pair] || number > latest) {
      report(() -> "found " + entry + " between the end of change " + earliest[pair] + " and the beginning of change " + latest);
    }
    if (TreeTorture.state(number) == 0 || !entry.equals(TreeTorture.entry(pair, number))) {
      report(() -> "found " + entry + ", which never existed");
    }
  }

  // ---- Many keys

  private void walk() {
    long position = 0;
    while (position < END) {
      recordEarliest();
      LockedRange held = torture.tree().startReadNext(position);
      long gapEnd = held == null ? END : Math.min(END, held.entry().start());
      for (long key = roundUp(position); key + TreeTorture.LENGTH <= gapEnd; key += TreeTorture.LENGTH) {
        requireUnmapped(key, "the walk from " + position);
      }
      if (held == null) {
        return;
      }
      slot.count(Count.ACQUIRED);
      long end = held.entry().end();
      if (held.entry().start() >= END) {
        hold(held, held::endRead);
        return;
      }
      holdPair(held);
      if (end <= position) {
        report(() -> "the walk from " + held.entry().start() + " does not advance");
        return;
      }
      position = end;
    }
  }

  private static long roundUp(long key) {
    return (key + TreeTorture.LENGTH - 1) / TreeTorture.LENGTH * TreeTorture.LENGTH;
  }

  /** Checks that a snapshot shows both places of each pair at one change. */
  private void checkSnapshot() {
    recordEarliest();
    background.recordEarliest();
    List<RangeEntry> all = torture.tree().snapshot();
    int pairs = 0;
    while (pairs < all.size() && all.get(pairs).version().pair() < TreeTorture.PAIRS) {
      pairs++;
    }
    checkPairs(all.subList(0, pairs));
    background.checkSnapshot(all.subList(pairs, all.size()));
  }

  private void checkPairs(List<RangeEntry> all) {
    @Nullable RangeEntry[] found = new RangeEntry[TreeTorture.PAIRS];
    for (RangeEntry entry : all) {
      requireCorrect(entry);
      int pair = entry.version().pair();
      if (found[pair] != null) {
        report(() -> "a snapshot contains " + found[pair] + " and " + entry);
      }
      found[pair] = entry;
    }
    for (int pair = 0; pair < TreeTorture.PAIRS; pair++) {
      if (found[pair] == null) {
        requireUnmapped(TreeTorture.start(pair), "a snapshot");
      }
    }
  }

  private void report(Supplier<String> words) {
    slot.control().report(Check.ANSWER, words);
  }
}
