package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.vmalock.VmaLock;
import org.vmalock.testing.TimeLimit;

/** Which form of a read allocates what: the stamp and lambda forms nothing (I12), a handle one small object. */
@TimeLimit
class TreeAllocationTest {
  private static final int ROUNDS = 50_000;
  private static final int TRIES = 20;

  /** A handle has a header, a reference and a stamp. */
  private static final long HANDLE_BYTES = 32;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
  private final VmaResult<String> result = new VmaResult<>();
  private final VmaCursor cursor = new VmaCursor();
  private VmaHandle<String> kept;
  private long key;

  TreeAllocationTest() {
    try (Batch<String> batch = tree.batch()) {
      for (long i = 0; i < 10_000; i++) {
        batch.map(3 * i, 3 * i + 2, "a");
      }
      batch.commit();
    }
  }

  /** Repeats the rounds until they allocate at most the limit: the first rounds link call sites and compile. Returns the least. */
  private long leastAllocation(Runnable body, long limit) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && least > limit; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int round = 0; round < ROUNDS; round++) {
        key = (key + 7919) % 30_000;
        body.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private void assertAllocatesNothing(Runnable body) {
    assertEquals(0, leastAllocation(body, 0), "bytes allocated by " + ROUNDS + " rounds");
  }

  private void assertAllocatesAHandle(Runnable body) {
    long least = leastAllocation(body, HANDLE_BYTES * ROUNDS);
    assertTrue(least <= HANDLE_BYTES * ROUNDS, () -> least + " bytes allocated by " + ROUNDS + " rounds");
  }

  private void end(long stamp) {
    if (stamp > 0) {
      result.vma().endRead(stamp);
    }
  }

  private void end(VmaHandle<String> handle) {
    kept = handle; // escapes
    if (handle != null) {
      handle.close();
    }
  }

  @Test
  void measurementDetectsAnAllocation() {
    long before = threads.getCurrentThreadAllocatedBytes();
    Object[] kept = new Object[1];
    for (int round = 0; round < ROUNDS; round++) {
      kept[0] = new byte[1];
    }
    assertTrue(threads.getCurrentThreadAllocatedBytes() - before >= 16L * ROUNDS);
  }

  @Test
  void lookUpByStampAllocatesNothing() {
    assertAllocatesNothing(() -> end(tree.startRead(key, result)));
    assertAllocatesNothing(() -> end(tree.tryStartRead(key, result)));
    assertAllocatesNothing(() -> tree.find(key));
  }

  @Test
  void lookUpByLambdaAllocatesNothing() {
    assertAllocatesNothing(() -> tree.read(key, Vma::value));
  }

  @Test
  void iterationStepByStampAllocatesNothing() {
    assertAllocatesNothing(() -> {
      cursor.seek(key);
      end(tree.startReadNext(cursor, result));
    });
    assertAllocatesNothing(() -> {
      cursor.seek(key);
      end(tree.tryStartReadNext(cursor, result));
    });
  }

  @Test
  void handleIsOneSmallObject() {
    assertAllocatesAHandle(() -> end(tree.startRead(key)));
    assertAllocatesAHandle(() -> end(tree.tryStartRead(key)));
    assertAllocatesAHandle(() -> {
      cursor.seek(key);
      end(tree.startReadNext(cursor));
    });
    assertTrue(kept == null || kept.isClosed());
  }

  @Test
  void missAllocatesNothingInAnyForm() {
    assertAllocatesNothing(() -> assertNull(tree.startRead(1_000_000 + key)));
    assertAllocatesNothing(() -> assertEquals(VmaTree.NOT_MAPPED, tree.startRead(1_000_000 + key, result)));
  }

  @Test
  void searchForFreeKeysAllocatesTwoSmallObjects() {
    long limit = 112L * ROUNDS;
    long least = leastAllocation(() -> assertTrue(tree.findFree(2, 1, key + 1, 0, SearchDirection.ASCENDING).isPresent()), limit);
    assertTrue(least <= limit, () -> least + " bytes allocated by " + ROUNDS + " rounds");
  }

  @Test
  void repeatedAttemptOnARangeAllocatesNothing() {
    Vma<String> range = tree.find(0);
    assertAllocatesNothing(() -> range.endRead(range.tryStartRead()));
    assertFalse(tree.unmap(0, 2).isEmpty());
    assertAllocatesNothing(() -> assertEquals(VmaLock.GONE, range.tryStartRead()));
    assertNull(tree.find(0));
  }
}
