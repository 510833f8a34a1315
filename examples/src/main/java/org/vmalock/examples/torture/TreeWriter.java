package org.vmalock.examples.torture;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.RangeTree.LockedRange;
import org.vmalock.examples.torture.subject.RangeTree.RangeEntry;
import org.vmalock.examples.torture.subject.RangeTree.WriteSection;
import org.vmalock.examples.torture.subject.Version;

/**
 * The workload of a writer: changes pairs from one number to the next by all operations of the tree, or rolls the change back.
 */
final class TreeWriter implements Workload {
  private static final int ROUNDS_PER_ABORT = 4;
  private static final int ROUNDS_PER_BLOCK = 4;
  private static final int LONGEST_TIMED_MICROS = 40;
  private static final long UNTIMED_SECONDS = 1_000;

  private final TreeTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector injector;
  private final BackgroundWriter background;

  TreeWriter(TreeTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.injector = slot.injector();
    this.background = new BackgroundWriter(torture, this, slot);
  }

  @Override
  public void round() throws InterruptedException {
    if (torture.background().blocks() > 0 && injector.oneIn(ROUNDS_PER_BLOCK)) {
      background.round();
    } else {
      changePair();
    }
  }

  private void changePair() throws InterruptedException {
    int pair = injector.nextInt(TreeTorture.PAIRS);
    if (!torture.claim(pair)) {
      return;
    }
    try {
      if (injector.oneIn(ROUNDS_PER_ABORT)) {
        abortChange(pair);
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
    if (TreeTorture.state(number) == 0 && injector.oneIn(2)) {
      torture.tree().unmapAndDowngrade(TreeTorture.start(pair), TreeTorture.end(pair));
    } else {
      try (WriteSection section = torture.tree().beginSection()) {
        injector.randomDelay();
        change(section, pair, number);
        injector.randomDelay();
        section.commit();
      }
    }
    torture.finish(pair, number);
    slot.count(Count.WRITES);
  }

  private void change(WriteSection section, int pair, long number) {
    long start = TreeTorture.start(pair);
    long middle = TreeTorture.middle(pair);
    long end = TreeTorture.end(pair);
    Version version = new Version(pair, number);
    switch (TreeTorture.state(number)) {
      case 0 -> section.unmap(start, end);
      case 1 -> {
        section.map(new RangeEntry(start, middle, version));
        injector.randomDelay();
        section.map(new RangeEntry(middle, end, version));
      }
      case 2 -> {
        if (injector.oneIn(2)) {
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

  // ---- Changes that are rolled back

  private void abortChange(int pair) throws InterruptedException {
    try {
      if (injector.oneIn(2)) {
        abortUnmap(pair);
      } else {
        abortBatch(pair);
      }
      slot.count(Count.ABORTS);
    } finally {
      requireUnchanged(pair);
    }
  }

  private void abortUnmap(int pair) throws InterruptedException {
    boolean timed = injector.injects(Fault.TIMEOUT, 2);
    boolean detached =
        torture.tree().abortUnmap(
            TreeTorture.start(pair) + 1,
            TreeTorture.end(pair),
            timed ? injector.nextInt(LONGEST_TIMED_MICROS) : TimeUnit.SECONDS.toMicros(UNTIMED_SECONDS),
            TimeUnit.MICROSECONDS);
    if (!detached) {
      slot.count(Count.TIMEOUTS);
    }
  }

  /** Rolls back a batch by closing it without a commit; no reader may see its changes. */
  private void abortBatch(int pair) {
    try (WriteSection section = torture.tree().beginSection()) {
      section.unmap(TreeTorture.start(pair) + 2, TreeTorture.end(pair) - 2);
      injector.randomDelay();
      section.replace(new RangeEntry(TreeTorture.start(pair), TreeTorture.end(pair), new Version(pair, -1)));
      if (injector.injects(Fault.THROW, 2)) {
        throw new InjectedException();
      }
    }
  }

  /** Checks that the pair is unchanged; no other writer changes a claimed pair. */
  private void requireUnchanged(int pair) {
    long number = torture.ended(pair);
    requireSame("pair " + pair, TreeTorture.start(pair), TreeTorture.isMapped(false, number) ? TreeTorture.entry(pair, number) : null);
    requireSame("pair " + pair, TreeTorture.middle(pair), TreeTorture.isMapped(true, number) ? TreeTorture.entry(pair, number) : null);
  }

  /** Checks after a rollback what is mapped at a key; {@code zone} names the pair or block. */
  void requireSame(String zone, long key, @Nullable RangeEntry expected) {
    LockedRange held = torture.tree().startRead(key);
    RangeEntry found = null;
    if (held != null) {
      slot.count(Count.ACQUIRED);
      found = held.entry();
      slot.count(Count.RELEASED);
      held.endRead();
    }
    if (found == null ? expected != null : !found.equals(expected)) {
      String seen = found == null ? "nothing" : found.toString();
      slot.control().report(
          Check.ABORT,
          () -> "a change of " + zone + " was rolled back, and the tree contains " + seen + " instead of " + expected);
    }
  }
}
