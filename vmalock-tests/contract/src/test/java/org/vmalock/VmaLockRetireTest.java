package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.SpinBarrier;
import org.vmalock.testing.TimeLimit;

/** Retiring with a wait, exactly one free per generation, and failures of {@code onFree} (I2, I7). */
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

  // ---- Retiring with a wait

  @Test
  void retireAndWaitFreesIdleObject() throws Exception {
    assertTrue(node.retireAndWait(1, 0, TimeUnit.SECONDS));
    assertEquals(1, node.frees.get());
    assertTrue(Node.isUnused(node));
  }

  @Test
  void retireAndWaitReturnsAfterLastReaderReleases() throws Exception {
    long first = node.tryStartRead(1);
    long second = node.tryStartRead(1);
    Actor.Step<Boolean> retire = owner.beginAndPark(() -> node.retireAndWait(1, 1, TimeUnit.MINUTES));
    assertEquals(VmaLock.GONE, node.tryStartRead(1));
    node.endRead(first);
    owner.awaitParked(retire);
    assertEquals(0, node.frees.get());
    node.onFreeAction = () -> assertSame(owner.thread(), Thread.currentThread());
    node.endRead(second);
    assertTrue(retire.result());
    assertEquals(1, node.frees.get());
  }

  @Test
  void lastReaderFreesAfterTimeout() throws Exception {
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
  void nonPositiveTimeoutDoesNotWait(long nanos) throws Exception {
    long stamp = node.tryStartRead(1);
    Actor.Step<Boolean> retire = owner.begin(() -> node.retireAndWait(1, nanos, TimeUnit.NANOSECONDS));
    boolean returned = isDoneWithin(retire, 1);
    node.endRead(stamp);
    retire.result();
    assertTrue(returned, "a non-positive timeout waited");
  }

  private static boolean isDoneWithin(Actor.Step<?> step, int seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!step.isDone() && System.nanoTime() - end < 0) {
      Thread.sleep(1);
    }
    return step.isDone();
  }

  @Test
  void objectIsRetiredDespiteInterrupt() throws Exception {
    long stamp = node.tryStartRead(1);
    Actor.Step<Boolean> retire = owner.beginAndPark(() -> {
      assertThrows(InterruptedException.class, () -> node.retireAndWait(1, 1, TimeUnit.MINUTES));
      return Thread.currentThread().isInterrupted();
    });
    owner.interrupt();
    assertFalse(retire.result(), "the interrupt status is still set");
    assertThrows(IllegalStateException.class, () -> node.retire(1));
    assertEquals(0, node.frees.get());
    node.endRead(stamp);
    assertEquals(1, node.frees.get());
  }

  @Test
  void retireAndWaitRefusesSameMisuseAsRetire() throws Exception {
    Node structureNode = Node.attached(structure);
    long before = structureNode.word();
    assertThrows(IllegalMonitorStateException.class, () -> structureNode.retireAndWait(1, 1, TimeUnit.SECONDS));
    assertEquals(before, structureNode.word());
    assertThrows(IllegalStateException.class, () -> node.retireAndWait(2, 1, TimeUnit.SECONDS));
    assertTrue(node.isAttached());
    assertTrue(node.retireAndWait(1, 1, TimeUnit.SECONDS));
    assertThrows(IllegalStateException.class, () -> node.retireAndWait(1, 1, TimeUnit.SECONDS));
    assertEquals(1, node.frees.get());
  }

  @Test
  void attachedNodeIsRetiredWithWaitUnderWriteLock() throws Exception {
    Node structureNode = Node.attached(structure);
    long stamp = structureNode.tryStartRead(1);
    Actor.Step<Boolean> retire = owner.beginAndPark(() -> {
      structure.lockWrite();
      boolean drained = structureNode.retireAndWait(1, 1, TimeUnit.MINUTES);
      structure.unlockWrite();
      return drained;
    });
    structureNode.endRead(stamp);
    assertTrue(retire.result());
    assertEquals(1, structureNode.frees.get());
  }

  // ---- Exactly one free

  @Test
  void objectIsUnusedDuringOnFree() {
    node.onFreeAction = () -> {
      assertTrue(Node.isUnused(node));
      assertEquals(VmaLock.GONE, node.tryStartRead());
      assertThrows(IllegalStateException.class, () -> node.retire(1));
      assertThrows(IllegalStateException.class, node::markAttached);
    };
    node.retire(1);
    assertEquals(1, node.frees.get());
  }

  @Test
  void onFreeRunsWithoutStructureLock() throws Exception {
    Node structureNode = Node.attached(structure);
    long stamp = structureNode.tryStartRead(1);
    structure.lockWrite();
    structureNode.retire(1);
    structure.unlockWrite();
    structureNode.onFreeAction = () -> {
      assertTrue(structure.tryLockWrite());
      structure.unlockWrite();
    };
    structureNode.endRead(stamp);
    assertEquals(1, structureNode.frees.get());
  }

  @Test
  @Tag("race")
  void concurrentRetiresRetireOnce() throws Exception {
    SpinBarrier barrier = new SpinBarrier(2);
    for (int round = 0; round < Effort.of(3_000, 50_000); round++) {
      Node each = Node.attached();
      AtomicInteger retired = new AtomicInteger();
      Actor.Step<Void> concurrent = other.begin(() -> {
        barrier.await();
        retireUnlessRetired(each, retired);
        return null;
      });
      barrier.await();
      retireUnlessRetired(each, retired);
      concurrent.result();
      assertEquals(1, retired.get());
      assertEquals(1, each.frees.get());
    }
  }

  private static void retireUnlessRetired(Node node, AtomicInteger retired) {
    try {
      node.retire(1);
      retired.incrementAndGet();
    } catch (IllegalStateException alreadyRetired) {
      assertTrue(alreadyRetired.getMessage().contains("double release"));
    }
  }

  /** The reader frees the object if it holds it when it is retired; otherwise the retiring thread does. */
  @Test
  @Tag("race")
  void concurrentReadAndRetireFreeOnce() throws Exception {
    SpinBarrier barrier = new SpinBarrier(2);
    for (int round = 0; round < Effort.of(3_000, 50_000); round++) {
      Node each = Node.attached();
      Actor.Step<Void> concurrent = other.begin(() -> {
        barrier.await();
        long stamp = each.tryStartRead(1);
        if (stamp > 0) {
          assertEquals(0, each.frees.get(), "freed while a reader is active");
          each.endRead(stamp);
        } else {
          assertEquals(VmaLock.GONE, stamp);
        }
        return null;
      });
      barrier.await();
      each.retire(1);
      concurrent.result();
      assertEquals(1, each.frees.get());
      assertTrue(Node.isUnused(each));
    }
  }

  /** The owner detaches and attaches the object while a reader releases: neither overwrites the update of the other. */
  @Test
  @Tag("race")
  void detachAndAttachKeepConcurrentReaders() throws Exception {
    SpinBarrier barrier = new SpinBarrier(2);
    for (int round = 0; round < Effort.of(3_000, 50_000); round++) {
      Node each = Node.attached();
      long held = each.tryStartRead(1);
      Actor.Step<Void> concurrent = other.begin(() -> {
        barrier.await();
        each.endRead(held);
        long stamp = each.tryStartRead(1);
        if (stamp > 0) {
          each.endRead(stamp);
        }
        return null;
      });
      barrier.await();
      each.markDetached();
      each.markAttached();
      each.markDetached();
      concurrent.result();
      assertEquals(LockWord.detached(1), each.word());
    }
  }

  // ---- Failures of onFree

  private void failOnFree(Throwable failure) {
    node.onFreeAction = () -> raise(failure);
  }

  static Stream<Throwable> failures() {
    return Stream.of(new ArithmeticException("onFree"), new StackOverflowError("onFree"), new InternalError("onFree"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void onFreeFailurePropagatesFromRetire(Throwable failure) {
    failOnFree(failure);
    assertSame(failure, assertThrows(Throwable.class, () -> node.retire(1)));
    assertTrue(Node.isUnused(node));
    assertEquals(VmaLock.GONE, node.tryStartRead(1));
    assertThrows(IllegalStateException.class, () -> node.retire(1));
    assertEquals(1, node.frees.get());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void onFreeFailurePropagatesFromEndRead(Throwable failure) {
    failOnFree(failure);
    long stamp = node.tryStartRead(1);
    node.retire(1);
    assertSame(failure, assertThrows(Throwable.class, () -> node.endRead(stamp)));
    assertTrue(Node.isUnused(node));
    assertThrows(IllegalMonitorStateException.class, () -> node.endRead(stamp));
    assertEquals(1, node.frees.get());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void onFreeFailurePropagatesFromRetireAndWait(Throwable failure) {
    failOnFree(failure);
    assertSame(failure, assertThrows(Throwable.class, () -> node.retireAndWait(1, 1, TimeUnit.SECONDS)));
    assertTrue(Node.isUnused(node));
    assertEquals(1, node.frees.get());
  }

  /** The owner has given up; the reader that is the last one gets what onFree throws. */
  @ParameterizedTest
  @MethodSource("failures")
  void onFreeFailurePropagatesFromTheReaderThatOutlivedAWait(Throwable failure) throws Exception {
    failOnFree(failure);
    long stamp = node.tryStartRead(1);
    assertFalse(node.retireAndWait(1, 0, TimeUnit.SECONDS));
    assertSame(failure, assertThrows(Throwable.class, () -> node.endRead(stamp)));
    assertTrue(Node.isUnused(node));
    assertEquals(1, node.frees.get());
  }

  /** The objects that onFree has retired before it threw are freed nevertheless, and their failures are suppressed in the first one. */
  @ParameterizedTest
  @MethodSource("failures")
  void onFreeFailureDoesNotKeepWhatIsQueuedBehindIt(Throwable failure) {
    Node next = Node.attached();
    Node last = Node.attached();
    IllegalStateException second = new IllegalStateException("onFree of the next one");
    node.onFreeAction = () -> {
      next.retire(1);
      last.retire(1);
      raise(failure);
    };
    next.onFreeAction = () -> raise(second);
    assertSame(failure, assertThrows(Throwable.class, () -> node.retire(1)));
    assertEquals(List.of(second), List.of(failure.getSuppressed()));
    assertEquals(1, next.frees.get());
    assertEquals(1, last.frees.get());
  }

  private static void raise(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }
}
