package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Readers beside a writer of a tree of several levels, most of whose changes are stores into its branches. */
@TimeLimit
class LevelsStressTest {
  private static final int RANGES = 3_000;
  private static final long STRIDE = 64;

  private final VmaTree<Long> tree;
  private final LongAdder reads = new LongAdder();
  private final LongAdder changes = new LongAdder();

  LevelsStressTest() {
    List<RangeEntry<Long>> ranges = new ArrayList<>();
    for (int place = 0; place < RANGES; place++) {
      ranges.add(new RangeEntry<>(start(place), start(place) + 7, -1L));
    }
    tree = VmaTree.<Long>builder(RangeValues.uniform()).build(ranges);
  }

  private static long start(int place) {
    return STRIDE * place + 32;
  }

  private void assertDone(long fewest) {
    assertTrue(reads.sum() >= fewest && changes.sum() >= fewest, () -> reads + " reads, " + changes + " changes");
    TreeCheck.assertIdle(tree);
    IndexCheck.assertSound(tree.root());
    IndexCheck.assertHalfFull(tree.root());
  }

  // ---- Snapshots

  /**
   * Each change gives one place the number of the change; the places take turns in random order. So the numbers of a snapshot are the
   * last ones up to the number of its last change. From time to time a range more is mapped or unmapped, which splits and joins leaves.
   */
  @Test
  void snapshotIsTheStateAfterOneChangeAndStaysIt() throws InterruptedException {
    List<Integer> order = new ArrayList<>();
    for (int place = 0; place < RANGES; place++) {
      order.add(place);
    }
    Collections.shuffle(order, new Random(1));
    StressRunner.run(Effort.seconds(4), new NumberingWriter(order), this::readSnapshot, this::readSizes);
    assertDone(10);
  }

  private final class NumberingWriter implements StressRunner.Task {
    private final List<Integer> order;
    private final Random random = new Random(2);
    private long number;

    NumberingWriter(List<Integer> order) {
      this.order = order;
    }

    @Override
    public void round() {
      long start = start(order.get((int) (number % RANGES)));
      tree.replace(start, start + 8, number++);
      changes.increment();
      if (random.nextInt(4) == 0) {
        long extra = start(random.nextInt(RANGES)) + 16;
        if (tree.unmap(extra, extra + 8).isEmpty()) {
          tree.map(extra, extra + 8, Long.MIN_VALUE);
        }
      }
    }
  }

  private void readSnapshot() {
    VmaSnapshot<Long> snapshot = tree.snapshot();
    long first = assertOneState(snapshot);
    assertEquals(first, assertOneState(snapshot), "the sum of the numbers of a snapshot that is read again");
    reads.increment();
  }

  /** Returns the sum of the numbers. */
  private static long assertOneState(VmaSnapshot<Long> snapshot) {
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    long sum = 0;
    int count = 0;
    int numbered = 0;
    for (Vma<Long> vma : snapshot) {
      long number = vma.value();
      if (number >= 0) {
        least = Math.min(least, number);
        greatest = Math.max(greatest, number);
        numbered++;
      }
      sum += number;
      count++;
    }
    assertEquals(snapshot.size(), count, "the size of a snapshot");
    assertEquals(numbered, numbered == 0 ? 0 : greatest - least + 1, "the numbers of a snapshot from " + least + " to " + greatest);
    return sum;
  }

  private void readSizes() {
    long size = tree.size();
    assertTrue(size >= RANGES && size <= 2 * RANGES, () -> "size " + size);
    Vma<Long> first = tree.first();
    Vma<Long> last = tree.last();
    assertEquals(start(0), assertNotNullAnd(first).start());
    assertTrue(assertNotNullAnd(last).start() >= start(RANGES - 1));
  }

  private static Vma<Long> assertNotNullAnd(@Nullable Vma<Long> vma) {
    assertNotNull(vma);
    return vma;
  }

  // ---- The next range

  /**
   * The last range of each leaf is followed by two that come and go, the second one only while the first one is mapped, and often in the
   * next leaf. A step that reports the second one without the first has found a gap that never was.
   */
  @Test
  void nextRangeIsNeverReportedAcrossARangeThatWasMapped() throws InterruptedException {
    Random random = new Random(3);
    StressRunner.run(Effort.seconds(4), () -> mapAndUnmapPair(random.nextInt(RANGES)), new Stepper(4), new Stepper(5));
    assertDone(1_000);
  }

  private void mapAndUnmapPair(int place) {
    long start = start(place);
    tree.map(start + 16, start + 20, 1L);
    tree.map(start + 24, start + 28, 2L);
    if (place % 3 == 0) {
      tree.unmap(start, start + 8);
      tree.map(start, start + 8, -1L);
    }
    tree.unmap(start + 24, start + 28);
    tree.unmap(start + 16, start + 20);
    changes.increment();
  }

  private final class Stepper implements StressRunner.Task {
    private final Random random;
    private final VmaCursor cursor = new VmaCursor();
    private final VmaResult<Long> result = new VmaResult<>();

    Stepper(long seed) {
      random = new Random(seed);
    }

    @Override
    public void round() {
      int place = random.nextInt(RANGES);
      long from = start(place) + 8;
      cursor.seek(from);
      long stamp = tree.startReadNext(cursor, result);
      if (stamp == VmaTree.NOT_MAPPED) {
        assertEquals(RANGES - 1, place, "no range after a place that is followed by another");
        return;
      }
      Vma<Long> vma = result.vma();
      long next = vma.start();
      vma.endRead(stamp);
      assertTrue(next == from + 8 || next == start(place + 1) || next == start(place + 1) + 16,
          () -> "the next range after place " + place + " began " + (next - start(place)) + " keys after its start");
      reads.increment();
    }
  }

  // ---- Batches

  /** Two places far apart change together; the second one is read first. */
  @Test
  void batchOverSeveralLeavesIsVisibleAtOneInstant() throws InterruptedException {
    int[] places = {3, RANGES / 2, RANGES - 3};
    long[] round = new long[1];
    StressRunner.run(
        Effort.seconds(2),
        () -> {
          round[0]++;
          try (Batch<Long> batch = tree.batch()) {
            for (int place : places) {
              batch.replace(start(place), start(place) + 8, round[0]);
            }
            batch.commit();
          }
          int other = (int) (round[0] * 7 % RANGES);
          if (other != 3 && other != RANGES / 2 && other != RANGES - 3) {
            tree.replace(start(other), start(other) + 8, -1L);
          }
          changes.increment();
        },
        () -> readUpwards(places),
        () -> readUpwards(places));
    assertDone(1_000);
  }

  /** Reads one place after the other: a later read never finds an older batch. */
  private void readUpwards(int[] places) {
    long seen = -1;
    for (int i = 0; i < 2 * places.length; i++) {
      int place = places[(i * 2) % places.length];
      Vma<Long> found = tree.find(start(place));
      assertNotNull(found);
      long number = found.value();
      long before = seen;
      assertTrue(number >= before, () -> "place " + place + " is of batch " + number + ", after batch " + before + " was seen");
      seen = number;
    }
    reads.increment();
  }
}
