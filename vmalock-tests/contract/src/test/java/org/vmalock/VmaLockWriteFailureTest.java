package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Failed attempts to write-lock a node: the node is unchanged, other locks stay held (S20, S26 to S29, I4). */
@TimeLimit
class VmaLockWriteFailureTest {
  private final StructureLock structure = new StructureLock();
  private final Node earlier = Node.attached(structure);
  private final Node node = Node.attached(structure);
  private final Actor writer = new Actor("writer");
  private final long stamp = node.tryStartRead();
  private final long before = node.word() & ~LockWord.COUNT; // a hazard read has become a count
  private final long lockSeqBefore = (long) VmaLock.LOCK_SEQ.getVolatile(node);

  @BeforeEach
  void openWriteSection() throws Exception {
    writer.run(() -> {
      structure.lockWrite();
      earlier.startWrite();
    });
  }

  @AfterEach
  void endThreads() {
    writer.close();
  }

  /** Asserts that the node has its reader only, that the earlier node is still locked, and that the write section can be completed. */
  private void assertOnlyThisNodeIsUnlocked() throws Exception {
    assertEquals(before, node.word() & ~LockWord.COUNT, "the word after a failed start");
    assertEquals(1, node.readers());
    assertEquals(lockSeqBefore, (long) VmaLock.LOCK_SEQ.getVolatile(node));
    assertFalse(node.isWriteLocked());
    assertTrue(earlier.isWriteLocked());
    assertEquals(VmaLock.BUSY, earlier.tryStartRead(1));
    writer.run(() -> {
      assertTrue(structure.isWriteLockedByCurrentThread());
      earlier.assertWriteLocked();
    });
    long second = node.tryStartRead(1);
    assertTrue(second > 0, "readers are still refused");
    node.endRead(second);
    node.endRead(stamp);
    writer.run(() -> {
      node.startWrite();
      node.assertWriteLocked();
      structure.unlockWrite();
    });
    assertFalse(earlier.isWriteLocked());
    assertTrue(earlier.tryStartRead(1) > 0);
    assertTrue(node.tryStartRead(1) > 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERRUPTIBLE", "TIMED"})
  void interruptWhileDrainingUnlocksThisNodeOnly(WriteForm form) throws Exception {
    Actor.Step<Boolean> start = writer.beginAndPark(() -> {
      InterruptedException e = assertThrows(InterruptedException.class, () -> form.start(node));
      assertTrue(e.getMessage().contains("Node@") && e.getMessage().contains("1 reader"), e.getMessage());
      return Thread.currentThread().isInterrupted();
    });
    writer.interrupt();
    assertFalse(start.result(), "the interrupt status is still set");
    assertOnlyThisNodeIsUnlocked();
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERRUPTIBLE", "TIMED"})
  void pendingInterruptUnlocksThisNodeOnly(WriteForm form) throws Exception {
    writer.run(() -> {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> form.start(node));
      assertFalse(Thread.currentThread().isInterrupted());
    });
    assertOnlyThisNodeIsUnlocked();
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERRUPTIBLE", "TIMED"})
  void pendingInterruptIsReportedForIdleNode(WriteForm form) throws Exception {
    writer.run(() -> {
      Node idle = new Node(structure);
      idle.startWrite();
      idle.markAttached();
      idle.endWrite();
      long word = idle.word();
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> form.start(idle));
      assertFalse(idle.isWriteLocked());
      assertEquals(word, idle.word());
    });
    assertOnlyThisNodeIsUnlocked();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 20_000_000})
  void timeoutUnlocksThisNodeOnly(long nanos) throws Exception {
    long took = writer.call(() -> {
      long begin = System.nanoTime();
      assertFalse(node.tryStartWrite(nanos, TimeUnit.NANOSECONDS));
      return System.nanoTime() - begin;
    });
    assertTrue(took >= nanos, () -> "timed out after " + took + " ns");
    assertOnlyThisNodeIsUnlocked();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void nonPositiveTimeoutDoesNotWait(long nanos) throws Exception {
    writer.run(() -> assertFalse(node.tryStartWrite(nanos, TimeUnit.NANOSECONDS)));
    assertEquals(0, structure.statistics().drains().waits());
    assertOnlyThisNodeIsUnlocked();
  }

  @Test
  void failedTryUnlocksThisNodeOnly() throws Exception {
    writer.run(() -> assertFalse(node.tryStartWrite()));
    assertOnlyThisNodeIsUnlocked();
  }

  @Test
  void tryKeepsInterruptStatus() throws Exception {
    writer.run(() -> {
      Thread.currentThread().interrupt();
      assertFalse(node.tryStartWrite());
      assertTrue(Thread.currentThread().isInterrupted());
    });
    assertOnlyThisNodeIsUnlocked();
  }

  @Test
  void readerIsRefusedOnlyUntilWriterGivesUp() throws Exception {
    Actor.Step<?> start = writer.beginAndPark(() -> assertThrows(InterruptedException.class, node::startWriteInterruptibly));
    assertEquals(VmaLock.BUSY, node.tryStartRead(1));
    writer.interrupt();
    start.result();
    assertOnlyThisNodeIsUnlocked();
  }

  @Test
  void uninterruptibleWriterKeepsWaitingAndInterruptStatus() throws Exception {
    Actor.Step<Boolean> start = writer.beginAndPark(() -> {
      node.startWrite();
      return Thread.currentThread().isInterrupted();
    });
    writer.interrupt();
    writer.awaitParked(start);
    writer.interrupt();
    assertParks(start);
    node.endRead(stamp);
    assertTrue(start.result(), "the interrupt status was lost");
    writer.run(() -> {
      node.assertWriteLocked();
      structure.unlockWrite();
    });
  }

  /** Asserts that the writer is parked most of the time: a wait that keeps the interrupt pending would spin, since park returns at once. */
  private void assertParks(Actor.Step<?> step) throws Exception {
    int parked = 0;
    for (int i = 0; i < 40; i++) {
      Thread.sleep(2);
      parked += writer.thread().getState() == Thread.State.RUNNABLE ? 0 : 1;
    }
    assertTrue(parked > 20, "the waiting writer spins: parked " + parked + " times of 40");
    assertFalse(step.isDone());
  }

  @Test
  void interruptedUninterruptibleWriterLocksNode() throws Exception {
    node.endRead(stamp);
    writer.run(() -> {
      Thread.currentThread().interrupt();
      node.startWrite();
      assertTrue(Thread.currentThread().isInterrupted());
      node.assertWriteLocked();
      structure.unlockWrite();
    });
  }

  /** S29: a detached or already write-locked node cannot have readers, so it is locked without checking the interrupt status. */
  @ParameterizedTest
  @EnumSource
  void pendingInterruptIsIgnoredForDetachedNode(WriteForm form) throws Exception {
    Node fresh = new Node(structure);
    writer.run(() -> {
      Thread.currentThread().interrupt();
      assertTrue(form.start(fresh));
      assertTrue(form.start(earlier), "a node that is already write-locked");
      assertTrue(Thread.currentThread().isInterrupted());
      fresh.assertWriteLocked();
      assertEquals(LockWord.detached(1), fresh.word());
    });
    assertOnlyThisNodeIsUnlocked();
  }

  @Test
  void failedStartRecordsOneAbandonedWait() throws Exception {
    writer.run(() -> assertFalse(node.tryStartWrite(5, TimeUnit.MILLISECONDS)));
    WaitStats statistics = structure.statistics().drains();
    assertEquals(1, statistics.waits());
    assertEquals(1, statistics.abandoned());
    assertTrue(statistics.waitedNanos() >= TimeUnit.MILLISECONDS.toNanos(4), statistics::toString);
    assertEquals(statistics.waitedNanos(), statistics.longestNanos());
    assertOnlyThisNodeIsUnlocked();
  }
}
