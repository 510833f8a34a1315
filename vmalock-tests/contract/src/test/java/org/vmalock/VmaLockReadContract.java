package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;

/** The contract of node reads. Each read mode has a subclass that runs all of it. */
abstract class VmaLockReadContract extends VmaLockStampContract {
  // ---- Acquired

  @Test
  void readOfAttachedNodeSucceeds() {
    Node node = Node.attached(structure);
    long before = node.word();
    long stamp = read(node);
    assertEquals(1, node.readers());
    node.assertReadLocked();
    endRead(node, stamp);
    assertEquals(before, node.word());
    assertEquals(0, node.frees.get());
  }

  @Test
  void nestedReadsAreCountedIndividually() {
    Node node = Node.attached(structure);
    long first = read(node);
    long second = read(node);
    assertEquals(2, node.readers());
    endRead(node, first);
    assertEquals(1, node.readers());
    endRead(node, second);
    assertEquals(0, node.readers());
    assertEndRefused(node, second);
  }

  @Test
  void readMayBeReleasedByAnotherThread() throws Exception {
    Node node = Node.attached(structure);
    long stamp = reader.call(() -> read(node));
    endRead(node, stamp);
    assertEquals(0, node.readers());
  }

  @Test
  void readSucceedsAfterWriteSection() throws Exception {
    Node node = Node.attached(structure);
    writer.run(() -> {
      structure.lockWrite();
      node.startWrite();
      structure.unlockWrite();
    });
    endRead(node, read(node));
  }

  @Test
  void readSucceedsAfterDowngrade() throws Exception {
    Node node = Node.attached(structure);
    writer.run(() -> {
      structure.lockWrite();
      node.startWrite();
      structure.downgrade();
    });
    endRead(node, read(node));
    writer.run(structure::unlockRead);
  }

  @Test
  void readSucceedsAfterReattach() throws Exception {
    Node node = detached();
    writer.run(() -> {
      structure.lockWrite();
      node.startWrite();
      node.markAttached();
      structure.unlockWrite();
    });
    endRead(node, read(node));
  }

  @Test
  void readDuringWriteOfOtherNode() throws Exception {
    Node node = Node.attached(structure);
    Node other = Node.attached(structure);
    writer.run(() -> {
      structure.lockWrite();
      other.startWrite();
    });
    if (readsDuringWriteOfOtherNode()) {
      endRead(node, read(node));
    } else {
      assertRefused(VmaLock.BUSY, node);
    }
    writer.run(structure::unlockWrite);
    endRead(node, read(node));
  }

  // ---- BUSY

  @Test
  void returnsBusyWhileWriteLocked() throws Exception {
    Node node = Node.attached(structure);
    writer.run(() -> {
      structure.lockWrite();
      node.startWrite();
    });
    assertRefused(VmaLock.BUSY, node);
    writer.run(structure::unlockWrite);
    endRead(node, read(node));
  }

  @Test
  void returnsBusyWhileWriterDrains() throws Exception {
    Node node = Node.attached(structure);
    long stamp = read(node);
    Actor.Step<Void> section = writer.beginAndPark(() -> {
      structure.lockWrite();
      node.startWrite();
      structure.unlockWrite();
    });
    assertTrue(Node.isLocked(node));
    assertRefused(VmaLock.BUSY, node);
    endRead(node, stamp);
    section.result();
    endRead(node, read(node));
  }

  @Test
  @Tag("counted")
  void returnsBusyAtReaderLimit() {
    Node node = Node.attached(structure);
    Node.setReaders(node, VmaLock.MAXIMUM_READERS - 1);
    long last = read(node);
    assertEquals(VmaLock.MAXIMUM_READERS, node.readers());
    assertRefused(VmaLock.BUSY, node);
    endRead(node, last);
    read(node);
    assertRefused(VmaLock.BUSY, node);
    Node.setReaders(node, 0);
  }

  // ---- GONE

  @Test
  void returnsGoneBeforeFirstAttach() {
    assertRefused(VmaLock.GONE, new Node(structure));
  }

  @Test
  void returnsGoneWhileDetached() throws Exception {
    assertRefused(VmaLock.GONE, detached());
  }

  /** BUSY, not GONE: the writer may attach the node again before it releases the write lock. */
  @Test
  void returnsBusyWhileDetachedAndWriteLocked() throws Exception {
    Node node = Node.attached(structure);
    writer.run(() -> {
      structure.lockWrite();
      node.startWrite();
      node.markDetached();
    });
    assertRefused(VmaLock.BUSY, node);
    writer.run(structure::unlockWrite);
    assertRefused(VmaLock.GONE, node);
  }

  @Test
  void returnsGoneAfterRetire() throws Exception {
    Node node = detached();
    node.retire(1);
    assertTrue(Node.isUnused(node));
    assertRefused(VmaLock.GONE, node);
    assertEquals(1, node.frees.get());
  }

  @Test
  void returnsGoneAfterRetireWithReader() throws Exception {
    Node node = Node.attached(structure);
    long stamp = read(node);
    writer.run(() -> {
      structure.lockWrite();
      node.retire(1);
      structure.unlockWrite();
    });
    assertRefused(VmaLock.GONE, node);
    assertEquals(0, node.frees.get(), "freed while a reader is active");
    endRead(node, stamp);
    assertEquals(1, node.frees.get());
    assertTrue(Node.isUnused(node));
    assertRefused(VmaLock.GONE, node);
  }

  @Test
  void returnsGoneForOtherGenerationIfChecked() throws Exception {
    Node node = detached();
    node.retire(1);
    Lifecycle.beginGeneration(node, structure);
    assertRefused(VmaLock.GONE, node, 1);
    attach(node, structure);
    if (checksGeneration()) {
      assertRefused(VmaLock.GONE, node, 1);
    } else {
      endRead(node, tryRead(node, 1));
    }
    assertEquals(0, node.readers());
  }

  @Test
  void returnsGoneForOtherStructureIfChecked() throws Exception {
    StructureLock other = new StructureLock();
    Node node = recycledInto(other);
    if (checksStructure() || checksGeneration()) {
      assertRefused(VmaLock.GONE, node, 1);
    }
    assertEquals(0, node.readers());
  }

  @Test
  void failsWhileOtherStructureHoldsWriteLock() throws Exception {
    StructureLock other = new StructureLock();
    Node node = recycledInto(other);
    writer.run(() -> {
      other.lockWrite();
      node.startWrite();
    });
    long before = node.word();
    assertTrue(tryRead(node, 1) <= 0);
    assertEquals(before, node.word());
    writer.run(other::unlockWrite);
  }

  @Test
  void doesNotWriteWordWhileOtherStructureDrains() throws Exception {
    StructureLock other = new StructureLock();
    Node node = recycledInto(other);
    long stamp = node.tryStartRead();
    Actor.Step<Void> section = writer.beginAndPark(() -> {
      other.lockWrite();
      node.startWrite();
    });
    long before = node.word();
    assertTrue(tryRead(node, 1) <= 0);
    assertEquals(before, node.word());
    node.endRead(stamp);
    section.result();
    writer.run(other::unlockWrite);
  }

  private Node recycledInto(StructureLock other) throws Exception {
    Node node = detached();
    node.retire(1);
    Lifecycle.beginGeneration(node, other);
    attach(node, other);
    return node;
  }

  // ---- Concurrent writers

  @Test
  void readersAndWritersExcludeEachOther() throws Exception {
    Node node = Node.attached(structure);
    Actor.Step<Void> reads = reader.begin(() -> {
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(Effort.of(400, 5_000))) {
        long stamp = tryRead(node);
        if (stamp > 0) {
          assertFalse(node.isTorn(), "a partial write is visible to a reader");
          endRead(node, stamp);
        }
      }
      return null;
    });
    Actor.Step<Integer> writes = writer.begin(() -> {
      int count = 0;
      while (!reads.isDone()) {
        structure.lockWrite();
        node.startWrite();
        node.write();
        structure.unlockWrite();
        count++;
        pause();
      }
      return count;
    });
    reads.result();
    assertEquals(writes.result(), node.left);
    assertEquals(0, node.readers());
    assertFalse(Node.isLocked(node));
    endRead(node, read(node));
  }

  private static void pause() {
    for (int i = 0; i < 1_000; i++) {
      Thread.onSpinWait();
    }
  }
}
