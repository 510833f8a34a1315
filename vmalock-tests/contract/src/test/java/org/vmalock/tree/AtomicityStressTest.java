package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** The changes of a batch become visible together, and those of an aborted batch never do. */
@TimeLimit
class AtomicityStressTest {
  private static final long LEFT = 100;
  private static final long RIGHT = -100;
  private static final long LENGTH = 10;

  private final VmaTree<Long> tree = VmaTree.<Long>builder(RangeValues.<Long>uniform().mergingEqual()).build();
  private final LongAdder reads = new LongAdder();
  private final LongAdder changes = new LongAdder();

  private void work(StressRunner.Task writer, StressRunner.Task reader, StressRunner.Task otherReader) throws InterruptedException {
    StressRunner.run(
        Effort.seconds(2),
        () -> {
          writer.round();
          changes.increment();
        },
        () -> {
          reader.round();
          reads.increment();
        },
        () -> {
          otherReader.round();
          reads.increment();
        });
    assertTrue(reads.sum() > 100 && changes.sum() > 100, () -> reads + " reads, " + changes + " changes");
    TreeCheck.assertIdle(tree);
  }

  // ---- Two ranges with one number

  private long number;

  private void changeBoth() {
    long next = number + 1;
    try (Batch<Long> batch = tree.batch()) {
      batch.update(LEFT, LEFT + LENGTH, next % 3 == 0 ? next : -next);
      batch.replace(RIGHT, RIGHT + LENGTH, next % 3 == 0 ? next : -next);
      if (next % 3 != 0) {
        number = next;
        return; // aborted: a negative number must never be visible
      }
      batch.commit();
    }
    number = next;
  }

  private long seen(@Nullable Vma<Long> vma) {
    assertNotNull(vma, "both are always mapped");
    assertTrue(vma.value >= 0, () -> "an aborted change is visible: " + vma);
    return vma.value;
  }

  private long seen(@Nullable VmaHandle<Long> handle) {
    assertNotNull(handle, "both are always mapped");
    return seen(handle.vma());
  }

  private void mapBoth() {
    tree.map(LEFT, LEFT + LENGTH, 0L);
    tree.map(RIGHT, RIGHT + LENGTH, 0L);
  }

  @Test
  void snapshotShowsBothChangesOrNone() throws InterruptedException {
    mapBoth();
    StressRunner.Task check = () -> {
      VmaSnapshot<Long> snapshot = tree.snapshot();
      assertEquals(seen(snapshot.find(LEFT + 5)), seen(snapshot.find(RIGHT + 5)));
      long sum = 0;
      for (Vma<Long> vma : snapshot) {
        sum += vma.value;
      }
      assertEquals(2 * seen(snapshot.find(LEFT)), sum);
    };
    work(this::changeBoth, check, check);
  }

  /** A reader of one range delays the commit of the whole batch; it must not wait for the other range. */
  @Test
  void readerOfOneRangeSeesTheMatchingStateOfTheOther() throws InterruptedException {
    mapBoth();
    work(this::changeBoth, () -> holdAndCompare(LEFT, RIGHT), () -> holdAndCompare(RIGHT, LEFT));
  }

  private void holdAndCompare(long held, long other) {
    try (VmaHandle<Long> vma = tree.startRead(held + 3)) {
      long expected = seen(vma);
      for (int i = 0; i < 20; i++) {
        assertEquals(expected, seen(tree.find(other + 7)));
      }
      assertEquals(expected, seen(tree.snapshot().find(other)));
    }
  }

  @Test
  void successiveLookUpsNeverGoBackwards() throws InterruptedException {
    mapBoth();
    Random random = new Random(3);
    work(
        this::changeBoth,
        () -> {
          long first = seen(tree.find(random.nextBoolean() ? LEFT : RIGHT));
          long second = readLocked(random.nextBoolean() ? LEFT : RIGHT);
          assertTrue(second >= first, () -> second + " was seen after " + first);
          long third = seen(tree.find(random.nextBoolean() ? LEFT : RIGHT));
          assertTrue(third >= second, () -> third + " was seen after " + second);
        },
        () -> {
          long first = readLocked(RIGHT);
          long second = readLocked(LEFT);
          assertTrue(second >= first, () -> second + " was read after " + first);
        });
  }

  private long readLocked(long key) {
    try (VmaHandle<Long> vma = tree.startRead(key)) {
      return seen(vma);
    }
  }

  // ---- One range that moves

  @Test
  void movingRangeIsInOnePlaceAtATime() throws InterruptedException {
    tree.map(LEFT, LEFT + LENGTH, 7L);
    boolean[] left = {true};
    Random random = new Random(4);
    StressRunner.Task check = () -> {
      VmaSnapshot<Long> snapshot = tree.snapshot();
      assertEquals(1, snapshot.size());
      assertTrue((snapshot.find(LEFT) == null) != (snapshot.find(RIGHT) == null));
      holdAndCheckOtherPlace(LEFT, RIGHT);
      holdAndCheckOtherPlace(RIGHT, LEFT);
    };
    work(
        () -> {
          move(left[0] ? LEFT : RIGHT, left[0] ? RIGHT : LEFT, random.nextInt(3));
          left[0] = !left[0];
        },
        check,
        check);
  }

  private void move(long from, long to, int how) {
    if (how == 0) {
      assertTrue(tree.move(from, from + LENGTH, to));
      return;
    }
    try (Batch<Long> batch = tree.batch()) {
      if (how == 1) {
        assertTrue(batch.move(from, from + LENGTH, to));
      } else {
        batch.map(to, to + LENGTH, 7L);
        assertFalse(batch.unmap(from, from + LENGTH).isEmpty());
      }
      batch.commit();
    }
  }

  private void holdAndCheckOtherPlace(long place, long otherPlace) {
    try (VmaHandle<Long> vma = tree.startRead(place + 1)) {
      if (vma != null) {
        assertNull(tree.find(otherPlace + 1), "read-locked in one place and found in the other");
      }
    }
  }
}
