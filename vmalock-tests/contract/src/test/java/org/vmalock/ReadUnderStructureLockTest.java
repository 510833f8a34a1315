package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** {@code startReadLocked()}: the slow way, through the structure's lock, which is dropped as soon as the reader is in. */
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
  boolean tellsLives() {
    return false;
  }

  @Override
  boolean tellsStructures() {
    return false;
  }

  @Override
  boolean readsBesideTheWriterOfAnotherNode() {
    return false;
  }

  @Test
  void theReadOutlastsTheStructuresLock() throws Exception {
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

  /** S25: no sequence check, which could only fail for no reason here. */
  @Test
  void looksAtNoSequence() {
    Node node = Node.attached(structure);
    VmaLock.LOCK_SEQ.setVolatile(node, structure.sequence().getOpaque());
    structure.lockRead();
    long stamp = node.startReadLocked();
    assertTrue(stamp > 0);
    structure.unlockRead();
    node.endRead(stamp);
  }

  @Test
  void theWriterItselfMayRead() {
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
  void isRefusedIfNobodyHoldsTheStructure() {
    Node node = Node.attached(structure);
    long before = node.word();
    String message = assertThrows(IllegalMonitorStateException.class, node::startReadLocked).getMessage();
    assertTrue(message.contains("attached") && message.contains("StructureLock@") && message.contains("lockRead"), message);
    assertEquals(before, node.word());
  }

  /** That the structure is write-locked by somebody else proves that the caller holds nothing. */
  @Test
  void isRefusedIfAnotherThreadIsTheWriter() throws Exception {
    Node node = Node.attached(structure);
    writer.run(() -> {
      structure.lockWrite();
      node.startWrite();
    });
    long before = node.word();
    assertThrows(IllegalMonitorStateException.class, node::startReadLocked, "let in beside the writer");
    assertEquals(before, node.word());
    writer.run(structure::unlockWrite);
  }

  @Test
  void isRefusedForAnObjectWithoutStructure() {
    Node node = Node.attached();
    long before = node.word();
    String message = assertThrows(IllegalStateException.class, node::startReadLocked).getMessage();
    assertTrue(message.contains("belongs to no StructureLock"), message);
    assertEquals(before, node.word());
  }
}
