package org.vmalock.examples.torture;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.RangeTree.RangeEntry;
import org.vmalock.examples.torture.subject.RangeTree.Held;
import org.vmalock.examples.torture.subject.RangeTree.Section;
import org.vmalock.examples.torture.subject.Version;

/** Takes pairs from one number to the next in every way that there is, or tries to and gives up. */
final class TreeWriter implements Workload {
  private static final int IN_VAIN = 4;
  private static final int LONGEST_TIMED_MICROS = 40;
  private static final long UNTIMED_SECONDS = 1_000;

  private final TreeTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector chance;

  TreeWriter(TreeTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.chance = slot.chance();
  }

  @Override
  public void round() throws InterruptedException {
    int pair = chance.below(TreeTorture.PAIRS);
    if (!torture.claim(pair)) {
      return;
    }
    try {
      if (chance.oneIn(IN_VAIN)) {
        changeInVain(pair);
      } else {
        change(pair);
      }
    } finally {
      torture.release(pair);
    }
  }

  // ---- Changes

  private void change(int pair) {
    long number = torture.begin(pair);
    if (TreeTorture.state(number) == 0 && chance.oneIn(2)) {
      torture.tree().unmapAndDowngrade(TreeTorture.start(pair), TreeTorture.end(pair));
    } else {
      try (Section section = torture.tree().open()) {
        chance.randomDelay();
        change(section, pair, number);
        chance.randomDelay();
        section.commit();
      }
    }
    torture.end(pair, number);
    slot.count(Count.WRITES);
  }

  private void change(Section section, int pair, long number) {
    long start = TreeTorture.start(pair);
    long middle = TreeTorture.middle(pair);
    long end = TreeTorture.end(pair);
    Version version = new Version(pair, number);
    switch (TreeTorture.state(number)) {
      case 0 -> section.unmap(start, end);
      case 1 -> {
        section.map(new RangeEntry(start, middle, version));
        chance.randomDelay();
        section.map(new RangeEntry(middle, end, version));
      }
      case 2 -> {
        if (chance.oneIn(2)) {
          section.unmap(start + 1, end - 1);
        }
        section.replace(new RangeEntry(start, end, version));
      }
      default -> {
        section.unmap(middle, end);
        section.replace(new RangeEntry(start, middle, version));
      }
    }
  }

  // ---- In vain

  private void changeInVain(int pair) throws InterruptedException {
    try {
      if (chance.oneIn(2)) {
        unmapInVain(pair);
      } else {
        batchInVain(pair);
      }
      slot.count(Count.ABORTS);
    } finally {
      requireUnchanged(pair);
    }
  }

  private void unmapInVain(int pair) throws InterruptedException {
    boolean timed = chance.strikes(Fault.TIMEOUT, 2);
    boolean gathered =
        torture.tree().unmapInVain(
            TreeTorture.start(pair) + 1,
            TreeTorture.end(pair),
            timed ? chance.below(LONGEST_TIMED_MICROS) : TimeUnit.SECONDS.toMicros(UNTIMED_SECONDS),
            TimeUnit.MICROSECONDS);
    if (!gathered) {
      slot.count(Count.TIMEOUTS);
    }
  }

  /** What it changes is never seen. */
  private void batchInVain(int pair) {
    try (Section section = torture.tree().open()) {
      section.unmap(TreeTorture.start(pair) + 2, TreeTorture.end(pair) - 2);
      chance.randomDelay();
      section.replace(new RangeEntry(TreeTorture.start(pair), TreeTorture.end(pair), new Version(pair, -1)));
      if (chance.strikes(Fault.THROW, 2)) {
        throw new InjectedException();
      }
    }
  }

  /** Nobody else changes this pair. */
  private void requireUnchanged(int pair) {
    long number = torture.ended(pair);
    requireSame(pair, TreeTorture.start(pair), TreeTorture.isMapped(false, number) ? TreeTorture.extent(pair, number) : null);
    requireSame(pair, TreeTorture.middle(pair), TreeTorture.isMapped(true, number) ? TreeTorture.extent(pair, number) : null);
  }

  private void requireSame(int pair, long key, @Nullable RangeEntry expected) {
    Held held = torture.tree().lock(key);
    RangeEntry found = null;
    if (held != null) {
      slot.count(Count.GRABS);
      found = held.extent();
      slot.count(Count.DROPS);
      held.endRead();
    }
    if (found == null ? expected != null : !found.equals(expected)) {
      String seen = found == null ? "nothing" : found.toString();
      slot.session().violated(
          Check.ABORT, () -> "a change of pair " + pair + " was given up, and now there is " + seen + " instead of " + expected);
    }
  }
}
