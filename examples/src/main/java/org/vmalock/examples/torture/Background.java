package org.vmalock.examples.torture;

import java.util.ArrayList;
import java.util.List;
import org.vmalock.examples.torture.subject.RangeTree.RangeEntry;
import org.vmalock.examples.torture.subject.Version;

/**
 * The ranges of a tree above those of the pairs: so many that the index has several levels. They form blocks of {@link #SLOTS} slots. A
 * block has a number of changes as a pair has; the number determines which of its slots are mapped. A change of a block removes or
 * inserts so many ranges that leaves of the index are joined and split.
 *
 * <pre>
 *   number mod 2    0 all slots    1 every 16th slot
 * </pre>
 *
 * <p>A slot has the same range and version whenever it is mapped. There is a gap after each slot, so that ranges are never merged.
 *
 * @param blocks the number of blocks; 0 for a tree without an index
 */
record Background(int blocks) {
  static final int SLOTS = 64;
  static final int SLOT_LENGTH = 8;

  /** Number of keys of a slot that are mapped. */
  static final int MAPPED = 6;

  static final int KEPT_PERIOD = 16;
  static final int KEPT = SLOTS / KEPT_PERIOD;

  static long start(int block) {
    return TreeTorture.PAIRS_END + (long) block * SLOTS * SLOT_LENGTH;
  }

  static long start(int block, int slot) {
    return start(block) + (long) slot * SLOT_LENGTH;
  }

  /** Returns the end of all keys of the background. */
  long end() {
    return start(blocks);
  }

  static int blockOf(long key) {
    return (int) ((key - TreeTorture.PAIRS_END) / (SLOTS * SLOT_LENGTH));
  }

  static int slotOf(long key) {
    return (int) ((key - start(blockOf(key))) / SLOT_LENGTH);
  }

  /** Returns the index of a block among the pairs and blocks that have numbers of changes. */
  static int zone(int block) {
    return TreeTorture.PAIRS + block;
  }

  static boolean isKept(int slot) {
    return slot % KEPT_PERIOD == 0;
  }

  /** Returns whether all slots are mapped at a number. */
  static boolean isFull(long number) {
    return number % 2 == 0;
  }

  static boolean isMapped(int slot, long number) {
    return isKept(slot) || isFull(number);
  }

  static RangeEntry entry(int block, int slot) {
    long start = start(block, slot);
    return new RangeEntry(start, start + MAPPED, new Version(zone(block), 0));
  }

  /** Returns the ranges of a block at a number, in ascending order. */
  static List<RangeEntry> entries(int block, long number) {
    List<RangeEntry> entries = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      if (isMapped(slot, number)) {
        entries.add(entry(block, slot));
      }
    }
    return entries;
  }
}
