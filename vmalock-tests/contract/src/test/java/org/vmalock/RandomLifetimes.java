package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.vmalock.OracleNode.Holds;
import org.vmalock.OracleNode.Injected;

/** The state shared by the threads of {@link RandomLifetimeTest}: a table of nodes, their pool, and the recorded holds. */
final class RandomLifetimes {
  /** The first slots hold nodes of the structure, replaced under its write lock; the others hold objects without structure. */
  static final int STRUCTURE_SLOTS = 3;

  static final int SLOTS = 6;

  final StructureLock structure = new StructureLock();
  final AtomicReferenceArray<Entry> table = new AtomicReferenceArray<>(SLOTS);
  final Queue<ReadHold> transferred = new ConcurrentLinkedQueue<>();
  final VmaPool<OracleNode> pool = VmaPool.<OracleNode>builder(this::create).capacity(SLOTS + 3).name("lifetimes").build();
  private final Queue<OracleNode> created = new ConcurrentLinkedQueue<>();
  private final Queue<Holds> generations = new ConcurrentLinkedQueue<>();

  /** A node and the generation in which it was stored in the table. */
  static final class Entry {
    final OracleNode node;
    final int generation;

    Entry(OracleNode node) {
      this.node = node;
      this.generation = node.generation();
    }
  }

  /** A read that has not been released. */
  record ReadHold(OracleNode node, Holds holds, long stamp) {}

  RandomLifetimes() {
    structure.lockWrite();
    for (int slot = 0; slot < SLOTS; slot++) {
      boolean inStructure = slot < STRUCTURE_SLOTS;
      OracleNode node = startGeneration(inStructure ? pool.alloc(structure) : pool.alloc(), false);
      if (inStructure) {
        node.startWrite();
      }
      node.markAttached();
      table.set(slot, new Entry(node));
    }
    structure.unlockWrite();
  }

  private OracleNode create() {
    OracleNode node = new OracleNode();
    created.add(node);
    return node;
  }

  OracleNode startGeneration(OracleNode node, boolean failsOnFree) {
    generations.add(node.startGeneration(failsOnFree));
    return node;
  }

  /** Runs an operation that may free an object, and ignores the injected exception: the operation has completed when it is thrown. */
  static void ignoreInjected(Runnable operation) {
    try {
      operation.run();
    } catch (Injected expected) {
      assertEquals("onFree", expected.getMessage());
    }
  }

  void endRead(ReadHold hold) {
    hold.node.assertNotTorn();
    hold.holds.removeReader();
    ignoreInjected(() -> hold.node.endRead(hold.stamp));
  }

  /** Retires the remaining objects after all threads have finished, and compares the lock words with the recorded holds. */
  void assertBalanced() {
    assertTrue(transferred.isEmpty());
    assertFalse(Node.isHeld(structure), structure::toString);
    assertNull(structure.writerWait().waiter());
    assertEquals(0, structure.sequence().getOpaque() & 1);
    assertTrue(structure.tryLockWrite());
    for (int slot = 0; slot < SLOTS; slot++) {
      Entry entry = table.get(slot);
      entry.node.assertAttached();
      assertEquals(0, entry.node.readers(), entry.node::toString);
      entry.node.assertNotTorn();
      ignoreInjected(() -> entry.node.retire(entry.generation));
    }
    structure.unlockWrite();
    generations.forEach(Holds::assertFreedOnce);
    int started = 0;
    for (OracleNode node : created) {
      assertTrue(Node.isUnused(node), node::toString);
      assertEquals(node.lastGeneration, node.generation());
      started += node.started();
    }
    assertEquals(generations.size(), started);
    assertEquals(created.size() - pool.discarded(), pool.size());
    assertEquals(pool.size(), pool.trim(), "an object was lost");
  }
}
