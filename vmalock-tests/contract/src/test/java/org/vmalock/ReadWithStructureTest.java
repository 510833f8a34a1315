package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.SpinBarrier;

/**
 * Runs the read contract with {@code tryStartRead(structure)}: the caller has found the object in a structure and does not know its
 * generation.
 */
class ReadWithStructureTest extends VmaLockReadContract {
  @Override
  long tryRead(VmaLock node, int generation) {
    return node.tryStartRead(structure);
  }

  @Override
  boolean checksGeneration() {
    return false;
  }

  @Override
  boolean checksStructure() {
    return true;
  }

  @Test
  void returnsGoneForObjectWithoutStructure() {
    Node node = Node.attached();
    assertEquals(VmaLock.GONE, node.tryStartRead(structure));
    assertEquals(0, node.readers());
  }

  @Test
  void nullStructureIsRefused() {
    Node node = Node.attached(structure);
    assertThrows(NullPointerException.class, () -> node.tryStartRead((StructureLock) null));
    assertEquals(0, node.readers());
  }

  @Test
  void nullStructureIsRefusedForObjectWithoutStructure() {
    Node node = Node.attached();
    assertThrows(NullPointerException.class, () -> node.tryStartRead((StructureLock) null));
    assertEquals(0, node.readers());
  }

  /** S7: a reader that found the node in its former structure is refused, and does not delay the writer of the new structure. */
  @Test
  void staleReadersDoNotDelayWriterOfOtherStructure() throws Exception {
    StructureLock other = new StructureLock();
    Node node = Node.attached(other);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Effort.of(400, 5_000));
    Actor.Step<Void> staleReads = reader.begin(() -> {
      while (System.nanoTime() - end < 0) {
        assertTrue(node.tryStartRead(structure) <= 0);
      }
      return null;
    });
    Actor.Step<Void> sections = writer.begin(() -> {
      while (System.nanoTime() - end < 0) {
        other.lockWrite();
        node.startWrite();
        other.unlockWrite();
      }
      return null;
    });
    staleReads.result();
    sections.result();
    assertEquals(0, node.readers());
  }

  /** The rollback of a refused read may drop the last reference to a retired object: the object is freed exactly once. */
  @Test
  void objectIsFreedOnceDespiteConcurrentStaleReader() throws Exception {
    SpinBarrier barrier = new SpinBarrier(2);
    for (int round = 0; round < Effort.of(3_000, 50_000); round++) {
      Node node = Node.attached();
      Actor.Step<Long> staleRead = reader.begin(() -> {
        barrier.await();
        return node.tryStartRead(structure);
      });
      barrier.await();
      node.retire(1);
      assertEquals(VmaLock.GONE, staleRead.result());
      assertEquals(1, node.frees.get());
    }
  }
}
