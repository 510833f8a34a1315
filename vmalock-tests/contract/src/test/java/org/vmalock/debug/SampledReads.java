package org.vmalock.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;
import org.vmalock.lazymm.LazyRef;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaTree;

/** The properties of level {@code sampled}, with every acquisition chosen; all run in one separate JVM. */
final class SampledReads {
  private SampledReads() {}

  public static void main(String[] arguments) throws ReflectiveOperationException {
    assertEquals("sampled", HoldTracker.level());
    for (String property : ForkedJvm.propertiesOf(SampledReads.class).toList()) {
      ForkedJvm.runProperty(SampledReads.class, property);
      assertEquals(0, HoldTracker.holds(), () -> property + " leaves\n" + HoldTracker.dump());
    }
  }

  /** One of a hundred is recorded, in every pattern of the program. */
  static final class Rate {
    private Rate() {}

    public static void main(String[] arguments) {
      VmaLock even = attached();
      VmaLock odd = attached();
      for (int i = 0; i < 40_000; i++) {
        (i % 2 == 0 ? even : odd).tryStartRead();
        if (i % 2_000 == 1_999) {
          assertTrue(HoldTracker.holds() <= 16, "a table of fixed size, with a few places for an object");
        }
      }
      assertTrue(!HoldTracker.describeHolds(even).isEmpty() && !HoldTracker.describeHolds(odd).isEmpty(), HoldTracker.dump());
      List<VmaLock> nodes = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        nodes.add(attached());
        nodes.get(i).tryStartRead();
      }
      int recorded = HoldTracker.holds();
      assertTrue(recorded > 150 && recorded < 260, recorded + " of 20,000 reads are recorded");
    }
  }

  static void readIsListedUntilReleased() {
    VmaLock node = attached();
    long stamp = acquire(node);
    assertTrue(HoldTracker.describeHolds(node).contains("SampledReads.acquire("), HoldTracker.dump());
    long nested = node.retain(stamp);
    assertEquals(2, HoldTracker.holds());
    node.endRead(nested);
    node.endRead(stamp);
    assertEquals("", HoldTracker.describeHolds(node));
    assertEquals(0, node.readers());
  }

  @SuppressWarnings("LockNotBeforeTry")
  static void everyFormIsReleased() throws InterruptedException {
    StructureLock structure = new StructureLock();
    VmaLock node = attached(structure);
    structure.lockRead();
    long[] stamps = {
      node.tryStartRead(), node.tryStartRead(node.generation()), node.tryStartRead(structure), node.startRead(),
      node.startReadInterruptibly(), node.tryStartRead(1, TimeUnit.SECONDS), node.startReadLocked(),
      node.tryConvertToRead(node.generation(), node.tryOptimisticRead())
    };
    structure.unlockRead();
    for (long stamp : stamps) {
      assertTrue(stamp > 0);
      node.endRead(stamp);
    }
    assertEquals(0, node.readers());
    node.asReadWriteLock().readLock().lock();
    assertEquals(1, HoldTracker.holds());
    node.asReadWriteLock().readLock().unlock();
    node.asReadWriteLock().writeLock().lock();
    node.asReadWriteLock().readLock().lock();
    node.asReadWriteLock().writeLock().unlock();
    node.asReadWriteLock().readLock().unlock();
    assertEquals(0, node.readers());
  }

  static void hazardReadIsReleased() {
    VmaLock node = VmaLock.standalone();
    node.setSpreading(org.vmalock.Spreading.ALWAYS);
    long stamp = node.tryStartRead();
    node.structureLock().lockWrite();
    assertTrue(!node.tryStartWrite());
    node.structureLock().unlockWrite();
    long second = node.tryStartRead();
    node.endRead(second);
    node.endRead(stamp);
    assertEquals(0, node.readers());
  }

  static void doubleReleaseIsRefusedBesideAnotherReader() {
    VmaLock node = attached();
    long others = node.tryStartRead();
    long stamp = node.tryStartRead();
    node.endRead(stamp);
    node.endRead(others);
    long third = node.tryStartRead();
    node.endRead(third);
    assertThrows(IllegalMonitorStateException.class, () -> node.endRead(third));
    assertEquals(0, node.readers());
  }

  static void readOfEndedThreadIsALeak() throws Exception {
    VmaLock node = attached();
    long[] stamp = new long[1];
    Thread reader = new Thread(() -> stamp[0] = acquire(node), "reader");
    reader.start();
    reader.join();
    assertEquals(1, HoldTracker.findLeaks().size());
    assertTrue(HoldTracker.findLeaks().get(0).contains("by reader, which has ended without releasing it"), HoldTracker.dump());
    node.endRead(stamp[0]);
    assertEquals(List.of(), HoldTracker.findLeaks());
  }

  static void handlesAndBorrowsAreReleasedByAnyThread() throws Exception {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    tree.map(0, 10, "one");
    VmaHandle<String> handle = tree.startRead(5);
    LazyRef<String> ref = new LazyRef<>("one", value -> {});
    LazyRef.Borrow<String> borrow = ref.borrow();
    assertEquals(2, HoldTracker.holds());
    Thread closer = new Thread(() -> {
      handle.close();
      borrow.close();
    });
    closer.start();
    closer.join();
    tree.unmapAll();
    ref.close();
  }

  static void droppedHandleIsALeak() throws Exception {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    tree.map(0, 10, "one");
    drop(tree);
    for (int tries = 0; HoldTracker.findLeaks().isEmpty() && tries < 1_000; tries++) {
      System.gc();
      Thread.sleep(1);
    }
    assertTrue(HoldTracker.findLeaks().get(0).contains("by a handle that was dropped without close"), HoldTracker.dump());
    tree.find(5).endRead(dropped);
  }

  private static long dropped;

  private static void drop(VmaTree<String> tree) throws ReflectiveOperationException {
    VmaHandle<String> handle = tree.startRead(5);
    java.lang.reflect.Field stamp = VmaHandle.class.getDeclaredField("stamp");
    stamp.setAccessible(true);
    dropped = stamp.getLong(handle);
  }

  static void structureHoldsAndOwnersAreReleased() {
    StructureLock structure = new StructureLock();
    structure.lockRead();
    assertEquals(1, HoldTracker.holds());
    structure.unlockRead();
    structure.lockWrite();
    structure.downgrade();
    structure.unlockRead();
    try (VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).capacity(1).build()) {
      VmaLock object = pool.alloc();
      assertTrue(HoldTracker.describeHolds(pool).contains(" is owned"), HoldTracker.dump());
      object.retire(object.generation());
      assertEquals("", HoldTracker.describeHolds(pool));
    }
  }

  /** The release of a hold that was not chosen removes no record of another thread, whose leak would never be found. */
  static void releaseRemovesNoRecordOfAnotherThread() throws InterruptedException {
    StructureLock structure = new StructureLock();
    CountDownLatch acquired = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread reader = new Thread(() -> holdAllPlaces(structure, acquired, end), "reader");
    reader.setDaemon(true);
    reader.start();
    acquired.await();
    structure.lockRead(); // finds no place
    structure.unlockRead();
    assertEquals(8, HoldTracker.holds());
    end.countDown();
    reader.join();
  }

  private static void holdAllPlaces(StructureLock structure, CountDownLatch acquired, CountDownLatch end) {
    for (int i = 0; i < 8; i++) {
      structure.lockRead();
    }
    acquired.countDown();
    awaitUninterruptibly(end);
    for (int i = 0; i < 8; i++) {
      structure.unlockRead();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void waitsThatAreRefusedAtLevelAllAreNotRefused() {
    StructureLock structure = new StructureLock();
    VmaLock node = attached(structure);
    long stamp = node.tryStartRead();
    structure.lockRead();
    structure.unlockRead();
    node.endRead(stamp);
  }

  private static long acquire(VmaLock node) {
    return node.tryStartRead();
  }

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
}
