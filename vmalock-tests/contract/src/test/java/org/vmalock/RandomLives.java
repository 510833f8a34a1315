package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.vmalock.LedgerNode.Injected;
import org.vmalock.LedgerNode.Life;

/** What the players of {@link RandomLifeTest} share: a table of nodes, their pool, and the books. */
final class RandomLives {
  /** The first slots hold nodes of the structure, changed under its write lock; the others loose objects, changed by CAS. */
  static final int STRUCTURE_SLOTS = 3;

  static final int SLOTS = 6;

  final StructureLock structure = new StructureLock();
  final AtomicReferenceArray<Entry> table = new AtomicReferenceArray<>(SLOTS);
  final Queue<Held> handedOff = new ConcurrentLinkedQueue<>();
  final VmaPool<LedgerNode> pool = VmaPool.<LedgerNode>builder(this::make).capacity(SLOTS + 3).name("lives").build();
  private final Queue<LedgerNode> made = new ConcurrentLinkedQueue<>();
  private final Queue<Life> lives = new ConcurrentLinkedQueue<>();

  /** A node together with the life in which it was put into the table. */
  static final class Entry {
    final LedgerNode node;
    final int generation;

    Entry(LedgerNode node) {
      this.node = node;
      this.generation = node.generation();
    }
  }

  /** A read that has not ended. */
  record Held(LedgerNode node, Life life, long stamp) {}

  RandomLives() {
    structure.lockWrite();
    for (int slot = 0; slot < SLOTS; slot++) {
      boolean loose = slot >= STRUCTURE_SLOTS;
      LedgerNode node = begun(loose ? pool.alloc() : pool.alloc(structure), false);
      if (!loose) {
        node.startWrite();
      }
      node.markAttached();
      table.set(slot, new Entry(node));
    }
    structure.unlockWrite();
  }

  private LedgerNode make() {
    LedgerNode node = new LedgerNode();
    made.add(node);
    return node;
  }

  LedgerNode begun(LedgerNode node, boolean failsAtItsEnd) {
    lives.add(node.begin(failsAtItsEnd));
    return node;
  }

  /** What is thrown on purpose at the end of a life reaches whoever ended it; his own work is done. */
  static void unlessInjected(Runnable end) {
    try {
      end.run();
    } catch (Injected onPurpose) {
      assertEquals("onFree", onPurpose.getMessage());
    }
  }

  void end(Held held) {
    held.node.assertWhole();
    held.life.readerOut();
    unlessInjected(() -> held.node.endRead(held.stamp));
  }

  /** Everybody has gone: retire what is left, then word and books must agree. */
  void assertBalanced() {
    assertTrue(handedOff.isEmpty());
    assertFalse(Node.isHeld(structure), structure::toString);
    assertNull(structure.writerWait().waiter());
    assertEquals(0, structure.sequence().getOpaque() & 1);
    assertTrue(structure.tryLockWrite());
    for (int slot = 0; slot < SLOTS; slot++) {
      Entry entry = table.get(slot);
      entry.node.assertAttached();
      assertEquals(0, entry.node.readers(), entry.node::toString);
      entry.node.assertWhole();
      unlessInjected(() -> entry.node.retire(entry.generation));
    }
    structure.unlockWrite();
    lives.forEach(Life::assertEnded);
    int begun = 0;
    for (LedgerNode node : made) {
      assertTrue(Node.isUnused(node), node::toString);
      assertEquals(node.lives, node.generation());
      begun += node.lives;
    }
    assertEquals(lives.size(), begun);
    assertEquals(made.size() - pool.discarded(), pool.size());
    assertEquals(pool.size(), pool.trim(), "an object was lost");
  }
}
