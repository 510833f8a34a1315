package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Iterators of a snapshot: order, independence, end, and what they allocate. */
@TimeLimit
class SnapshotTest {
  private static final int LARGE = 40_000;

  private final VmaTree<Integer> tree = VmaTree.<Integer>builder(RangeValues.uniform()).build();

  private VmaSnapshot<Integer> snapshotOf(int ranges) {
    try (Batch<Integer> batch = tree.batch()) {
      for (int i = 0; i < ranges; i++) {
        batch.map(4L * i, 4L * i + 2, i);
      }
      batch.commit();
    }
    return tree.snapshot();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 64, 1_024, 1_025, LARGE})
  void iteratorsReturnEachRangeOnceInOrder(int ranges) {
    VmaSnapshot<Integer> snapshot = snapshotOf(ranges);
    Iterator<Vma<Integer>> ascending = snapshot.iterator();
    Iterator<Vma<Integer>> descending = snapshot.descending().iterator();
    for (int i = 0; i < ranges; i++) {
      assertEquals(i, ascending.next().value());
    }
    for (int i = ranges - 1; i >= 0; i--) {
      assertTrue(descending.hasNext());
      assertEquals(i, descending.next().value());
    }
    assertFalse(ascending.hasNext());
    assertFalse(descending.hasNext());
    assertThrows(NoSuchElementException.class, ascending::next);
    assertThrows(NoSuchElementException.class, descending::next);
  }

  @Test
  void iteratorsOfOneSnapshotAreIndependent() {
    VmaSnapshot<Integer> snapshot = snapshotOf(2_000);
    Iterator<Vma<Integer>> first = snapshot.iterator();
    Iterator<Vma<Integer>> second = snapshot.iterator();
    Iterator<Vma<Integer>> backwards = snapshot.descending().iterator();
    Random random = new Random(5);
    int[] returned = new int[3];
    while (first.hasNext() || second.hasNext() || backwards.hasNext()) {
      switch (random.nextInt(3)) {
        case 0 -> returned[0] += next(first, returned[0]);
        case 1 -> returned[1] += next(second, returned[1]);
        default -> returned[2] += next(backwards, 1_999 - returned[2]);
      }
    }
    assertEquals(6_000, returned[0] + returned[1] + returned[2]);
  }

  private static int next(Iterator<Vma<Integer>> iterator, int expected) {
    if (!iterator.hasNext()) {
      return 0;
    }
    assertEquals(expected, iterator.next().value());
    return 1;
  }

  @Test
  void iteratorOfAClosedSnapshotIsRefused() {
    VmaSnapshot<Integer> snapshot = snapshotOf(100);
    Iterator<Vma<Integer>> iterator = snapshot.iterator();
    iterator.next();
    snapshot.close();
    assertTrue(assertThrows(IllegalStateException.class, iterator::next).getMessage().contains("closed"));
    assertThrows(IllegalStateException.class, () -> snapshot.descending().iterator());
  }

  @Test
  void iterationAllocatesPositionsOnly() {
    VmaSnapshot<Integer> snapshot = snapshotOf(LARGE);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20 && least > 1_000; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      assertEquals(LARGE, count(snapshot));
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least <= 1_000, least + " bytes allocated by an iteration over " + LARGE + " ranges");
  }

  /** An empty tree has one root, whichever changes lie between two of its versions. */
  @Test
  void theSizeOfASnapshotIsThatOfItsRanges() throws InterruptedException {
    StressRunner.run(
        Effort.seconds(2),
        () -> {
          tree.map(0, 10, 1);
          tree.unmap(0, 10);
        },
        () -> {
          try (VmaSnapshot<Integer> snapshot = tree.snapshot()) {
            assertEquals(count(snapshot), snapshot.size());
          }
        });
  }

  private static int count(VmaSnapshot<Integer> snapshot) {
    int count = 0;
    for (Vma<Integer> vma : snapshot) {
      count += vma.end() > vma.start() ? 1 : 0;
    }
    return count;
  }
}
