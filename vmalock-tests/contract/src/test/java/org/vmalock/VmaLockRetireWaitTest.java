package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.SpinBarrier;
import org.vmalock.testing.TimeLimit;

/** Retiring beside a writer, and the wake-up of an owner that waits for the readers (I2, I4, I5). */
@TimeLimit
class VmaLockRetireWaitTest {
  private final StructureLock structure = new StructureLock();
  private final Actor owner = new Actor("owner");
  private final Actor writer = new Actor("writer");

  @AfterEach
  void endThreads() {
    owner.close();
    writer.close();
  }

  // ---- Beside a writer

  @Test
  void aNodeThatAWriterDrainsIsNotRetired() throws Exception {
    Node node = new Node(structure);
    int generation = node.generation();
    Node.setReaders(node, 1);
    Actor.Step<Void> draining = writer.beginAndPark(() -> {
      structure.lockWrite();
      node.startWrite();
      structure.unlockWrite();
    });
    long before = node.word();
    IllegalStateException refused = assertThrows(IllegalStateException.class, () -> node.retire(generation));
    assertTrue(refused.getMessage().contains("LOCKED"), refused::getMessage);
    assertThrows(IllegalStateException.class, () -> node.retireAndWait(generation, 1, TimeUnit.MINUTES));
    assertEquals(before, node.word());
    node.endRead(LockWord.stamp(node.word() - 1));
    draining.result();
    assertFalse(Node.isLocked(node));
    node.retire(generation);
    assertEquals(1, node.frees.get());
  }

  @Test
  void aDrainClearsALockedBitThatWasSetBefore() {
    Node node = Node.attached(structure);
    VmaLock.WORD.setVolatile(node, node.word() | LockWord.LOCKED);
    structure.lockWrite();
    node.startWrite();
    structure.unlockWrite();
    assertFalse(Node.isLocked(node));
    assertTrue(node.isAttached());
  }

  @Test
  void anObjectThatIsBeingRetiredIsNeitherLockedNorAttachedNorRetiredAgain() throws Exception {
    Node node = new Node(structure);
    int generation = node.generation();
    Node.setReaders(node, 1);
    Actor.Step<Boolean> retire = owner.beginAndPark(() -> node.retireAndWait(generation, 1, TimeUnit.MINUTES));
    assertTrue(node.toString().contains("retired, 1 reader"), node::toString);
    structure.lockWrite();
    assertThrows(IllegalStateException.class, node::tryStartWrite);
    assertThrows(IllegalStateException.class, () -> node.tryStartWrite(1, TimeUnit.MILLISECONDS));
    assertThrows(IllegalStateException.class, node::startWrite);
    assertThrows(IllegalStateException.class, node::startWriteInterruptibly);
    structure.unlockWrite();
    assertTrue(assertThrows(IllegalStateException.class, () -> node.retire(generation)).getMessage().contains("double release"));
    node.endRead(LockWord.stamp(node.word() - 1));
    assertTrue(retire.result());
    assertEquals(1, node.frees.get());
    assertTrue(Node.isUnused(node));
  }

  // ---- The wake-up

  @Test
  void anOwnerWithoutLimitParksUntilTheLastReaderWakesIt() throws Exception {
    Node node = Node.attached();
    int generation = node.generation();
    long first = node.tryStartRead(generation);
    long second = node.tryStartRead(generation);
    Actor.Step<Boolean> retire = owner.beginAndPark(() -> node.retireAndWait(generation, Long.MAX_VALUE, TimeUnit.DAYS));
    for (int i = 0; i < 50; i++) {
      assertEquals(Thread.State.WAITING, owner.thread().getState(), "the owner polls");
      Thread.sleep(1);
    }
    node.endRead(first);
    owner.awaitParked(retire);
    node.endRead(second);
    assertTrue(retire.result());
    assertEquals(1, node.frees.get());
  }

  private boolean retireAttached(Node node, int minutes) throws InterruptedException {
    structure.lockWrite();
    try {
      return node.retireAndWait(node.generation(), minutes, TimeUnit.MINUTES);
    } finally {
      structure.unlockWrite();
    }
  }

  @Test
  void unfinishedWaitOfAnOwnerIsCountedInItsStructure() throws Exception {
    Node node = Node.attached(structure);
    long stamp = node.tryStartRead();
    Actor.Step<Boolean> retire = owner.beginAndPark(() -> retireAttached(node, 1));
    WaitStats unfinished = structure.statistics().drains();
    assertEquals(1, unfinished.waiting(), unfinished::toString);
    node.endRead(stamp);
    assertTrue(retire.result());
    WaitStats ended = structure.statistics().drains();
    assertEquals(new WaitStats(1, 0, ended.longestNanos(), ended.longestNanos(), 0), ended);
  }

  @Test
  void anOwnerWithoutTimeIsNotCounted() throws Exception {
    Node node = Node.attached(structure);
    long stamp = node.tryStartRead();
    assertFalse(retireAttached(node, 0));
    assertEquals(0, structure.statistics().drains().waits());
    node.endRead(stamp);
  }

  @Test
  void noWakeUpOfAnOwnerIsLost() throws Exception {
    SpinBarrier line = new SpinBarrier(2);
    for (int round = 0; round < Effort.of(3_000, 50_000); round++) {
      Node node = Node.attached();
      int generation = node.generation();
      long stamp = node.tryStartRead(generation);
      Actor.Step<Boolean> retire = owner.begin(() -> {
        line.await();
        return node.retireAndWait(generation, Long.MAX_VALUE, TimeUnit.DAYS);
      });
      line.await();
      node.endRead(stamp);
      assertTrue(retire.result());
      assertEquals(1, node.frees.get());
    }
  }

  @Test
  void aWriterWithoutLimitParksWithoutATimer() throws Exception {
    Node node = Node.attached(structure);
    long stamp = node.tryStartRead();
    Actor.Step<Void> draining = writer.beginAndPark(() -> {
      structure.lockWrite();
      node.startWrite();
      structure.unlockWrite();
    });
    assertEquals(Thread.State.WAITING, writer.thread().getState());
    node.endRead(stamp);
    draining.result();
  }
}
