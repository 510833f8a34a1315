package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.SpinBarrier;
import org.vmalock.testing.TimeLimit;

/** A reader that waits for its own node waits for writers of this node only (I13), and is woken by each step that may free it (I5). */
@TimeLimit
class VmaLockReadWaitTest {
  private final StructureLock structure = new StructureLock();
  private final Node node = Node.attached(structure);
  private final Node neighbour = Node.attached(structure);
  private final Actor writer = new Actor("writer");
  private final Actor second = new Actor("second writer");
  private final Actor reader = new Actor("reader");

  /** The waiting forms. */
  enum Form {
    UNINTERRUPTIBLE,
    INTERRUPTIBLE,
    TIMED;

    long acquire(VmaLock lock) throws InterruptedException {
      return switch (this) {
        case UNINTERRUPTIBLE -> lock.startRead();
        case INTERRUPTIBLE -> lock.startReadInterruptibly();
        case TIMED -> lock.tryStartRead(1, TimeUnit.MINUTES);
      };
    }

    long acquire(VmaLock lock, int generation) throws InterruptedException {
      return switch (this) {
        case UNINTERRUPTIBLE -> lock.startRead(generation);
        case INTERRUPTIBLE -> lock.startReadInterruptibly(generation);
        case TIMED -> lock.tryStartRead(generation, 1, TimeUnit.MINUTES);
      };
    }
  }

  @AfterEach
  void endThreads() {
    writer.close();
    second.close();
    reader.close();
  }

  private void lockNode() throws Exception {
    writer.run(() -> {
      structure.lockWrite();
      node.startWrite();
    });
  }

  private Actor.Step<Long> beginRead(Form form) {
    return reader.beginAndPark(() -> {
      long stamp = form.acquire(node);
      if (stamp > 0) {
        node.endRead(stamp); // a wait beside a held node could wait for the writer that waits for this hold
        long again = form.acquire(node, node.generation());
        assertTrue(again > 0, () -> "second acquisition: " + again);
        node.endRead(again);
      }
      return stamp;
    });
  }

  private void assertIdle() {
    assertEquals(0, node.readers());
    assertFalse(Node.isLocked(node));
    assertFalse(Node.isHeld(structure));
    assertEquals(0, structure.nodeWaits().size(), "registrations");
  }

  // ---- Each step that may free the node wakes the reader

  @ParameterizedTest
  @EnumSource
  void theEndOfTheSectionWakesTheReader(Form form) throws Exception {
    lockNode();
    Actor.Step<Long> read = beginRead(form);
    writer.run(() -> structure.unlockWrite());
    assertTrue(read.result() > 0);
    assertIdle();
  }

  @ParameterizedTest
  @EnumSource
  void aDowngradeWakesTheReader(Form form) throws Exception {
    lockNode();
    Actor.Step<Long> read = beginRead(form);
    writer.run(() -> structure.downgrade());
    assertTrue(read.result() > 0);
    structure.unlockRead();
    assertIdle();
  }

  @ParameterizedTest
  @EnumSource
  void endWriteWakesTheReader(Form form) throws Exception {
    lockNode();
    Actor.Step<Long> read = beginRead(form);
    writer.run(() -> node.endWrite());
    assertTrue(read.result() > 0);
    writer.run(() -> structure.unlockWrite());
    assertIdle();
  }

  @ParameterizedTest
  @EnumSource
  void aDrainThatGivesUpWakesTheReader(Form form) throws Exception {
    long inside = node.tryStartRead();
    writer.run(() -> structure.lockWrite());
    Actor.Step<Void> drain = writer.beginAndPark(() -> {
      assertThrows(InterruptedException.class, node::startWriteInterruptibly);
    });
    Actor.Step<Long> read = beginRead(form);
    writer.interrupt();
    drain.result();
    assertTrue(read.result() > 0);
    node.endRead(inside);
    writer.run(() -> structure.unlockWrite());
    assertIdle();
  }

  @Test
  void aReaderDoesNotWaitForTheWriterOfAnotherNode() throws Exception {
    lockNode();
    Actor.Step<Void> other = second.beginAndPark(() -> {
      structure.lockWrite();
      neighbour.startWrite();
    });
    Actor.Step<Long> read = beginRead(Form.UNINTERRUPTIBLE);
    writer.run(() -> structure.unlockWrite());
    other.result();
    assertTrue(read.result() > 0);
    assertTrue(structure.isWriteLocked(), "the section of the other node goes on");
    second.run(() -> structure.unlockWrite());
    assertIdle();
  }

  @Test
  void eventsOfOtherNodesOfTheSectionDoNotExhaustTheRoundsOfAReader() throws Exception {
    lockNode();
    var waiting = beginRead(Form.UNINTERRUPTIBLE);
    writer.run(() -> {
      for (int i = 0; i < 4 * ReadWait.ROUNDS; i++) {
        neighbour.startWrite();
        neighbour.endWrite();
      }
      node.endWrite();
    });
    assertTrue(waiting.result() > 0, "while the section is open");
    writer.run(structure::unlockWrite);
    assertIdle();
  }

  @Test
  void aReaderThatIsBusyAgainWaitsForTheNextSection() throws Exception {
    lockNode();
    Actor.Step<Long> read = beginRead(Form.UNINTERRUPTIBLE);
    for (int i = 0; i < 3; i++) {
      writer.run(() -> {
        structure.unlockWrite();
        structure.lockWrite();
        node.startWrite();
      });
    }
    writer.run(() -> structure.unlockWrite());
    assertTrue(read.result() > 0);
    assertIdle();
  }

  @Test
  void aDetachedNodeIsGoneWhenTheSectionHasEnded() throws Exception {
    lockNode();
    writer.run(() -> node.markDetached());
    Actor.Step<Long> read = beginRead(Form.UNINTERRUPTIBLE);
    writer.run(() -> structure.unlockWrite());
    assertEquals(VmaLock.GONE, read.result());
    assertEquals(VmaLock.GONE, node.startRead(node.generation() + 1));
    assertIdle();
  }

  @Test
  void noWakeUpOfAReaderIsLost() throws Exception {
    SpinBarrier line = new SpinBarrier(2);
    for (int round = 0; round < Effort.of(3_000, 50_000); round++) {
      boolean early = (round & 1) == 0;
      boolean givesUp = (round & 2) == 0;
      structure.lockWrite();
      node.startWrite();
      Actor.Step<Long> read = reader.begin(() -> {
        line.await();
        long stamp = node.startRead();
        node.endRead(stamp);
        return stamp;
      });
      line.await();
      if (early) {
        node.endWrite();
        if (givesUp) {
          node.tryStartWrite();
          if (node.isWriteLocked()) {
            node.endWrite();
          }
        }
        assertTrue(read.result() > 0, "the reader sleeps although the section of its node has ended");
      }
      structure.unlockWrite();
      assertTrue(read.result() > 0);
    }
    assertIdle();
  }

  // ---- Limits of the wait

  @Test
  void anInterruptEndsTheWait() throws Exception {
    lockNode();
    Actor.Step<String> read = reader.beginAndPark(
        () -> assertThrows(InterruptedException.class, () -> node.startReadInterruptibly()).getMessage());
    reader.interrupt();
    String message = read.result();
    assertTrue(message.startsWith("interrupted while waiting for a read lock of Node@"), message);
    writer.run(() -> structure.unlockWrite());
    assertIdle();
  }

  @Test
  void anUninterruptibleWaitKeepsTheInterrupt() throws Exception {
    lockNode();
    Actor.Step<Boolean> read = reader.beginAndPark(() -> {
      node.endRead(node.startRead());
      return Thread.interrupted();
    });
    reader.interrupt();
    reader.awaitParked(read);
    writer.run(() -> structure.unlockWrite());
    assertTrue(read.result());
    assertIdle();
  }

  @Test
  void aTimedWaitReturnsBusy() throws Exception {
    lockNode();
    try {
      reader.run(() -> {
        long begin = System.nanoTime();
        assertEquals(VmaLock.BUSY, node.tryStartRead(20, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(20));
        assertEquals(VmaLock.BUSY, node.tryStartRead(node.generation(), 20, TimeUnit.MILLISECONDS));
      });
      assertEquals(0, structure.nodeWaits().size());
    } finally {
      writer.run(() -> structure.unlockWrite());
    }
    assertIdle();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aTimeOfZeroOrLessDoesNotWait(long nanos) throws Exception {
    long free = node.tryStartRead(nanos, TimeUnit.NANOSECONDS);
    assertTrue(free > 0);
    node.endRead(free);
    lockNode();
    try {
      reader.run(() -> {
        assertEquals(VmaLock.BUSY, node.tryStartRead(nanos, TimeUnit.NANOSECONDS));
        assertEquals(VmaLock.BUSY, node.tryStartRead(node.generation(), nanos, TimeUnit.NANOSECONDS));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> node.tryStartRead(nanos, TimeUnit.NANOSECONDS));
      });
      writer.run(() -> assertEquals(VmaLock.BUSY, node.tryStartRead(nanos, TimeUnit.NANOSECONDS), "the writer itself does not wait"));
    } finally {
      writer.run(() -> structure.unlockWrite());
    }
    assertIdle();
  }

  @Test
  void aWaitWithoutLimitIsShownAsWaiting() throws Exception {
    lockNode();
    Actor.Step<Long> read = beginRead(Form.UNINTERRUPTIBLE);
    assertEquals(Thread.State.WAITING, reader.thread().getState());
    writer.run(() -> structure.unlockWrite());
    read.result();
  }

  @Test
  void theWriterOfTheNodeMayNotWaitForItself() {
    structure.lockWrite();
    node.startWrite();
    assertThrows(IllegalStateException.class, () -> node.startRead());
    structure.unlockWrite();
    assertIdle();
  }

  @Test
  @Tag("counted")
  void aFullCountIsAnErrorAndNoReasonToWait() {
    for (Node each : new Node[] {node, Node.attached()}) {
      Node.setReaders(each, VmaLock.MAXIMUM_READERS);
      String message = assertThrows(Error.class, () -> each.startRead()).getMessage();
      assertTrue(message.startsWith("Maximum lock count exceeded: Node@"), message);
      assertThrows(Error.class, () -> each.tryStartRead(1, TimeUnit.MINUTES));
      assertEquals(VmaLock.MAXIMUM_READERS, each.readers());
    }
  }

  // ---- One more hold

  @Test
  void aHeldReadIsRetainedWhileAWriterDrains() throws Exception {
    long stamp = node.tryStartRead();
    Actor.Step<Void> section = writer.beginAndPark(() -> {
      structure.lockWrite();
      node.startWrite();
      structure.unlockWrite();
    });
    assertEquals(VmaLock.BUSY, node.tryStartRead());
    long again = node.retain(stamp);
    node.endRead(stamp);
    writer.awaitParked(section);
    node.endRead(again);
    section.result();
    assertIdle();
  }

  @Test
  void aHeldReadOfARetiredObjectIsRetained() {
    Node free = Node.attached();
    long stamp = free.tryStartRead();
    free.retire(free.generation());
    long again = free.retain(stamp);
    free.endRead(stamp);
    assertEquals(0, free.frees.get());
    free.endRead(again);
    assertEquals(1, free.frees.get());
    assertThrows(IllegalMonitorStateException.class, () -> free.retain(stamp));
  }

  @Test
  @Tag("counted")
  void retainRefusesWhatHoldsNothingAndAFullCount() {
    long stamp = node.tryStartRead();
    node.endRead(stamp);
    assertThrows(IllegalMonitorStateException.class, () -> node.retain(stamp));
    assertThrows(IllegalMonitorStateException.class, () -> node.retain(VmaLock.BUSY));
    Node.setReaders(node, VmaLock.MAXIMUM_READERS);
    assertThrows(Error.class, () -> node.retain(stamp));
    assertEquals(VmaLock.MAXIMUM_READERS, node.readers());
  }

  // ---- Under the structure lock

  /** The object moves to another structure, which is not locked, between the loads of its generation and of its structure. */
  @Test
  void aLaterGenerationOfAnotherStructureIsGoneAndNoMisuse() throws Exception {
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(1).build();
    StructureLock elsewhere = new StructureLock();
    Node object = pool.alloc(structure);
    int first = object.generation();
    int last = first + Effort.of(400_000, 4_000_000);
    structure.lockRead();
    var moving = writer.begin(() -> {
      for (int generation = first; generation != last; generation++) {
        object.retire(generation);
        assertSame(object, pool.alloc(belongsHere(generation + 1, first) ? structure : elsewhere));
      }
      return null;
    });
    for (int generation = object.generation(); generation != last; generation = object.generation()) {
      if (belongsHere(generation, first)) {
        assertEquals(VmaLock.GONE, object.startReadLocked(generation), "detached, or of a later generation");
      }
    }
    moving.result();
    structure.unlockRead();
  }

  private static boolean belongsHere(int generation, int first) {
    return ((generation - first) & 1) == 0;
  }

  @Test
  void anotherGenerationIsGoneUnderTheStructureLock() {
    structure.lockRead();
    assertEquals(VmaLock.GONE, node.startReadLocked(node.generation() + 1));
    long stamp = node.startReadLocked(node.generation());
    structure.unlockRead();
    node.endRead(stamp);
    assertThrows(IllegalMonitorStateException.class, () -> node.startReadLocked(node.generation()));
    assertIdle();
  }

  // ---- The view

  @Test
  void theViewDoesNotTakeADetachedNodeOfAnOpenSectionForGone() throws Exception {
    lockNode();
    writer.run(() -> {
      node.markDetached();
      node.endWrite();
    });
    assertEquals(VmaLock.GONE, node.tryStartRead());
    Actor.Step<Void> read = reader.beginAndPark(() -> node.asReadWriteLock().readLock().lock());
    assertFalse(second.call(() -> node.asReadWriteLock().readLock().tryLock()));
    writer.run(() -> {
      node.startWrite();
      node.markAttached();
      structure.unlockWrite();
    });
    read.result();
    reader.run(() -> node.asReadWriteLock().readLock().unlock());
    assertIdle();
  }
}
