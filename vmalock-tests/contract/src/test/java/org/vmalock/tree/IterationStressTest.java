package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Iterations beside a writer that splits and merges the iterated ranges (S36, S38, S39). */
@TimeLimit
class IterationStressTest {
  private static final long CELL = 16;
  private static final long BASE = (1L << 63) - 32 * CELL; // the sign changes in the middle
  private static final long TOP = (1L << 63) + 32 * CELL;
  private static final long BEHIND = TOP + 1_000;

  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.<String>uniform().mergingEqual()).build();
  private final LongAdder steps = new LongAdder();
  private final LongAdder changes = new LongAdder();

  private void work(StressRunner.Task writer, StressRunner.Task... readers) throws InterruptedException {
    StressRunner.Task[] all = new StressRunner.Task[readers.length + 1];
    System.arraycopy(readers, 0, all, 1, readers.length);
    all[0] = () -> {
      writer.round();
      changes.increment();
    };
    StressRunner.run(Effort.seconds(2), all);
    assertTrue(steps.sum() > 100 && changes.sum() > 100, () -> steps + " steps, " + changes + " changes");
    TreeCheck.assertIdle(tree);
    IndexCheck.assertSound(tree.root());
  }

  // ---- A permanently mapped region

  @Test
  void permanentlyMappedRegionIsReportedWithoutGapOrOverlap() throws InterruptedException {
    tree.map(BASE, TOP, "a");
    tree.map(BEHIND, BEHIND + CELL, "end");
    Random random = new Random(1);
    work(() -> changeRandomly(random), this::iterate, this::iterate, this::iterateSnapshot);
  }

  private void changeRandomly(Random random) {
    long start = BASE + random.nextInt(64) * CELL;
    long end = Math.min(start - TOP + (1 + random.nextInt(12)) * CELL, 0) + TOP;
    String value = random.nextBoolean() ? "a" : "b";
    switch (random.nextInt(4)) {
      case 0 -> tree.update(start, end, value);
      case 1 -> tree.replace(start, end, value);
      case 2 -> {
        try (Batch<String> batch = tree.batch()) { // shrinks one range and maps another in its place
          batch.unmap(start, end);
          batch.map(start, end, value);
          batch.commit();
        }
      }
      default -> {
        try (Batch<String> batch = tree.batch()) {
          batch.unmap(start, end);
        }
      }
    }
  }

  private void iterate() {
    VmaCursor cursor = new VmaCursor();
    long expected = BASE;
    int count = 0;
    while (expected != TOP) {
      VmaHandle<String> vma = tree.startReadNext(cursor);
      assertNotNull(vma, "the region ends too early");
      assertEquals(expected, cursor.unseenStart(), () -> "a gap or an overlap, at " + vma);
      assertTrue(Long.compareUnsigned(vma.end(), expected) > 0, () -> "the iteration does not advance at " + vma);
      assertTrue(vma.value().equals("a") || vma.value().equals("b"), () -> "never mapped: " + vma);
      assertEquals(0, (vma.start() - BASE) % CELL + (vma.end() - BASE) % CELL, () -> "never mapped: " + vma);
      expected = vma.end();
      vma.close();
      steps.increment();
      assertTrue(++count <= 64, "more ranges than cells");
    }
    VmaHandle<String> last = tree.startReadNext(cursor);
    assertEquals(BEHIND, last.start());
    assertEquals(BEHIND, cursor.unseenStart());
    last.close();
    assertNull(tree.startReadNext(cursor));
  }

  private void iterateSnapshot() {
    VmaSnapshot<String> snapshot = tree.snapshot();
    long expected = BASE;
    for (Vma<String> vma : snapshot) {
      if (vma.start() == BEHIND) {
        break;
      }
      assertEquals(expected, vma.start());
      expected = vma.end();
    }
    assertEquals(TOP, expected);
  }

  // ---- A region with few legal states

  /**
   * The states: one whole range; lower half replaced; lower half unmapped; both halves, if a reader has prevented the merge. Every reported
   * range must belong to one of them.
   */
  @Test
  void everyReportedRangeBelongsToALegalState() throws InterruptedException {
    tree.map(0, 100, "a");
    Random random = new Random(2);
    int[] state = {0};
    Set<RangeEntry<String>> legal =
        Set.of(
            TreeCheck.entry(0, 100, "a"), TreeCheck.entry(0, 50, "b"), TreeCheck.entry(0, 50, "a"), TreeCheck.entry(50, 100, "a"));
    StressRunner.Task reader = () -> {
      VmaCursor cursor = new VmaCursor();
      VmaHandle<String> first = tree.startReadNext(cursor);
      assertNotNull(first, "the upper half is always mapped");
      RangeEntry<String> entry = TreeCheck.entry(first.vma());
      assertTrue(legal.contains(entry), () -> entry + " was never mapped");
      first.close();
      if (entry.last() == 49) {
        VmaHandle<String> second = tree.startReadNext(cursor);
        assertTrue(legal.contains(TreeCheck.entry(second.vma())) && second.last() == 99, () -> second + " cannot be next");
        assertEquals(50, cursor.unseenStart());
        second.close();
      }
      assertEquals(100, cursor.position());
      assertNull(tree.startReadNext(cursor));
      steps.increment();
    };
    work(() -> state[0] = nextState(state[0], random), reader, reader);
  }

  private int nextState(int state, Random random) {
    if (state == 0) {
      if (random.nextBoolean()) {
        tree.replace(0, 50, "b");
        return 1;
      }
      tree.unmap(0, 50);
      return 2;
    }
    tree.replace(0, 50, "a");
    return 0;
  }
}
