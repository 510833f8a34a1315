package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Nothing of ours allocates where it is warm (I12). */
@TimeLimit
class AllocationTest {
  private static final int ROUNDS = 100_000;
  private static final int TRIES = 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final StructureLock structure = new StructureLock();
  private final Node node = Node.attached(structure);

  /** The first rounds link call sites and compile; from then on every round counts. */
  private void assertAllocatesNothing(Runnable body) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && least > 0; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int round = 0; round < ROUNDS; round++) {
        body.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, "bytes allocated by " + ROUNDS + " rounds");
  }

  @Test
  void theMeasurementSeesAnAllocation() {
    Object[] kept = new Object[1];
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int round = 0; round < ROUNDS; round++) {
      kept[0] = new byte[1];
    }
    assertTrue(threads.getCurrentThreadAllocatedBytes() - before >= 16L * ROUNDS);
  }

  @Test
  void takingAndRetiringAPooledObjectAllocatesNothing() {
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(4).build();
    assertAllocatesNothing(() -> {
      Node taken = pool.tryAlloc(null);
      taken.retire(taken.generation());
    });
    assertEquals(1, pool.size());
  }

  @Test
  void takingManyPastTheShortCutsAllocatesNothing() {
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(16).build();
    Node[] taken = new Node[16];
    assertAllocatesNothing(() -> {
      for (int i = 0; i < taken.length; i++) {
        taken[i] = pool.alloc(structure);
      }
      for (Node each : taken) {
        each.retire(each.generation());
      }
    });
    assertEquals(16, pool.size());
  }

  @Test
  void aRefusalOfAnExhaustedPoolAllocatesNothing() {
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(1).build();
    pool.alloc();
    assertAllocatesNothing(() -> assertEquals(null, pool.tryAlloc(null)));
  }

  @Test
  void readingAllocatesNothing() {
    assertAllocatesNothing(() -> node.endRead(node.tryStartRead(1)));
    assertAllocatesNothing(() -> node.endRead(node.tryStartRead(structure)));
    assertAllocatesNothing(() -> node.endRead(node.tryStartRead()));
    assertAllocatesNothing(() -> {
      structure.lockRead();
      long stamp = node.startReadLocked();
      structure.unlockRead();
      node.endRead(stamp);
    });
  }

  @Test
  void aRefusedReadAllocatesNothing() {
    assertAllocatesNothing(() -> assertTrue(node.tryStartRead(2) == VmaLock.GONE));
    structure.lockWrite();
    node.startWrite();
    assertAllocatesNothing(() -> assertTrue(node.tryStartRead(1) == VmaLock.BUSY));
    structure.unlockWrite();
  }

  @Test
  void aWriteSectionAllocatesNothing() {
    assertAllocatesNothing(() -> {
      structure.lockWrite();
      node.startWrite();
      node.endWrite();
      node.startWrite();
      structure.unlockWrite();
    });
  }
}
