package org.vmalock.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.function.Executable;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;
import org.vmalock.internal.LeakWatch;

/** The properties of the hold tracker; each runs in a separate JVM with the tracker enabled. */
final class TrackedReads {
  private TrackedReads() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    assertTrue(HoldTracker.ENABLED);
    ForkedJvm.runProperty(TrackedReads.class, arguments[0]);
    assertEquals(0, HoldTracker.holds(), "reads that are still listed");
  }

  // ---- Listed reads

  static void readIsListedUntilReleased() {
    VmaLock node = attached();
    assertEquals("", HoldTracker.describeHolds(node));
    long stamp = node.tryStartRead();
    String holds = HoldTracker.describeHolds(node);
    assertTrue(holds.startsWith(node.toString()), holds);
    assertTrue(holds.contains("  by main for "), holds);
    assertTrue(holds.contains("TrackedReads.readIsListedUntilReleased"), holds);
    node.endRead(stamp);
    assertEquals("", HoldTracker.describeHolds(node));
  }

  static void everyReadModeIsListed() {
    StructureLock structure = new StructureLock();
    VmaLock node = attached(structure);
    node.tryStartRead();
    node.tryStartRead(node.generation());
    long stamp = node.tryStartRead(structure);
    assertEquals(3, HoldTracker.holds());
    node.endRead(stamp);
    node.endRead(stamp);
    node.endRead(stamp);
    structure.lockRead();
    assertTrue(node.startReadLocked() > 0);
    structure.unlockRead();
    assertEquals(1, HoldTracker.holds());
    node.asReadWriteLock().readLock().unlock();
  }

  static void structureListsOnlyReadsOfItsNodes() {
    StructureLock structure = new StructureLock();
    VmaLock own = attached(structure);
    VmaLock other = attached(new StructureLock());
    long stamp = own.tryStartRead();
    long otherStamp = other.tryStartRead();
    assertTrue(HoldTracker.describeHolds(structure).startsWith(own.toString()));
    assertFalse(HoldTracker.describeHolds(structure).contains(other.toString()));
    own.endRead(stamp);
    assertEquals("", HoldTracker.describeHolds(structure));
    other.endRead(otherStamp);
  }

  static void refusedReadIsNotListed() {
    StructureLock structure = new StructureLock();
    VmaLock node = attached(structure);
    structure.lockWrite();
    node.startWrite();
    assertEquals(VmaLock.BUSY, node.tryStartRead());
    node.markDetached();
    structure.unlockWrite();
    assertEquals(VmaLock.GONE, node.tryStartRead());
    assertEquals(0, HoldTracker.holds());
  }

  static void locksAreComparedByIdentity() {
    class AllEqual extends VmaLock {
      @Override
      public boolean equals(Object other) {
        throw new AssertionError("equals was called");
      }

      @Override
      public int hashCode() {
        throw new AssertionError("hashCode was called");
      }

      @Override
      public String toString() {
        throw new AssertionError("toString was called");
      }
    }

    VmaLock one = new AllEqual();
    VmaLock two = new AllEqual();
    one.markAttached();
    two.markAttached();
    long stamp = one.tryStartRead();
    two.endRead(two.tryStartRead());
    assertFalse(HoldTracker.describeHolds(one).isEmpty());
    assertTrue(HoldTracker.describeHolds(two).isEmpty());
    one.endRead(stamp);
  }

  // ---- Removed reads

  static void freeingReadIsRemovedBeforeOnFree() {
    int[] listed = {-1};
    class Freed extends VmaLock {
      @Override
      protected void onFree() {
        listed[0] = HoldTracker.holds();
        throw new IllegalStateException("thrown by onFree");
      }
    }

    VmaLock node = new Freed();
    node.markAttached();
    long stamp = node.tryStartRead();
    node.retire(node.generation());
    assertThrows(IllegalStateException.class, () -> node.endRead(stamp));
    assertEquals(0, listed[0]);
  }

  static void staleStampRemovesNoReadOfLaterGeneration() {
    try (VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).capacity(1).build()) {
      VmaLock node = pool.alloc();
      node.markAttached();
      long early = node.tryStartRead();
      node.retire(node.generation());
      node.endRead(early);
      assertSame(node, pool.alloc());
      node.markAttached();
      long late = node.tryStartRead();
      assertThrows(IllegalMonitorStateException.class, () -> node.endRead(early));
      assertThrows(IllegalMonitorStateException.class, () -> node.endRead(VmaLock.BUSY));
      assertEquals(1, HoldTracker.holds());
      node.endRead(late);
      node.retire(node.generation());
    }
  }

  static void endReadRemovesLatestReadOfCallingThread() throws Exception {
    VmaLock node = attached();
    long stamp = firstPlace(node);
    heldByOther(node);
    secondPlace(node);
    node.endRead(stamp);
    assertEquals(List.of("firstPlace", "otherPlace"), placesOf(node));
    node.endRead(stamp);
    assertEquals(List.of("otherPlace"), placesOf(node));
    node.endRead(stamp);
  }

  static void rolledBackReadRemovesNoOtherRecord() {
    VmaLock node = attached();
    long stamp = firstPlace(node);
    long optimistic = node.tryOptimisticRead();
    long second = node.tryConvertToRead(node.generation(), optimistic);
    node.endRead(second);
    assertEquals(List.of("firstPlace"), placesOf(node));
    node.endRead(stamp);
  }

  // ---- Refused waits

  static void structureWaitWithNodeReadIsRefusedWithReadLocation() {
    StructureLock structure = new StructureLock();
    VmaLock node = attached(structure);
    long stamp = firstPlace(node);
    List<Executable> waits =
        List.of(
            structure::lockRead,
            structure::lockReadInterruptibly,
            () -> structure.tryLockRead(1, TimeUnit.SECONDS),
            structure::lockWrite,
            structure::lockWriteInterruptibly,
            () -> structure.tryLockWrite(1, TimeUnit.SECONDS));
    for (Executable wait : waits) {
      IllegalStateException refusal = assertThrows(IllegalStateException.class, wait);
      assertTrue(refusal.getMessage().contains(node.toString()), refusal::getMessage);
      assertTrue(refusal.getMessage().contains("Release the read lock first"), refusal::getMessage);
      assertEquals("firstPlace", placeIn(refusal.getCause().getStackTrace()));
    }
    assertFalse(structure.isReadLocked() || structure.isWriteLocked());
    node.endRead(stamp);
    structure.lockWrite();
    structure.unlockWrite();
  }

  static void nonWaitingAttemptWithNodeReadIsAllowed() throws InterruptedException {
    StructureLock structure = new StructureLock();
    VmaLock node = attached(structure);
    long stamp = node.tryStartRead();
    assertTrue(structure.tryLockRead());
    structure.unlockRead();
    assertTrue(structure.tryLockRead(0, TimeUnit.SECONDS));
    structure.unlockRead();
    assertTrue(structure.tryLockWrite());
    assertFalse(node.tryStartWrite());
    structure.unlockWrite();
    assertTrue(structure.tryLockWrite(0, TimeUnit.SECONDS));
    structure.unlockWrite();
    node.endRead(stamp);
  }

  static void readsOfOtherStructuresAndThreadsRefuseNothing() throws Exception {
    StructureLock structure = new StructureLock();
    VmaLock otherStructures = attached(new StructureLock());
    VmaLock withoutStructure = attached();
    VmaLock own = attached(structure);
    long stamp = heldByOther(own);
    long otherStamp = otherStructures.tryStartRead();
    long freeStamp = withoutStructure.tryStartRead();
    structure.lockWrite();
    structure.unlockWrite();
    own.endRead(stamp);
    otherStructures.endRead(otherStamp);
    withoutStructure.endRead(freeStamp);
  }

  static void drainOfOwnReadIsRefusedAndChangesNothing() {
    StructureLock structure = new StructureLock();
    VmaLock node = attached(structure);
    structure.lockWrite();
    long stamp = node.startReadLocked();
    List<Executable> waits =
        List.of(node::startWrite, node::startWriteInterruptibly, () -> node.tryStartWrite(1, TimeUnit.SECONDS));
    for (Executable wait : waits) {
      IllegalStateException refusal = assertThrows(IllegalStateException.class, wait);
      assertTrue(refusal.getMessage().contains("wait for itself"), refusal::getMessage);
      assertFalse(node.isWriteLocked());
    }
    node.endRead(stamp);
    node.startWrite();
    structure.unlockWrite();
    node.endRead(node.tryStartRead());
  }

  static void handedOffReadIsListedButRefusesNothing() {
    StructureLock structure = new StructureLock();
    VmaLock node = attached(structure);
    long stamp = node.tryStartRead();
    HoldTracker.handOff(node);
    structure.lockRead();
    structure.unlockRead();
    assertTrue(HoldTracker.describeHolds(node).contains("by main (handed off)"));
    node.endRead(stamp);
  }

  /** A stamp does not tell the readers of a generation apart: endRead removes a read of the calling thread before one that was handed off. */
  static void endReadPrefersReadNotHandedOff() throws Exception {
    StructureLock structure = new StructureLock();
    VmaLock node = attached(structure);
    long handedOff = node.tryStartRead();
    HoldTracker.handOff(node);
    node.endRead(node.tryStartRead());
    structure.lockRead();
    structure.unlockRead();
    assertEquals(1, HoldTracker.holds());

    long own = node.tryStartRead();
    inThread("releaser", () -> {
      node.endRead(handedOff);
      return handedOff;
    });
    assertThrows(IllegalStateException.class, structure::lockRead);
    node.endRead(own);
    structure.lockRead();
    structure.unlockRead();
    assertEquals(0, HoldTracker.holds());
  }

  // ---- Logged drains

  static void slowDrainIsLoggedOnceWithItsReaders() throws Exception {
    List<LogRecord> log = captureDrainLog();
    StructureLock structure = new StructureLock();
    VmaLock node = attached(structure);
    long stamp = heldByOther(node);
    Thread releaser = new Thread(() -> endOnceLogged(node, stamp, log));
    structure.lockWrite();
    releaser.start();
    node.startWrite();
    structure.unlockWrite();
    releaser.join();

    assertEquals(1, log.size());
    assertEquals(Level.WARNING, log.get(0).getLevel());
    String message = log.get(0).getMessage();
    assertTrue(message.startsWith("Stall: main has waited "), message);
    assertTrue(message.contains(" to write-lock " + node.toString().substring(0, node.toString().indexOf('['))), message);
    assertTrue(message.contains("1 reader, LOCKED"), message);
    assertTrue(message.contains("TrackedReads.slowDrainIsLoggedOnceWithItsReaders"), message);
    assertTrue(message.contains("by other (handed off) for "), message);
    assertTrue(message.contains("the thread has ended"), message);
    assertTrue(message.contains("TrackedReads.otherPlace"), message);
  }

  static void fastDrainIsNotLogged() throws Exception {
    List<LogRecord> log = captureDrainLog();
    StructureLock structure = new StructureLock();
    VmaLock node = attached(structure);
    long stamp = heldByOther(node);
    structure.lockWrite();
    assertFalse(node.tryStartWrite(1, TimeUnit.MILLISECONDS));
    structure.unlockWrite();
    node.endRead(stamp);
    assertEquals(List.of(), log);
  }

  // ---- Helpers

  private static VmaLock attached() {
    VmaLock node = new VmaLock();
    node.markAttached();
    return node;
  }

  private static VmaLock attached(StructureLock structure) {
    VmaLock node = new VmaLock(structure);
    structure.lockWrite();
    node.startWrite();
    node.markAttached();
    structure.unlockWrite();
    return node;
  }

  private static long firstPlace(VmaLock node) {
    return node.tryStartRead();
  }

  private static long secondPlace(VmaLock node) {
    return node.tryStartRead();
  }

  private static long otherPlace(VmaLock node) {
    return node.tryStartRead();
  }

  /** Acquires a read in another thread, which ends, and hands it off. */
  private static long heldByOther(VmaLock node) throws Exception {
    return inThread("other", () -> {
      long stamp = otherPlace(node);
      HoldTracker.handOff(node);
      return stamp;
    });
  }

  /** Releases the read some time after the first log entry: a second entry must not follow. */
  private static void endOnceLogged(VmaLock node, long stamp, List<LogRecord> log) {
    while (log.isEmpty()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150));
    node.endRead(stamp);
  }

  /** Returns, in list order, the methods of this class in which the listed reads were acquired. */
  private static List<String> placesOf(VmaLock node) {
    return HoldTracker.describeHolds(node)
        .lines()
        .filter(line -> line.contains("Place("))
        .map(line -> line.substring(line.indexOf("TrackedReads.") + "TrackedReads.".length(), line.lastIndexOf('(')))
        .toList();
  }

  private static String placeIn(StackTraceElement[] stack) {
    return Arrays.stream(stack).map(StackTraceElement::getMethodName).filter(name -> name.endsWith("Place")).findFirst().orElse("none");
  }

  private static <T> T inThread(String name, Callable<T> body) throws InterruptedException, ExecutionException {
    FutureTask<T> task = new FutureTask<>(body);
    Thread thread = new Thread(task, name);
    thread.start();
    thread.join();
    return task.get();
  }

  private static List<LogRecord> captureDrainLog() {
    List<LogRecord> log = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger(LeakWatch.LOGGER);
    logger.setUseParentHandlers(false);
    logger.addHandler(
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            log.add(entry);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        });
    KEPT.add(logger); // an unreferenced logger is collected with its handler
    return log;
  }

  private static final List<Logger> KEPT = new CopyOnWriteArrayList<>();
}
