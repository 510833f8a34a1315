package org.vmalock.examples.torture;

import java.util.List;
import java.util.function.Supplier;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.RangeTree.LockedRange;
import org.vmalock.examples.torture.subject.RangeTree.RangeEntry;

/** The part of a reader's workload that looks up the ranges of the background and walks along them. */
final class BackgroundReader {
  private static final int ROUNDS_PER_WALK = 16;

  /** The blocks that one step of a walk can reach: a gap ends before the next slot that is always mapped. */
  private static final int BLOCKS_PER_STEP = 2;

  private final TreeTorture torture;
  private final Background background;
  private final TreeReader reader;
  private final ThreadSlot slot;
  private final FaultInjector injector;

  /** The number of the latest change of each block that had ended before the present look-up, walk step or snapshot. */
  private final long[] earliest;

  BackgroundReader(TreeTorture torture, TreeReader reader, ThreadSlot slot) {
    this.torture = torture;
    this.background = torture.background();
    this.reader = reader;
    this.slot = slot;
    this.injector = slot.injector();
    this.earliest = new long[background.blocks()];
  }

  void round() {
    int block = injector.nextInt(background.blocks());
    if (injector.oneIn(ROUNDS_PER_WALK)) {
      walk(block);
    } else {
      lookUp(block, injector.nextInt(Background.SLOTS), injector.nextInt(Background.SLOT_LENGTH));
    }
  }

  private void lookUp(int block, int found, int offset) {
    recordEarliest(block, block + 1);
    long key = Background.start(block, found) + offset;
    LockedRange held = torture.tree().startRead(key);
    if (held != null) {
      if (!held.entry().equals(Background.entry(block, found)) || offset >= Background.MAPPED) {
        report(() -> "the look-up of " + key + " found " + held.entry());
      }
      hold(held);
    } else if (offset < Background.MAPPED) {
      requireUnmapped(block, found, "the look-up of " + key);
    }
  }

  private void walk(int firstBlock) {
    long end = Background.start(Math.min(firstBlock + BLOCKS_PER_STEP, background.blocks()));
    long position = Background.start(firstBlock);
    while (position < end) {
      int block = Background.blockOf(position);
      recordEarliest(block, Math.min(block + BLOCKS_PER_STEP, background.blocks()));
      LockedRange held = torture.tree().startReadNext(position);
      long gapEnd = held == null ? background.end() : held.entry().start();
      requireUnmapped(position, gapEnd);
      if (held == null) {
        return;
      }
      RangeEntry entry = held.entry();
      hold(held);
      if (entry.end() <= position) {
        report(() -> "the walk from " + entry.start() + " does not advance");
        return;
      }
      position = entry.start() + Background.SLOT_LENGTH;
    }
  }

  private void requireUnmapped(long start, long end) {
    for (long key = start; key < end; key += Background.SLOT_LENGTH) {
      requireUnmapped(Background.blockOf(key), Background.slotOf(key), "the walk from " + start + " to " + end);
    }
  }

  // ---- Holding

  private void hold(LockedRange held) {
    slot.count(Count.ACQUIRED);
    RangeEntry entry = held.entry();
    int zone = entry.version().pair();
    requireCorrect(entry);
    long latest = torture.begun(zone);
    boolean kept = Background.isKept(Background.slotOf(entry.start()));
    long firstRemoval = kept ? Long.MAX_VALUE : latest | 1;
    reader.hold(held, () -> endRead(held, zone, firstRemoval));
  }

  /** Releases a range; the change that removes it waits for this. */
  private void endRead(LockedRange held, int zone, long removal) {
    long ended = torture.ended(zone);
    if (ended >= removal) {
      report(() -> held.entry() + " was still read-locked after the end of change " + ended);
    }
    held.endRead();
  }

  // ---- Checks

  private void recordEarliest(int fromBlock, int toBlock) {
    for (int block = fromBlock; block < toBlock; block++) {
      earliest[block] = torture.ended(Background.zone(block));
    }
  }

  private void requireCorrect(RangeEntry entry) {
    int block = Background.blockOf(entry.start());
    int found = Background.slotOf(entry.start());
    if (block < 0 || block >= background.blocks() || !entry.equals(Background.entry(block, found))) {
      report(() -> "found " + entry + ", which never existed");
    } else if (!Background.isKept(found) && !wasOnce(block, true)) {
      report(() -> "found " + entry + ", which was not mapped from change " + earliest[block] + " on");
    }
  }

  private void requireUnmapped(int block, int missing, String how) {
    if (Background.isKept(missing) || !wasOnce(block, false)) {
      report(() -> how + " found no range in slot " + missing + " of block " + block + ", but there was one from change "
          + earliest[block] + " on");
    }
  }

  /** Returns whether all slots of a block were mapped, or only some, at a number since the earliest one. */
  private boolean wasOnce(int block, boolean full) {
    return Background.isFull(earliest[block]) == full || torture.begun(Background.zone(block)) > earliest[block];
  }

  void recordEarliest() {
    recordEarliest(0, background.blocks());
  }

  /** Checks the part of a snapshot with the background: each block is there at one change, and the ranges ascend. */
  void checkSnapshot(List<RangeEntry> entries) {
    int[] found = new int[background.blocks()];
    long end = 0;
    for (RangeEntry entry : entries) {
      long previous = end;
      if (entry.start() < previous) {
        report(() -> "a snapshot contains " + entry + " after a range that ends at " + previous);
        return;
      }
      requireCorrect(entry);
      found[Background.blockOf(entry.start())]++;
      end = entry.end();
    }
    for (int block = 0; block < found.length; block++) {
      requireOneChange(block, found[block]);
    }
  }

  private void requireOneChange(int block, int found) {
    boolean full = found == Background.SLOTS;
    if ((!full && found != Background.KEPT) || !wasOnce(block, full)) {
      report(() -> "a snapshot contains " + found + " ranges of block " + block + " between change " + earliest[block] + " and change "
          + torture.begun(Background.zone(block)));
    }
  }

  private void report(Supplier<String> words) {
    slot.control().report(Check.ANSWER, words);
  }
}
