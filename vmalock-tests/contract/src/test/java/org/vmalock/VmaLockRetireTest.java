package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Retiring with a wait, what happens at the end of a life, and that it happens once (I2, I7). */
@TimeLimit
class VmaLockRetireTest {
  private final StructureLock structure = new StructureLock();
  private final Node node = Node.attached();
  private final Actor owner = new Actor("owner");
  private final Actor other = new Actor("other");

  @AfterEach
  void endThreads() {
    owner.close();
    other.close();
  }

  // ---- With a wait

  @Test
  void retireAndWaitOfAnIdleObjectFreesIt() throws Exception {
    assertTrue(node.retireAndWait(1, 0, TimeUnit.SECONDS));
    assertEquals(1, node.frees.get());
    assertTrue(Node.isUnused(node));
  }

  @Test
  void retireAndWaitReturnsWhenTheLastReaderHasLeft() throws Exception {
    long first = node.tryStartRead(1);
    long second = node.tryStartRead(1);
    Actor.Step<Boolean> retire = owner.beginAndPark(() -> node.retireAndWait(1, 1, TimeUnit.MINUTES));
    assertEquals(VmaLock.GONE, node.tryStartRead(1));
    node.endRead(first);
    owner.awaitParked(retire);
    assertEquals(0, node.frees.get());
    node.whenFreed = () -> assertSame(owner.thread(), Thread.currentThread());
    node.endRead(second);
    assertTrue(retire.result());
    assertEquals(1, node.frees.get());
  }

  @Test
  void aTimeOutLeavesTheFreeingToTheLastReader() throws Exception {
    long stamp = node.tryStartRead(1);
    long begin = System.nanoTime();
    assertFalse(node.retireAndWait(1, 20, TimeUnit.MILLISECONDS));
    assertTrue(System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(20));
    assertTrue(node.toString().contains("retired, 1 reader"), node::toString);
    assertEquals(0, node.frees.get());
    node.endRead(stamp);
    assertEquals(1, node.frees.get());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aTimeOfZeroOrLessDoesNotWait(long nanos) throws Exception {
    long stamp = node.tryStartRead(1);
    Actor.Step<Boolean> retire = owner.begin(() -> node.retireAndWait(1, nanos, TimeUnit.NANOSECONDS));
    boolean returned = endsWithin(retire, 1);
    node.endRead(stamp);
    retire.result();
    assertTrue(returned, "it waited");
  }

  private static boolean endsWithin(Actor.Step<?> step, int seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!step.isDone() && System.nanoTime() - end < 0) {
      Thread.sleep(1);
    }
    return step.isDone();
  }

  @Test
  void anInterruptEndsTheWaitAndTheObjectIsRetiredAllTheSame() throws Exception {
    long stamp = node.tryStartRead(1);
    Actor.Step<Boolean> retire = owner.beginAndPark(() -> {
      assertThrows(InterruptedException.class, () -> node.retireAndWait(1, 1, TimeUnit.MINUTES));
      return Thread.currentThread().isInterrupted();
    });
    owner.interrupt();
    assertFalse(retire.result(), "the interrupt was delivered twice");
    assertThrows(IllegalStateException.class, () -> node.retire(1));
    assertEquals(0, node.frees.get());
    node.endRead(stamp);
    assertEquals(1, node.frees.get());
  }

  @Test
  void retireAndWaitRefusesWhatRetireRefuses() throws Exception {
    Node inside = Node.attached(structure);
    long before = inside.word();
    assertThrows(IllegalMonitorStateException.class, () -> inside.retireAndWait(1, 1, TimeUnit.SECONDS));
    assertEquals(before, inside.word());
    assertThrows(IllegalStateException.class, () -> node.retireAndWait(2, 1, TimeUnit.SECONDS));
    assertTrue(node.isAttached());
    assertTrue(node.retireAndWait(1, 1, TimeUnit.SECONDS));
    assertThrows(IllegalStateException.class, () -> node.retireAndWait(1, 1, TimeUnit.SECONDS));
    assertEquals(1, node.frees.get());
  }

  @Test
  void anAttachedNodeIsRetiredWithAWaitUnderTheWriteLock() throws Exception {
    Node inside = Node.attached(structure);
    long stamp = inside.tryStartRead(1);
    Actor.Step<Boolean> retire = owner.beginAndPark(() -> {
      structure.lockWrite();
      boolean alone = inside.retireAndWait(1, 1, TimeUnit.MINUTES);
      structure.unlockWrite();
      return alone;
    });
    inside.endRead(stamp);
    assertTrue(retire.result());
    assertEquals(1, inside.frees.get());
  }

  // ---- Once, and last

  @Test
  void nobodyCanReachTheObjectWhileItIsFreed() {
    node.whenFreed = () -> {
      assertTrue(Node.isUnused(node));
      assertEquals(VmaLock.GONE, node.tryStartRead());
      assertThrows(IllegalStateException.class, () -> node.retire(1));
      assertThrows(IllegalStateException.class, node::markAttached);
    };
    node.retire(1);
    assertEquals(1, node.frees.get());
  }

  @Test
  void anObjectIsFreedUnderNoLockOfOurs() throws Exception {
    Node inside = Node.attached(structure);
    long stamp = inside.tryStartRead(1);
    structure.lockWrite();
    inside.retire(1);
    structure.unlockWrite();
    inside.whenFreed = () -> {
      assertTrue(structure.tryLockWrite());
      structure.unlockWrite();
    };
    inside.endRead(stamp);
    assertEquals(1, inside.frees.get());
  }

  @Test
  void manyWhoRetireOneObjectRetireItOnce() throws Exception {
    StartLine line = new StartLine(2);
    for (int round = 0; round < Effort.of(3_000, 50_000); round++) {
      Node each = Node.attached();
      AtomicInteger retired = new AtomicInteger();
      Actor.Step<Void> beside = other.begin(() -> {
        line.cross();
        retireUnlessGone(each, retired);
        return null;
      });
      line.cross();
      retireUnlessGone(each, retired);
      beside.result();
      assertEquals(1, retired.get());
      assertEquals(1, each.frees.get());
    }
  }

  private static void retireUnlessGone(Node node, AtomicInteger retired) {
    try {
      node.retire(1);
      retired.incrementAndGet();
    } catch (IllegalStateException tooLate) {
      assertTrue(tooLate.getMessage().contains("double release"));
    }
  }

  /** Either the reader was in first, and then it frees; or it is told GONE. Never both, never neither. */
  @Test
  void aReaderAndARetirerAgreeOnWhoFrees() throws Exception {
    StartLine line = new StartLine(2);
    for (int round = 0; round < Effort.of(3_000, 50_000); round++) {
      Node each = Node.attached();
      Actor.Step<Void> beside = other.begin(() -> {
        line.cross();
        long stamp = each.tryStartRead(1);
        if (stamp > 0) {
          assertEquals(0, each.frees.get(), "freed under a reader");
          each.endRead(stamp);
        } else {
          assertEquals(VmaLock.GONE, stamp);
        }
        return null;
      });
      line.cross();
      each.retire(1);
      beside.result();
      assertEquals(1, each.frees.get());
      assertTrue(Node.isUnused(each));
    }
  }

  /** The owner moves the object in and out of reach while a reader leaves: neither undoes the other's step. */
  @Test
  void detachingAndAttachingLoseNoReaderThatComesOrGoes() throws Exception {
    StartLine line = new StartLine(2);
    for (int round = 0; round < Effort.of(3_000, 50_000); round++) {
      Node each = Node.attached();
      long inside = each.tryStartRead(1);
      Actor.Step<Void> beside = other.begin(() -> {
        line.cross();
        each.endRead(inside);
        long stamp = each.tryStartRead(1);
        if (stamp > 0) {
          each.endRead(stamp);
        }
        return null;
      });
      line.cross();
      each.markDetached();
      each.markAttached();
      each.markDetached();
      beside.result();
      assertEquals(LockWord.detached(1), each.word());
    }
  }

  // ---- When the end of a life fails

  private void failWhenFreed(Throwable failure) {
    node.whenFreed = () -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure;
    };
  }

  @Test
  void whatOnFreeThrowsReachesTheRetirerWhoseWorkIsDone() {
    ArithmeticException failure = new ArithmeticException("onFree");
    failWhenFreed(failure);
    assertSame(failure, assertThrows(ArithmeticException.class, () -> node.retire(1)));
    assertTrue(Node.isUnused(node));
    assertEquals(VmaLock.GONE, node.tryStartRead(1));
    assertThrows(IllegalStateException.class, () -> node.retire(1));
    assertEquals(1, node.frees.get());
  }

  @Test
  void whatOnFreeThrowsReachesTheLastReaderWhoseReadHasEnded() {
    StackOverflowError failure = new StackOverflowError("onFree");
    failWhenFreed(failure);
    long stamp = node.tryStartRead(1);
    node.retire(1);
    assertSame(failure, assertThrows(StackOverflowError.class, () -> node.endRead(stamp)));
    assertTrue(Node.isUnused(node));
    assertThrows(IllegalMonitorStateException.class, () -> node.endRead(stamp));
    assertEquals(1, node.frees.get());
  }

  @Test
  void whatOnFreeThrowsReachesTheOneWhoRetiresAndWaits() {
    ArithmeticException failure = new ArithmeticException("onFree");
    failWhenFreed(failure);
    assertSame(failure, assertThrows(ArithmeticException.class, () -> node.retireAndWait(1, 1, TimeUnit.SECONDS)));
    assertTrue(Node.isUnused(node));
  }
}
