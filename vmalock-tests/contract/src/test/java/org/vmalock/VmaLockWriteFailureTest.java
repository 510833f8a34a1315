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

/** A writer who gives up: the node is as it was, everything else is kept (S20, S26 to S29, I4). */
@TimeLimit
class VmaLockWriteFailureTest {
  private final StructureLock structure = new StructureLock();
  private final Node earlier = Node.attached(structure);
  private final Node node = Node.attached(structure);
  private final Actor writer = new Actor("writer");
  private final long stamp = node.tryStartRead();
  private final long before = node.word();
  private final long lockSeqBefore = (long) VmaLock.LOCK_SEQ.getVolatile(node);

  @BeforeEach
  void openASection() throws Exception {
    writer.run(() -> {
      structure.lockWrite();
      earlier.startWrite();
    });
  }

  @AfterEach
  void endThreads() {
    writer.close();
  }

  /** The node has its reader and nothing else; what was locked before is still locked; the section goes on to its end. */
  private void assertOnlyThisNodeWasGivenUp() throws Exception {
    assertEquals(before, node.word(), "the word after a start that failed");
    assertEquals(lockSeqBefore, (long) VmaLock.LOCK_SEQ.getVolatile(node));
    assertFalse(node.isWriteLocked());
    assertTrue(earlier.isWriteLocked());
    assertEquals(VmaLock.BUSY, earlier.tryStartRead(1));
    writer.run(() -> {
      assertTrue(structure.isWriteLockedByCurrentThread());
      earlier.assertWriteLocked();
    });
    long second = node.tryStartRead(1);
    assertTrue(second > 0, "readers are still kept out");
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
  void anInterruptWhileWaitingGivesUpThisNodeOnly(WriteForm form) throws Exception {
    Actor.Step<Boolean> start = writer.beginAndPark(() -> {
      InterruptedException e = assertThrows(InterruptedException.class, () -> form.start(node));
      assertTrue(e.getMessage().contains("Node@") && e.getMessage().contains("1 reader"), e.getMessage());
      return Thread.currentThread().isInterrupted();
    });
    writer.interrupt();
    assertFalse(start.result(), "the interrupt was delivered twice");
    assertOnlyThisNodeWasGivenUp();
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERRUPTIBLE", "TIMED"})
  void anInterruptBeforeGivesUpThisNodeOnly(WriteForm form) throws Exception {
    writer.run(() -> {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> form.start(node));
      assertFalse(Thread.currentThread().isInterrupted());
    });
    assertOnlyThisNodeWasGivenUp();
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERRUPTIBLE", "TIMED"})
  void anInterruptBeforeGivesUpAnIdleNodeAsWell(WriteForm form) throws Exception {
    writer.run(() -> {
      Node idle = new Node(structure);
      idle.startWrite();
      idle.markAttached();
      idle.endWrite();
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> form.start(idle));
      assertFalse(idle.isWriteLocked());
      assertEquals(LockWord.detached(1) | LockWord.ATTACHED, idle.word());
    });
    assertOnlyThisNodeWasGivenUp();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 20_000_000})
  void aTimeOutGivesUpThisNodeOnly(long nanos) throws Exception {
    long took = writer.call(() -> {
      long begin = System.nanoTime();
      assertFalse(node.tryStartWrite(nanos, TimeUnit.NANOSECONDS));
      return System.nanoTime() - begin;
    });
    assertTrue(took >= nanos, () -> "gave up after " + took + " ns");
    assertOnlyThisNodeWasGivenUp();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aTimeOfZeroOrLessDoesNotWait(long nanos) throws Exception {
    writer.run(() -> assertFalse(node.tryStartWrite(nanos, TimeUnit.NANOSECONDS)));
    assertEquals(0, structure.statistics().waits());
    assertOnlyThisNodeWasGivenUp();
  }

  @Test
  void aTryGivesUpThisNodeOnly() throws Exception {
    writer.run(() -> assertFalse(node.tryStartWrite()));
    assertOnlyThisNodeWasGivenUp();
  }

  @Test
  void aTryKeepsTheInterrupt() throws Exception {
    writer.run(() -> {
      Thread.currentThread().interrupt();
      assertFalse(node.tryStartWrite());
      assertTrue(Thread.currentThread().isInterrupted());
    });
    assertOnlyThisNodeWasGivenUp();
  }

  @Test
  void aReaderThatComesWhileTheWriterGivesUpIsRefusedForThatMomentOnly() throws Exception {
    Actor.Step<?> start = writer.beginAndPark(() -> assertThrows(InterruptedException.class, node::startWriteInterruptibly));
    assertEquals(VmaLock.BUSY, node.tryStartRead(1));
    writer.interrupt();
    start.result();
    assertOnlyThisNodeWasGivenUp();
  }

  @Test
  void anUninterruptibleWriterWaitsOnAndKeepsTheInterrupt() throws Exception {
    Actor.Step<Boolean> start = writer.beginAndPark(() -> {
      node.startWrite();
      return Thread.currentThread().isInterrupted();
    });
    writer.interrupt();
    writer.awaitParked(start);
    writer.interrupt();
    assertSleeps(start);
    node.endRead(stamp);
    assertTrue(start.result(), "the interrupt was swallowed");
    writer.run(() -> {
      node.assertWriteLocked();
      structure.unlockWrite();
    });
  }

  /** A pending interrupt makes every park return at once: a wait that leaves it pending never sleeps. */
  private void assertSleeps(Actor.Step<?> step) throws Exception {
    int asleep = 0;
    for (int i = 0; i < 40; i++) {
      Thread.sleep(2);
      asleep += writer.thread().getState() == Thread.State.RUNNABLE ? 0 : 1;
    }
    assertTrue(asleep > 20, "a waiting writer burns a processor: asleep " + asleep + " times of 40");
    assertFalse(step.isDone());
  }

  @Test
  void anInterruptedUninterruptibleWriterTakesTheNode() throws Exception {
    node.endRead(stamp);
    writer.run(() -> {
      Thread.currentThread().interrupt();
      node.startWrite();
      assertTrue(Thread.currentThread().isInterrupted());
      node.assertWriteLocked();
      structure.unlockWrite();
    });
  }

  /** S29: where nothing has to be waited for, nothing can be interrupted. */
  @ParameterizedTest
  @EnumSource
  void aNodeThatNobodyCanBeInIsTakenWhateverTheInterrupt(WriteForm form) throws Exception {
    Node fresh = new Node(structure);
    writer.run(() -> {
      Thread.currentThread().interrupt();
      assertTrue(form.start(fresh));
      assertTrue(form.start(earlier), "it is write-locked already");
      assertTrue(Thread.currentThread().isInterrupted());
      fresh.assertWriteLocked();
      assertEquals(LockWord.detached(1), fresh.word());
    });
    assertOnlyThisNodeWasGivenUp();
  }

  @Test
  void aFailureLeavesTheStatisticsOfOneAbandonedWait() throws Exception {
    writer.run(() -> assertFalse(node.tryStartWrite(5, TimeUnit.MILLISECONDS)));
    WriterStats figures = structure.statistics();
    assertEquals(1, figures.waits());
    assertEquals(1, figures.abandoned());
    assertTrue(figures.waitedNanos() >= TimeUnit.MILLISECONDS.toNanos(4), figures::toString);
    assertEquals(figures.waitedNanos(), figures.longestNanos());
    assertOnlyThisNodeWasGivenUp();
  }
}
