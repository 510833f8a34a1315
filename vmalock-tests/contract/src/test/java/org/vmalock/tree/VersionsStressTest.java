package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/**
 * Look-ups beside writers that map, change and unmap the same few places. Every change of a place has a number, announced before
 * the change begins and after it has ended. A look-up may return the state of any number from the last change that had ended when
 * it started to the last change that has begun when it returns. The value of a replaced or unmapped range is marked as spoilt
 * immediately, so that a reader that still holds the range detects the error (I1, I3, I6).
 */
@TimeLimit
class VersionsStressTest {
  private static final int PLACES = 6;
  private static final int LENGTH = 16;

  /** The number of ranges that are no places near each of the first key, the middle and the last key. */
  private static final int FILLERS = 1_000;

  /** The value that one change maps at a place. A place cycles through three states: free, mapped, changed. */
  private static final class Version {
    final int place;
    final long number;
    boolean spoilt; // plain field, ordered by the lock

    Version(int place, long number) {
      this.place = place;
      this.number = number;
    }

    @Override
    public String toString() {
      return "version " + number + " of place " + place + (spoilt ? ", spoilt" : "");
    }
  }

  private final VmaTree<Version> tree = VmaTree.<Version>builder(RangeValues.<Version>uniform().mergingEqual()).build();
  private final AtomicLongArray begun = new AtomicLongArray(PLACES);
  private final AtomicLongArray ended = new AtomicLongArray(PLACES);
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder changes = new LongAdder();

  /** Returns the start of a place; the places lie at the first key, on both sides of the middle and at the last key. */
  private static long start(int place) {
    return switch (place) {
      case 0 -> 0;
      case 1 -> LENGTH;
      case 2 -> (1L << 63) - LENGTH;
      case 3 -> 1L << 63;
      case 4 -> -3L * LENGTH;
      default -> -LENGTH;
    };
  }

  @Test
  void everyLookUpIsTrueAtOneMomentOfItsCall() throws InterruptedException {
    StressRunner.run(Effort.seconds(4), new Writer(1, 0, 1, 2), new Writer(2, 3, 4, 5), new Reader(3), new Reader(4), new Reader(5));

    assertTrue(hits.sum() > 100 && misses.sum() > 10 && changes.sum() > 100, () -> hits + " hits, " + misses + ", " + changes);
    TreeCheck.assertIdle(tree);
    IndexCheck.assertSound(tree.root());
  }

  /** The same places among thousands of ranges that come and go, so that the leaves of the places are copied, split and joined. */
  @Test
  void everyLookUpIsTrueAtOneMomentInATreeOfSeveralLevels() throws InterruptedException {
    for (int i = 0; i < 3 * FILLERS; i++) {
      tree.map(filler(i), filler(i) + LENGTH, new Version(-1, i));
    }
    assertTrue(tree.root().height >= 2);
    StressRunner.run(
        Effort.seconds(4), new Writer(6, 0, 1, 2), new Writer(7, 3, 4, 5), new Filler(8), new Reader(9), new Reader(10), new Reader(11));

    assertTrue(hits.sum() > 100 && misses.sum() > 10 && changes.sum() > 100, () -> hits + " hits, " + misses + ", " + changes);
    TreeCheck.assertIdle(tree);
    IndexCheck.assertSound(tree.root());
    IndexCheck.assertHalfFull(tree.root());
  }

  /** Returns the start of a range near the first key, the middle or the last key that is no place. */
  private static long filler(int i) {
    long distance = 4L * LENGTH * (i / 3 + 1);
    return switch (i % 3) {
      case 0 -> distance;
      case 1 -> (1L << 63) + (i % 2 == 0 ? distance : -distance);
      default -> -distance - 4L * LENGTH;
    };
  }

  /** Unmaps runs of ranges that are no places, and maps them again. */
  private final class Filler implements StressRunner.Task {
    private final Random random;

    Filler(long seed) {
      this.random = new Random(seed);
    }

    @Override
    public void round() {
      int end = 1 + random.nextInt(random.nextInt(FILLERS) + 1); // most of them near the places
      int from = random.nextInt(3) + 3 * random.nextInt(end);
      int count = 1 + random.nextInt(40);
      for (int i = from; i < 3 * FILLERS && i < from + 3 * count; i += 3) {
        assertFalse(tree.unmap(filler(i), filler(i) + LENGTH).isEmpty());
      }
      for (int i = from; i < 3 * FILLERS && i < from + 3 * count; i += 3) {
        tree.map(filler(i), filler(i) + LENGTH, new Version(-1, i));
      }
    }
  }

  // ---- Writers

  /** Changes the places that it owns by every kind of change. */
  private final class Writer implements StressRunner.Task {
    private final Random random;
    private final int[] places;

    Writer(long seed, int... places) {
      this.random = new Random(seed);
      this.places = places;
    }

    @Override
    public void round() throws Exception {
      int place = places[random.nextInt(places.length)];
      long start = start(place);
      if (random.nextInt(4) == 0) {
        changeAndAbort(start, start + LENGTH);
        return;
      }
      Vma<Version> old = tree.find(start);
      long number = begun.get(place) + 1;
      begun.set(place, number);
      change(number % 3, start, start + LENGTH, new Version(place, number));
      ended.set(place, number);
      if (old != null) {
        old.value.spoilt = true; // its readers have released it
      }
      changes.increment();
    }

    private void change(long state, long start, long end, Version version) throws Exception {
      if (state == 1) {
        mapRandomly(start, end, version);
      } else if (state == 2) {
        changeRandomly(start, end, version);
      } else {
        unmapRandomly(start, end);
      }
    }

    private void mapRandomly(long start, long end, Version version) {
      switch (random.nextInt(3)) {
        case 0 -> tree.map(start, end, version);
        case 1 -> tree.replace(start, end, version);
        default -> {
          try (Batch<Version> batch = tree.batch()) {
            batch.map(start, start + 1, version);
            batch.unmap(start, end);
            batch.map(start, end, version);
            batch.commit();
          }
        }
      }
    }

    private void changeRandomly(long start, long end, Version version) {
      switch (random.nextInt(3)) {
        case 0 -> assertTrue(tree.update(start, end, version));
        case 1 -> tree.replace(start, end, version);
        default -> {
          try (Batch<Version> batch = tree.batch()) {
            batch.unmap(start + 3, start + 5);
            batch.replace(start, end, version);
            batch.commit();
          }
        }
      }
    }

    private void unmapRandomly(long start, long end) throws Exception {
      switch (random.nextInt(4)) {
        case 0 -> assertFalse(tree.unmap(start, end).isEmpty());
        case 1 -> {
          try (Unmapping<Version> unmapping = tree.beginUnmap(start, end, 1, TimeUnit.DAYS)) {
            unmapping.complete();
          }
        }
        case 2 -> {
          try (Unmapping<Version> unmapping = tree.beginUnmap(start, end)) {
            unmapping.completeAndDowngrade();
            unmapping.removedRanges().forEach(entry -> entry.value().spoilt = true);
          }
        }
        default -> {
          try (Batch<Version> batch = tree.batch()) {
            batch.unmap(start, start + 3);
            batch.unmap(start, end);
            batch.commit();
          }
        }
      }
    }

    private void changeAndAbort(long start, long end) throws Exception {
      if (random.nextBoolean()) {
        try (Batch<Version> batch = tree.batch()) {
          batch.unmap(start + 1, end - 1);
          batch.replace(start, end, new Version(-1, -1));
        }
        return;
      }
      try {
        tree.beginUnmap(start, end, random.nextInt(20), TimeUnit.MICROSECONDS).close();
      } catch (TimeoutException expected) {
        changes.increment();
      }
    }
  }

  // ---- Readers

  /** Looks up places by every kind of look-up and checks the results. */
  private final class Reader implements StressRunner.Task {
    private final Random random;
    private final VmaCursor cursor = new VmaCursor();

    Reader(long seed) {
      this.random = new Random(seed);
    }

    @Override
    public void round() {
      int place = random.nextInt(PLACES);
      long key = start(place) + random.nextInt(LENGTH);
      long earliest = ended.get(place);
      switch (random.nextInt(6)) {
        case 0 -> {
          Vma<Version> found = random.nextBoolean() ? tree.find(key) : tree.snapshot().find(key);
          check(place, earliest, found == null ? null : found.value());
        }
        case 1 -> {
          cursor.seek(key);
          VmaHandle<Version> next = tree.startReadNext(cursor);
          checkHeld(place, earliest, next != null && next.contains(key) ? next.vma() : null);
          end(next);
        }
        default -> {
          VmaHandle<Version> held = tree.startRead(key);
          checkHeld(place, earliest, held == null ? null : held.vma());
          end(held);
        }
      }
    }

    private void end(@Nullable VmaHandle<Version> vma) {
      if (vma != null) {
        assertTrue(!vma.value().spoilt, () -> "read-locked, but spoilt: " + vma);
        vma.close();
      }
    }

    private void checkHeld(int place, long earliest, @Nullable Vma<Version> held) {
      check(place, earliest, held == null ? null : held.value());
      if (held == null) {
        misses.increment();
        return;
      }
      hits.increment();
      assertEquals(start(place), held.start());
      assertEquals(start(place) + LENGTH, held.end());
      for (int look = random.nextInt(50); look >= 0; look--) {
        assertTrue(ended.get(place) <= held.value.number, () -> "held, but replaced by version " + ended.get(place) + ": " + held);
        assertTrue(!held.value.spoilt, () -> "read-locked, but spoilt: " + held);
      }
      assertTrue(held.readers() > 0);
    }

    /**
     * Asserts that the answer is the state of one number from the last change that had ended before the look-up to the last change
     * that has begun by now.
     */
    private void check(int place, long earliest, @Nullable Version answer) {
      long latest = begun.get(place);
      if (answer == null) {
        long free = (earliest + 2) / 3 * 3;
        assertTrue(free <= latest, () -> "place " + place + " was found free, but was mapped from version " + earliest + " to " + latest);
      } else {
        assertEquals(place, answer.place);
        assertTrue(earliest <= answer.number && answer.number <= latest,
            () -> answer + " was found, but expected was a version from " + earliest + " to " + latest);
      }
    }
  }

  // ---- Retries

  /**
   * A look-up whose range is replaced concurrently retries from the root and finds the new range, with {@link LookUp#RETRIES} walks at
   * most: it acquires the structure lock after that.
   */
  @Test
  void retriedLookUpFindsTheNewRange() throws InterruptedException {
    tree.map(0, 10, new Version(0, 0));
    Random random = new Random(9);
    long[] longest = new long[1];
    StressRunner.run(
        Effort.seconds(2),
        () -> {
          try (Unmapping<Version> unmapping = tree.beginUnmap(0, 10)) {
            unmapping.completeAndDowngrade();
          }
          tree.map(0, 10, new Version(0, 1));
        },
        () -> {
          long before = tree.statistics().retries();
          VmaHandle<Version> vma = random.nextBoolean() ? tree.startRead(5) : tree.startReadNext(new VmaCursor());
          end(vma);
          longest[0] = Math.max(longest[0], tree.statistics().retries() - before);
        });
    assertTrue(longest[0] >= 1, "no look-up was retried: nothing was tested");
    assertTrue(longest[0] <= LookUp.RETRIES, () -> longest[0] + " retries in one look-up");
  }

  private static void end(@Nullable VmaHandle<Version> vma) {
    if (vma != null) {
      vma.close();
    }
  }
}
