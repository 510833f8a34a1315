package org.vmalock.examples.samples;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.vmalock.tree.Batch;
import org.vmalock.tree.RangeEntry;
import org.vmalock.tree.Unmapping;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaTree;

/**
 * A volume that maps keys to blocks of a device, one to one. A discard is written to a journal before any reader sees it, and its blocks
 * are free only when no reader can reach them. If the journal fails, nothing has changed.
 */
public final class UnmapTransaction {
  interface Journal {
    void discard(List<RangeEntry<Integer>> ranges) throws IOException;
  }

  private final Journal journal;
  private final VmaTree<Integer> blocks = // of each key; a value is the block of the first key in its range
      VmaTree.<Integer>builder((first, distance) -> first + (int) distance).build();
  final BitSet used = new BitSet(); // guarded by the structure lock of the tree

  UnmapTransaction(Journal journal) {
    this.journal = journal;
  }

  void map(long start, long end, int firstBlock) {
    try (Batch<Integer> batch = blocks.batch()) { // has the structure lock
      batch.map(start, end, firstBlock);
      used.set(firstBlock, firstBlock + (int) (end - start));
      batch.commit();
    }
  }

  OptionalInt block(long key) {
    try (VmaHandle<Integer> range = blocks.startRead(key)) {
      return range == null ? OptionalInt.empty() : OptionalInt.of(range.value() + (int) (key - range.start()));
    }
  }

  void discard(long start, long end) throws IOException {
    try (Unmapping<Integer> unmapping = blocks.beginUnmap(start, end)) { // readers have released; new ones wait
      journal.discard(unmapping.removedRanges()); // may throw: close then restores every range
      unmapping.completeAndDowngrade(); // readers proceed and find nothing; writers wait until close
      for (RangeEntry<Integer> range : unmapping.removedRanges()) {
        int length = (int) (range.last() - range.start() + 1);
        used.clear(range.value(), range.value() + length); // these only: the rest of a split range is still read
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    UnmapTransaction volume = new UnmapTransaction(ranges -> {
      System.out.println("journal: " + ranges);
      if (ranges.size() > 1) {
        throw new IOException("the journal is full");
      }
    });
    volume.map(0, 100, 1_000);
    volume.discard(10, 20);
    System.out.println("key 15: " + volume.block(15) + ", key 20: " + volume.block(20) + ", used: " + volume.used.cardinality());
    try {
      volume.discard(0, 100); // two ranges by now
    } catch (IOException e) {
      System.out.println(e.getMessage() + "; key 20: " + volume.block(20) + ", used: " + volume.used.cardinality());
    }
  }
}
