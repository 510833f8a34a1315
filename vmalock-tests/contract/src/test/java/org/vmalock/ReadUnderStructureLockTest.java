package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;

/** Runs the read contract with {@code startReadLocked()}: the structure lock is released as soon as the node read is acquired. */
class ReadUnderStructureLockTest extends VmaLockReadContract {
  @Override
  long tryRead(VmaLock node, int generation) {
    StructureLock owner = node.structureLock();
    if (!owner.tryLockRead()) {
      return VmaLock.BUSY;
    }
    try {
      return node.startReadLocked();
    } finally {
      owner.unlockRead();
    }
  }

  @Override
  boolean checksGeneration() {
    return false;
  }

  @Override
  boolean checksStructure() {
    return false;
  }

  @Override
  boolean readsDuringWriteOfOtherNode() {
    return false;
  }

  @Test
  void readRemainsHeldAfterStructureUnlock() throws Exception {
    Node node = Node.attached(structure);
    structure.lockRead();
    long stamp = node.startReadLocked();
    structure.unlockRead();
    Actor.Step<Void> section = writer.beginAndPark(() -> {
      structure.lockWrite();
      node.startWrite();
      structure.unlockWrite();
    });
    node.endRead(stamp);
    section.result();
  }

  /** S25: under the structure lock a sequence check could only fail spuriously. */
  @Test
  void doesNotCheckSequence() {
    Node node = Node.attached(structure);
    VmaLock.LOCK_SEQ.setVolatile(node, structure.sequence().getOpaque());
    structure.lockRead();
    long stamp = node.startReadLocked();
    assertTrue(stamp > 0);
    structure.unlockRead();
    node.endRead(stamp);
  }

  @Test
  void writerMayReadItsOwnNode() {
    Node node = Node.attached(structure);
    structure.lockWrite();
    node.startWrite();
    long stamp = node.startReadLocked();
    assertTrue(stamp > 0);
    structure.unlockWrite();
    assertEquals(1, node.readers());
    node.endRead(stamp);
  }

  @Test
  void isRefusedWithoutStructureLock() {
    Node node = Node.attached(structure);
    long before = node.word();
    String message = assertThrows(IllegalMonitorStateException.class, node::startReadLocked).getMessage();
    assertTrue(message.contains("attached") && message.contains("StructureLock@") && message.contains("lockRead"), message);
    assertEquals(before, node.word());
  }

  /** A write lock held by another thread proves that the calling thread does not hold the structure lock. */
  @Test
  void isRefusedWhenAnotherThreadIsWriter() throws Exception {
    Node node = Node.attached(structure);
    writer.run(() -> {
      structure.lockWrite();
      node.startWrite();
    });
    long before = node.word();
    assertThrows(IllegalMonitorStateException.class, node::startReadLocked, "read acquired while another thread holds the write lock");
    assertEquals(before, node.word());
    writer.run(structure::unlockWrite);
  }

  @Test
  void isRefusedForObjectWithoutStructure() {
    Node node = Node.attached();
    long before = node.word();
    String message = assertThrows(IllegalStateException.class, node::startReadLocked).getMessage();
    assertTrue(message.contains("belongs to no StructureLock"), message);
    assertEquals(before, node.word());
  }
}
