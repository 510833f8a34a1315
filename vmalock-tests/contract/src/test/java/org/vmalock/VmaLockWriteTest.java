package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Successful write-locking of nodes. */
@TimeLimit
class VmaLockWriteTest {
  private final StructureLock structure = new StructureLock();
  private final Node node = Node.attached(structure);
  private final Actor reader = new Actor("reader");
  private final Actor writer = new Actor("writer");

  @AfterEach
  void endThreads() {
    reader.close();
    writer.close();
  }

  private long outcomeForReader(VmaLock lock) throws Exception {
    return reader.call(() -> {
      long stamp = lock.tryStartRead();
      if (stamp > 0) {
        lock.endRead(stamp);
        return 1L;
      }
      return stamp;
    });
  }

  private void assertWriteLocked(VmaLock lock) throws Exception {
    lock.assertWriteLocked();
    assertTrue(lock.isWriteLocked());
    assertFalse(Node.isLocked(lock), "LOCKED is still set after the call");
    assertTrue(outcomeForReader(lock) <= 0);
  }

  @ParameterizedTest
  @EnumSource
  void locksIdleNode(WriteForm form) throws Exception {
    long before = node.word();
    structure.lockWrite();
    assertTrue(form.start(node));
    assertWriteLocked(node);
    structure.unlockWrite();
    assertFalse(node.isWriteLocked());
    assertEquals(1, outcomeForReader(node));
    assertEquals(before, node.word());
  }

  @ParameterizedTest
  @EnumSource
  void secondStartHasNoEffect(WriteForm form) throws Exception {
    structure.lockWrite();
    assertTrue(form.start(node));
    Node.setReaders(node, 1); // a late reader that will see the lock and release: the writer does not wait for it
    long before = node.word();
    assertTrue(form.start(node));
    assertEquals(before, node.word());
    Node.setReaders(node, 0);
    structure.unlockWrite();
    assertEquals(1, outcomeForReader(node));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRY")
  void waitsForEveryReader(WriteForm form) throws Exception {
    long first = reader.call(node::tryStartRead);
    long second = reader.call(node::tryStartRead);
    Actor.Step<Boolean> start = writer.beginAndPark(() -> {
      structure.lockWrite();
      boolean started = form.start(node);
      assertEquals(0, node.readers());
      return started;
    });
    assertTrue(Node.isLocked(node), "new readers must be refused during the drain");
    assertFalse(node.isWriteLocked(), "the node must not be write-locked before the readers have released");
    assertEquals(VmaLock.BUSY, outcomeForReader(node));
    reader.run(() -> node.endRead(first));
    writer.awaitParked(start);
    reader.run(() -> node.endRead(second));
    assertTrue(start.result());
    writer.run(() -> assertWriteLocked(node));
    writer.run(structure::unlockWrite);
    assertEquals(1, outcomeForReader(node));
  }

  @Test
  @Tag("counted")
  void tryStartWriteFailsWithReaderAndChangesNothing() throws Exception {
    long stamp = reader.call(node::tryStartRead);
    long before = node.word();
    structure.lockWrite();
    assertFalse(node.tryStartWrite());
    assertEquals(before, node.word());
    assertFalse(node.isWriteLocked());
    node.endRead(stamp);
    assertTrue(node.tryStartWrite());
    structure.unlockWrite();
  }

  @ParameterizedTest
  @EnumSource
  void unlockWriteReleasesAllNodes(WriteForm form) throws Exception {
    Node[] nodes = lockManyNodes(form);
    structure.unlockWrite();
    for (Node each : nodes) {
      assertFalse(each.isWriteLocked());
      assertEquals(1, outcomeForReader(each));
    }
  }

  @ParameterizedTest
  @EnumSource
  void downgradeReleasesAllNodes(WriteForm form) throws Exception {
    Node[] nodes = lockManyNodes(form);
    structure.downgrade();
    assertTrue(structure.isReadLocked());
    for (Node each : nodes) {
      assertFalse(each.isWriteLocked());
      assertEquals(1, outcomeForReader(each));
    }
    structure.unlockRead();
  }

  private Node[] lockManyNodes(WriteForm form) throws Exception {
    Node[] nodes = new Node[100];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = Node.attached(structure);
    }
    structure.lockWrite();
    for (Node each : nodes) {
      assertTrue(form.start(each));
    }
    for (Node each : nodes) {
      assertWriteLocked(each);
    }
    return nodes;
  }

  @Test
  void nodeIsNotLockedInNextSection() throws Exception {
    structure.lockWrite();
    node.startWrite();
    structure.unlockWrite();
    structure.lockWrite();
    assertFalse(node.isWriteLocked());
    assertThrows(IllegalMonitorStateException.class, node::assertWriteLocked);
    assertEquals(1, outcomeForReader(node));
    structure.unlockWrite();
  }

  // ---- Releasing one node early

  @ParameterizedTest
  @EnumSource
  void nodeReleasedByEndWriteIsReadableAndLockable(WriteForm form) throws Exception {
    Node kept = Node.attached(structure);
    structure.lockWrite();
    kept.startWrite();
    for (int round = 0; round < 3; round++) {
      assertTrue(form.start(node));
      assertWriteLocked(node);
      node.endWrite();
      assertFalse(node.isWriteLocked());
      assertEquals(1, outcomeForReader(node));
      assertWriteLocked(kept);
    }
    structure.unlockWrite();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRY")
  void nodeReleasedByEndWriteIsDrainedWhenLockedAgain(WriteForm form) throws Exception {
    writer.run(() -> {
      structure.lockWrite();
      node.startWrite();
      node.endWrite();
    });
    long stamp = reader.call(node::tryStartRead);
    assertTrue(stamp > 0);
    Actor.Step<Boolean> again = writer.beginAndPark(() -> form.start(node));
    reader.run(() -> node.endRead(stamp));
    assertTrue(again.result());
    writer.run(structure::unlockWrite);
  }

  /** With one fixed value, an optimistic reader could not distinguish two write sections. */
  @Test
  void endWriteStoresDifferentNumbersOfNoSection() {
    structure.lockWrite();
    long previous = 0;
    for (int i = 0; i < 10; i++) {
      node.startWrite();
      node.endWrite();
      long lockSeq = (long) VmaLock.LOCK_SEQ.getVolatile(node);
      assertTrue(lockSeq >= 1L << 62 && lockSeq % 2 == 0);
      assertNotEquals(previous, lockSeq);
      previous = lockSeq;
    }
    structure.unlockWrite();
  }

  // ---- Detached nodes

  @ParameterizedTest
  @EnumSource
  void detachedNodeIsLockedWithoutWait(WriteForm form) throws Exception {
    Node fresh = new Node(structure);
    structure.lockWrite();
    assertTrue(form.start(fresh));
    fresh.assertWriteLocked();
    assertEquals(LockWord.detached(1), fresh.word());
    structure.unlockWrite();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRY")
  void detachedNodeWithStaleReaderIsDrained(WriteForm form) throws Exception {
    Node fresh = new Node(structure);
    Node.setReaders(fresh, 1); // a late reader of another structure that will release
    Actor.Step<Boolean> start = writer.beginAndPark(() -> {
      structure.lockWrite();
      return form.start(fresh);
    });
    fresh.endRead(LockWord.stamp(fresh.word()));
    assertTrue(start.result());
    writer.run(structure::unlockWrite);
  }

  @Test
  void tryStartWriteFailsForDetachedNodeWithStaleReader() {
    Node fresh = new Node(structure);
    Node.setReaders(fresh, 1);
    structure.lockWrite();
    assertFalse(fresh.tryStartWrite());
    assertFalse(fresh.isWriteLocked());
    Node.setReaders(fresh, 0);
    structure.unlockWrite();
  }

  @ParameterizedTest
  @EnumSource
  void retiredNodeCannotBeLocked(WriteForm form) {
    Node retired = new Node(structure);
    retired.retire(1);
    structure.lockWrite();
    long before = retired.word();
    String message = assertThrows(IllegalStateException.class, () -> form.start(retired)).getMessage();
    assertTrue(message.contains("owned") && message.contains("unused"), message);
    assertEquals(before, retired.word());
    assertFalse(retired.isWriteLocked());
    structure.unlockWrite();
  }

  /** Sequences start at zero in every structure: the lockSeq of a former structure must not match by coincidence. */
  @Test
  void recycledNodeIsNotWriteLocked() throws Exception {
    structure.lockWrite();
    node.startWrite();
    node.retire(1);
    Lifecycle.beginGeneration(node, structure);
    assertFalse(node.isWriteLocked());
    assertThrows(IllegalMonitorStateException.class, node::markAttached);
    node.startWrite();
    node.markAttached();
    structure.unlockWrite();
    assertEquals(1, outcomeForReader(node));
  }
}
