package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.TimeLimit;

/** Reads of a spread node: they leave no count, and a writer or the end of a generation turns them into counts. */
@TimeLimit
class HazardReadTest extends ActorFixture {
  private final StructureLock structure = new StructureLock(Spreading.ALWAYS);
  private final Node node = Node.attached(structure);
  private int occupiedBefore;

  @BeforeEach
  void rememberSlots() {
    occupiedBefore = VmaLock.hazardStatistics().occupied();
  }

  @AfterEach
  void noSlotIsLeft() {
    assertEquals(occupiedBefore, VmaLock.hazardStatistics().occupied());
  }

  private static long hazard(VmaLock lock) {
    long stamp = lock.tryStartRead();
    assertTrue(LockWord.isHazard(stamp), () -> Long.toHexString(stamp) + " of " + lock);
    return stamp;
  }

  private static int counted(Node lock) {
    return LockWord.readers(lock.word());
  }

  /** A striped counter allocates where threads collide, and would fail between two steps of a read in a full heap. */
  @Test
  void noCounterIsStriped() {
    for (Field field : HazardPath.class.getDeclaredFields()) {
      assertNotEquals(LongAdder.class, field.getType(), field.getName());
    }
  }

  // ---- The read

  @Test
  void aReadOfASpreadNodeLeavesItsWordAlone() {
    long word = node.word();
    assertTrue(node.isSpread());
    long stamp = hazard(node);
    assertEquals(word, node.word());
    assertEquals(1, node.readers());
    node.assertReadLocked();
    assertTrue(node.toString().contains("attached, spread, 1 reader"), node::toString);
    node.endRead(stamp);
    assertEquals(word, node.word());
    assertEquals(0, node.readers());
    assertThrows(IllegalMonitorStateException.class, node::assertReadLocked);
  }

  @Test
  void everyFormOfReadTakesAHazard() throws Exception {
    int generation = node.generation();
    List<Long> stamps = List.of(
        node.tryStartRead(generation), node.tryStartRead(structure), node.startRead(), node.startRead(generation),
        node.startReadInterruptibly(), node.startReadInterruptibly(generation), node.tryStartRead(1, TimeUnit.SECONDS),
        node.tryStartRead(generation, 0, TimeUnit.SECONDS));
    for (long stamp : stamps) {
      assertTrue(LockWord.isHazard(stamp), () -> Long.toHexString(stamp));
    }
    assertEquals(stamps.size(), node.readers());
    stamps.forEach(node::endRead);
  }

  @Test
  void anotherThreadMayRelease() throws Exception {
    Actor other = actor("other");
    long stamp = hazard(node);
    other.run(() -> node.endRead(stamp));
    assertEquals(0, node.readers());
  }

  @Test
  void anUnspreadNodeIsCounted() {
    Node plain = Node.attached(new StructureLock(Spreading.NEVER));
    long stamp = plain.tryStartRead();
    assertFalse(LockWord.isHazard(stamp));
    assertEquals(1, counted(plain));
    plain.endRead(stamp);
  }

  @Test
  void aReaderWithoutSlotIsCounted() {
    long fallbacks = VmaLock.hazardStatistics().fallbacks();
    List<Long> stamps = new ArrayList<>();
    int slots = VmaLock.hazardStatistics().slots();
    for (int i = 0; i <= slots; i++) {
      stamps.add(node.tryStartRead());
    }
    assertTrue(stamps.stream().anyMatch(LockWord::isHazard));
    assertFalse(LockWord.isHazard(stamps.get(slots)));
    assertEquals(stamps.size(), node.readers());
    assertTrue(VmaLock.hazardStatistics().fallbacks() > fallbacks);
    stamps.forEach(node::endRead);
    assertEquals(0, node.readers());
  }

  // ---- Writers

  @Test
  void aWriterWaitsForAHazardReader() throws Exception {
    Actor writer = actor("writer");
    long stamp = hazard(node);
    Actor.Step<Boolean> step = writer.beginAndPark(() -> {
      structure.lockWrite();
      node.startWrite();
      boolean exclusive = node.readers() == 0;
      structure.unlockWrite();
      return exclusive;
    });
    assertEquals(1, counted(node));
    assertEquals(VmaLock.BUSY, node.tryStartRead());
    node.endRead(stamp);
    assertTrue(step.result());
    StructureStats statistics = structure.statistics();
    assertTrue(statistics.scans() >= 1, statistics::toString);
    assertEquals(1, statistics.conversions());
    node.endRead(hazard(node));
  }

  @Test
  void anAttemptToWriteBesideAHazardReaderFailsAndCountsIt() {
    long stamp = hazard(node);
    structure.lockWrite();
    assertFalse(node.tryStartWrite());
    assertEquals(1, counted(node));
    assertEquals(1, node.readers());
    structure.unlockWrite();
    long beside = hazard(node);
    assertEquals(2, node.readers());
    node.endRead(stamp);
    assertEquals(0, counted(node));
    node.endRead(beside);
    structure.lockWrite();
    assertTrue(node.tryStartWrite());
    structure.unlockWrite();
  }

  @Test
  void readersOfAnOpenSectionAreCounted() {
    structure.lockWrite();
    long stamp = node.tryStartRead();
    assertFalse(LockWord.isHazard(stamp));
    node.endRead(stamp);
    node.startWrite();
    assertEquals(VmaLock.BUSY, node.tryStartRead());
    structure.unlockWrite();
    node.endRead(hazard(node));
  }

  // ---- Ends

  @Test
  void theLastHazardReaderFrees() {
    Node object = new Node();
    object.setSpreading(Spreading.ALWAYS);
    object.markAttached();
    long first = hazard(object);
    long second = hazard(object);
    object.retire(object.generation());
    assertEquals(0, object.frees.get());
    assertEquals(VmaLock.GONE, object.tryStartRead());
    assertThrows(IllegalStateException.class, () -> object.retire(object.generation()));
    object.endRead(second);
    assertEquals(0, object.frees.get());
    object.endRead(first);
    assertEquals(1, object.frees.get());
    assertThrows(IllegalMonitorStateException.class, () -> object.endRead(first));
    assertEquals(1, object.frees.get());
  }

  @Test
  void aSpreadObjectWithoutReaderIsFreedByItsOwner() {
    Node object = new Node();
    object.setSpreading(Spreading.ALWAYS);
    object.markAttached();
    object.endRead(hazard(object));
    object.retire(object.generation());
    assertEquals(1, object.frees.get());
    assertTrue(Node.isUnused(object));
  }

  @Test
  void detachingCountsTheHazardReaders() {
    Node object = new Node();
    object.setSpreading(Spreading.ALWAYS);
    object.markAttached();
    long stamp = hazard(object);
    object.markDetached();
    assertFalse(object.isSpread());
    assertEquals(1, counted(object));
    assertEquals(VmaLock.GONE, object.tryStartRead());
    object.markAttached();
    assertTrue(object.isSpread());
    object.endRead(hazard(object));
    object.markDetached();
    object.retire(object.generation());
    assertEquals(0, object.frees.get());
    object.endRead(stamp);
    assertEquals(1, object.frees.get());
  }

  @Test
  void retireAndWaitWaitsForAHazardReader() throws Exception {
    Node object = new Node();
    object.setSpreading(Spreading.ALWAYS);
    object.markAttached();
    long stamp = hazard(object);
    Actor owner = actor("owner");
    Actor.Step<Boolean> step = owner.beginAndPark(() -> object.retireAndWait(object.generation(), 1, TimeUnit.HOURS));
    assertEquals(0, object.frees.get());
    object.endRead(stamp);
    assertTrue(step.result());
    assertEquals(1, object.frees.get());
  }

  @Test
  void aStampOfAnEarlierGenerationIsRefused() {
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(1).spreading(Spreading.ALWAYS).build();
    Set<Long> tokens = new HashSet<>();
    long last = 0;
    for (int round = 0; round < 3; round++) {
      Node object = pool.alloc();
      object.markAttached();
      int generation = object.generation();
      if (last != 0) {
        long earlier = last;
        assertThrows(IllegalMonitorStateException.class, () -> object.endRead(earlier));
        assertEquals(VmaLock.GONE, object.tryStartRead(generation - 1));
      }
      last = object.tryStartRead(generation);
      assertTrue(LockWord.isHazard(last));
      SpreadState state = object.spreadState();
      assertTrue(tokens.add(state.token(object.word())));
      object.retire(generation);
      assertEquals(1, pool.inUse());
      object.endRead(last);
      assertEquals(0, pool.inUse());
    }
  }

  // ---- Misuse

  @Test
  void aSecondReleaseIsRefusedAndChangesNothing() {
    long stamp = hazard(node);
    node.endRead(stamp);
    String message = assertThrows(IllegalMonitorStateException.class, () -> node.endRead(stamp)).getMessage();
    assertTrue(message.contains("has been released"), message);
    assertEquals(0, node.readers());
    long converted = hazard(node);
    structure.lockWrite();
    assertFalse(node.tryStartWrite());
    structure.unlockWrite();
    node.endRead(converted);
    assertThrows(IllegalMonitorStateException.class, () -> node.endRead(converted));
    assertEquals(0, node.readers());
  }

  @Test
  void aStampOfAnotherNodeIsRefused() {
    Node other = Node.attached(structure);
    long stamp = hazard(node);
    assertThrows(IllegalMonitorStateException.class, () -> other.endRead(stamp));
    assertThrows(IllegalMonitorStateException.class, () -> Node.attached(new StructureLock(Spreading.NEVER)).endRead(stamp));
    assertEquals(1, node.readers());
    node.endRead(stamp);
  }

  @Test
  void aNumberOfNoSlotIsRefused() {
    long stamp = hazard(node);
    for (int slot : new int[] {0, 1, LockWord.slot(stamp) + 8, (int) LockWord.COUNT}) {
      long forged = LockWord.hazardStamp(LockWord.idle(node.generation()), slot);
      assertThrows(IllegalMonitorStateException.class, () -> node.endRead(forged));
      assertThrows(IllegalMonitorStateException.class, () -> node.retain(forged));
    }
    assertEquals(1, node.readers());
    node.endRead(stamp);
  }

  // ---- Retained reads, views

  @Test
  void aHazardReadCanBeRetainedWhateverTheState() {
    Node object = new Node();
    object.setSpreading(Spreading.ALWAYS);
    object.markAttached();
    long stamp = hazard(object);
    long retained = object.retain(stamp);
    assertFalse(LockWord.isHazard(retained));
    object.retire(object.generation());
    long again = object.retain(stamp);
    object.endRead(stamp);
    assertThrows(IllegalMonitorStateException.class, () -> object.retain(stamp));
    object.endRead(retained);
    assertEquals(0, object.frees.get());
    object.endRead(again);
    assertEquals(1, object.frees.get());
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry") // the holds are released one by one
  void viewsAreCounted() throws Exception {
    Lock view = node.asReadWriteLock().readLock();
    long stamp = hazard(node);
    assertThrows(IllegalMonitorStateException.class, view::unlock);
    view.lock();
    view.lockInterruptibly();
    assertTrue(view.tryLock());
    assertTrue(view.tryLock(1, TimeUnit.SECONDS));
    assertEquals(4, counted(node));
    for (int i = 0; i < 4; i++) {
      view.unlock();
    }
    assertThrows(IllegalMonitorStateException.class, view::unlock);
    assertEquals(1, node.readers());
    node.endRead(stamp);
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry") // nothing can fail between them
  void aViewThatWaitsIsCounted() throws Exception {
    Actor reader = actor("reader");
    structure.lockWrite();
    node.startWrite();
    Actor.Step<Integer> step = reader.beginAndPark(() -> {
      Lock view = node.asReadWriteLock().readLock();
      view.lock();
      int readers = counted(node);
      view.unlock();
      return readers;
    });
    structure.unlockWrite();
    assertEquals(1, step.result());
  }

  @Test
  void aReadUnderTheStructureLockIsCounted() {
    structure.lockRead();
    long stamp = node.startReadLocked();
    structure.unlockRead();
    assertFalse(LockWord.isHazard(stamp));
    node.endRead(stamp);
  }

  // ---- What every node has of its own

  @Test
  void serialNumbersAreDistinct() {
    Set<Long> tokens = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Node object = Node.attached(structure);
      assertTrue(tokens.add(object.spreadState().token(0)));
      assertNotEquals(0, object.spreadState().token(0));
    }
  }
}
