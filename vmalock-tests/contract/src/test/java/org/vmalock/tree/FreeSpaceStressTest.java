package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Searches for free keys beside writers, in a tree of several levels. */
@TimeLimit
class FreeSpaceStressTest {
  private static final int CELLS = 1 << 14;

  private final VmaTree<Integer> tree = VmaTree.<Integer>builder(RangeValues.uniform()).build();
  private final LongAdder searches = new LongAdder();
  private final LongAdder changes = new LongAdder();

  private void assertDone() {
    assertTrue(searches.sum() > 100 && changes.sum() > 100, () -> searches + " searches, " + changes + " changes");
    TreeCheck.assertIdle(tree);
    IndexCheck.assertSound(tree.root());
  }

  // ---- Several threads that map free keys

  private final AtomicLongArray owners = new AtomicLongArray(CELLS);

  /** Each thread marks the keys that it has mapped, and finds no other mark; the space is full from time to time. */
  @Test
  void threadsNeverMapTheSameKeys() throws InterruptedException {
    StressRunner.run(Effort.seconds(3), new Allocator(1), new Allocator(2), new Allocator(3));
    assertDone();
  }

  private final class Allocator implements StressRunner.Task {
    private final int id;
    private final Random random;
    private final Deque<long[]> mapped = new ArrayDeque<>();

    Allocator(int id) {
      this.id = id;
      this.random = new Random(id);
    }

    @Override
    public void round() {
      long length = 1L + random.nextInt(8);
      SearchDirection direction = random.nextBoolean() ? SearchDirection.ASCENDING : SearchDirection.DESCENDING;
      OptionalLong start = tree.mapFree(length, 1L << random.nextInt(3), 0, CELLS, direction, id);
      searches.increment();
      if (start.isPresent()) {
        mark(start.getAsLong(), length, 0, id);
        mapped.add(new long[] {start.getAsLong(), length});
      }
      if (start.isEmpty() || mapped.size() > 1_500 || random.nextInt(3) == 0) {
        for (int i = 0; i < 1 + random.nextInt(3) && !mapped.isEmpty(); i++) {
          long[] range = random.nextBoolean() ? mapped.pollFirst() : mapped.pollLast();
          mark(range[0], range[1], id, 0);
          assertEquals(1, tree.unmap(range[0], range[0] + range[1]).size());
          changes.increment();
        }
      }
    }

    private void mark(long start, long length, int expected, int owner) {
      for (long key = start; key < start + length; key++) {
        assertTrue(owners.compareAndSet((int) key, expected, owner), "two threads have mapped one key");
      }
    }
  }

  // ---- Searches beside a writer

  private static final int PLACES = 3_000;
  private static final long STRIDE = 64;

  /** The place that stays free; others come and go. */
  private static final int FREE_PLACE = 1_777;

  /** Keys of a stride that are always mapped. */
  private static final long FIXED = 16;

  private static long start(int place) {
    return STRIDE * place;
  }

  private void fill() {
    for (int place = 0; place < PLACES; place++) {
      tree.map(start(place), start(place) + FIXED, -1);
      if (place != FREE_PLACE) {
        tree.map(start(place) + FIXED, start(place + 1), place);
      }
    }
  }

  /** A place that is free throughout is never passed over, and no answer contains keys that are always mapped. */
  @Test
  void searchFindsAPlaceThatStaysFree() throws InterruptedException {
    fill();
    Random random = new Random(7);
    StressRunner.run(Effort.seconds(3), () -> freeAndMap(random), new Searcher(8), new Searcher(9));
    assertDone();
  }

  /** Frees a place, or joins two leaves or splits one by ranges that come and go, and maps all of it again. */
  private void freeAndMap(Random random) {
    int place = random.nextInt(PLACES);
    if (place == FREE_PLACE) {
      return;
    }
    long from = start(place) + FIXED;
    tree.unmap(from, start(place + 1));
    if (random.nextBoolean()) {
      try (Batch<Integer> batch = tree.batch()) {
        for (long key = from; key < start(place + 1); key += 4) {
          batch.map(key, key + 4, place);
        }
        batch.commit();
      }
      tree.replace(from, start(place + 1), place);
    } else {
      tree.map(from, start(place + 1), place);
    }
    changes.increment();
  }

  private final class Searcher implements StressRunner.Task {
    private final Random random;

    Searcher(long seed) {
      random = new Random(seed);
    }

    @Override
    public void round() {
      boolean up = random.nextBoolean();
      int other = random.nextInt(FREE_PLACE);
      long from = up ? start(other) : 0;
      long below = start(up ? PLACES : FREE_PLACE + 1 + other * (PLACES - FREE_PLACE - 1) / FREE_PLACE);
      SearchDirection direction = up ? SearchDirection.ASCENDING : SearchDirection.DESCENDING;
      OptionalLong found = tree.findFree(STRIDE - FIXED, 1, from, below, direction);
      assertTrue(found.isPresent(), "a place that stays free was not found");
      long start = found.getAsLong();
      assertEquals(FIXED, start % STRIDE, "keys were found that are always mapped");
      long free = start(FREE_PLACE) + FIXED;
      assertTrue(up ? start <= free : start >= free, () -> "the search " + direction + " passed over " + free + " and found " + start);
      assertTrue(from <= start && start + STRIDE - FIXED <= below, "beyond the window");
      searches.increment();
    }
  }

  /** The free keys between the two first ranges belong to no range while the first one is unmapped. They are free throughout. */
  @Test
  void keysBehindTheFirstRangeStayFreeWhenItIsUnmapped() throws InterruptedException {
    fill();
    long first = start(5);
    long second = start(10);
    tree.unmap(0, second);
    StressRunner.run(
        Effort.seconds(2),
        () -> {
          tree.map(first, first + FIXED, -1);
          tree.unmap(first, first + FIXED);
          changes.increment();
        },
        () -> assertFinds(first + FIXED, first + FIXED, start(PLACES), SearchDirection.ASCENDING),
        () -> assertFinds(second - STRIDE + FIXED, 0, second, SearchDirection.DESCENDING));
    assertDone();
  }

  /** The free keys behind the last range but one belong to no number while the last one is unmapped. They are free throughout. */
  @Test
  void keysBeforeTheLastRangeStayFreeWhenItIsMapped() throws InterruptedException {
    fill();
    long end = start(PLACES);
    StressRunner.run(
        Effort.seconds(2),
        () -> {
          tree.map(end + STRIDE, end + STRIDE + FIXED, -1);
          tree.unmap(end + STRIDE, end + STRIDE + FIXED);
          changes.increment();
        },
        () -> assertFinds(end, end, start(PLACES + 100), SearchDirection.ASCENDING),
        () -> assertFinds(end, end, start(PLACES + 100), SearchDirection.ASCENDING));
    assertDone();
  }

  private void assertFinds(long expected, long from, long below, SearchDirection direction) {
    assertEquals(OptionalLong.of(expected), tree.findFree(STRIDE - FIXED, 1, from, below, direction), direction::name);
    searches.increment();
  }

  // ---- What a branch states during commits

  /** Publishes leaves with a short and a long gap by turns. While a leaf is in its slot, the branch states its gap or a longer one. */
  @Test
  void branchNeverStatesLessThanTheGapOfItsChild() throws InterruptedException {
    fill();
    IndexNode root = tree.root();
    IndexNode branch = root;
    while (branch.height > 1) {
      branch = branch.child(branch.size / 2);
    }
    IndexNode parent = branch;
    int position = parent.size / 2;
    IndexNode shortGap = parent.child(position);
    int[] round = {0};
    StressRunner.run(
        Effort.seconds(2),
        () -> {
          IndexNode replaced = parent.child(position);
          IndexNode replacement = shortGap.editableIn(-2, 0); // a new object in each round
          if (round[0]++ % 2 == 0) {
            replacement.remove(3 + round[0] % 5);
          }
          tree.index().publish(new Publication(parent, position, replaced, replacement, 0, 0, true));
          changes.increment();
        },
        () -> {
          IndexNode child = parent.child(position);
          long stated = Gaps.stated(parent, position);
          if (parent.child(position) == child) {
            assertTrue(stated >= child.largest, () -> "a branch states " + stated + ", and its child has " + child.largest);
            searches.increment();
          }
        });
    tree.index().publish(new Publication(parent, position, parent.child(position), shortGap, 0, 0, true));
    assertTrue(searches.sum() > 100 && changes.sum() > 100, () -> searches + " looks, " + changes + " commits");
    IndexCheck.assertSound(root);
  }

  // ---- An empty result beside a writer

  /** One of two places is free at each moment; a search that meets each of them mapped must not say that no place is free. */
  @Test
  void emptyResultWasTrueAtOneMoment() throws InterruptedException {
    fill();
    int[] places = {100, PLACES - 100};
    tree.map(start(FREE_PLACE) + FIXED, start(FREE_PLACE + 1), FREE_PLACE);
    tree.unmap(start(places[0]) + FIXED, start(places[0] + 1));
    int[] free = {0};
    StressRunner.run(
        Effort.seconds(2),
        () -> {
          int taken = free[0];
          free[0] = 1 - taken;
          tree.unmap(start(places[free[0]]) + FIXED, start(places[free[0]] + 1));
          tree.map(start(places[taken]) + FIXED, start(places[taken] + 1), taken);
          changes.increment();
        },
        () -> {
          assertTrue(tree.findFree(STRIDE - FIXED, 1, 0, start(PLACES), SearchDirection.ASCENDING).isPresent(), "one place is always free");
          searches.increment();
        },
        () -> {
          assertTrue(tree.findFree(STRIDE - FIXED, 1, 0, start(PLACES), SearchDirection.DESCENDING).isPresent(), "one place is always free");
          searches.increment();
        });
    assertDone();
  }
}
