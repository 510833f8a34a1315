package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** The hot paths of the lock and the pool do not allocate once they are compiled (I12). */
@TimeLimit
class AllocationTest {
  private static final int ROUNDS = 100_000;
  private static final int TRIES = 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final StructureLock structure = new StructureLock();
  private final Node node = Node.attached(structure);

  /** Requires one try without allocation: the first tries link call sites and compile. */
  private void assertDoesNotAllocate(Runnable body) {
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
  void measurementDetectsAllocation() {
    Object[] kept = new Object[1];
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int round = 0; round < ROUNDS; round++) {
      kept[0] = new byte[1];
    }
    assertTrue(threads.getCurrentThreadAllocatedBytes() - before >= 16L * ROUNDS);
  }

  @Test
  void pooledAllocAndRetireDoNotAllocate() {
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(4).build();
    assertDoesNotAllocate(() -> {
      Node allocated = pool.tryAlloc(null);
      allocated.retire(allocated.generation());
    });
    assertEquals(1, pool.size());
  }

  @Test
  void pooledAllocBeyondThreadSlotsDoesNotAllocate() {
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(16).build();
    Node[] allocated = new Node[16];
    assertDoesNotAllocate(() -> {
      for (int i = 0; i < allocated.length; i++) {
        allocated[i] = pool.alloc(structure);
      }
      for (Node each : allocated) {
        each.retire(each.generation());
      }
    });
    assertEquals(16, pool.size());
  }

  @Test
  void refusedPoolAllocDoesNotAllocate() {
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(1).build();
    pool.alloc();
    assertDoesNotAllocate(() -> assertEquals(null, pool.tryAlloc(null)));
  }

  @Test
  void successfulReadDoesNotAllocate() {
    assertDoesNotAllocate(() -> node.endRead(node.tryStartRead(1)));
    assertDoesNotAllocate(() -> node.endRead(node.tryStartRead(structure)));
    assertDoesNotAllocate(() -> node.endRead(node.tryStartRead()));
    assertDoesNotAllocate(() -> {
      structure.lockRead();
      long stamp = node.startReadLocked();
      structure.unlockRead();
      node.endRead(stamp);
    });
  }

  @Test
  void refusedReadDoesNotAllocate() {
    assertDoesNotAllocate(() -> assertTrue(node.tryStartRead(2) == VmaLock.GONE));
    structure.lockWrite();
    node.startWrite();
    assertDoesNotAllocate(() -> assertTrue(node.tryStartRead(1) == VmaLock.BUSY));
    structure.unlockWrite();
  }

  @Test
  void writeSectionDoesNotAllocate() {
    assertDoesNotAllocate(() -> {
      structure.lockWrite();
      node.startWrite();
      node.endWrite();
      node.startWrite();
      structure.unlockWrite();
    });
  }
}
