package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.vmalock.VmaLock;
import org.vmalock.testing.TimeLimit;

/** Reading allocates nothing (I12). */
@TimeLimit
class TreeAllocationTest {
  private static final int ROUNDS = 50_000;
  private static final int TRIES = 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final VmaTree<String> tree = VmaTree.<String>builder().build();
  private long key;

  TreeAllocationTest() {
    try (Batch<String> batch = tree.batch()) {
      for (long i = 0; i < 10_000; i++) {
        batch.map(3 * i, 3 * i + 2, "a");
      }
      batch.commit();
    }
  }

  /** Repeats the rounds until they allocate nothing: the first rounds link call sites and compile. */
  private void assertAllocatesNothing(Runnable body) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && least > 0; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int round = 0; round < ROUNDS; round++) {
        key = (key + 7919) % 30_000;
        body.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, "bytes allocated by " + ROUNDS + " rounds");
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
  void lookUpAllocatesNothing() {
    assertAllocatesNothing(() -> {
      Vma<String> vma = tree.startRead(key);
      if (vma != null) {
        vma.endRead();
      }
    });
    assertAllocatesNothing(() -> tree.find(key));
  }

  @Test
  void iterationStepAllocatesNothing() {
    VmaCursor cursor = new VmaCursor();
    assertAllocatesNothing(() -> {
      cursor.seek(key);
      Vma<String> vma = tree.startReadNext(cursor);
      if (vma != null) {
        vma.endRead();
      }
    });
  }

  @Test
  void repeatedAttemptOnAHandleAllocatesNothing() {
    Vma<String> kept = tree.find(0);
    assertAllocatesNothing(() -> kept.endRead(kept.tryStartRead()));
    tree.unmap(0, 2);
    assertAllocatesNothing(() -> assertEquals(VmaLock.GONE, kept.tryStartRead()));
    assertNull(tree.find(0));
  }
}
