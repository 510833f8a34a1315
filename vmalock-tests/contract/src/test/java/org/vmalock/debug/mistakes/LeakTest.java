package org.vmalock.debug.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.debug.mistakes.Report.attached;
import static org.vmalock.debug.mistakes.Report.inThread;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.vmalock.PoolExhaustedException;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;
import org.vmalock.debug.HoldTracker;
import org.vmalock.internal.LeakWatch;
import org.vmalock.lazymm.LazyRef;
import org.vmalock.testing.CapturedLog;
import org.vmalock.testing.TimeLimit;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaTree;

/** Holds that are never released. */
@TimeLimit
@EnabledIfSystemProperty(named = "vmalock.debug", matches = "all")
class LeakTest {
  /** A node that is named by its number. */
  static final class Page extends VmaLock {
    private final int number;

    Page(int number) {
      this.number = number;
      markAttached();
    }

    @Override
    protected String lockName() {
      return "page " + number;
    }
  }

  private static long forgetRead(VmaLock node) {
    return node.tryStartRead();
  }

  @Test
  void readOfThreadThatHasEnded() throws Exception {
    Page page = new Page(7);
    long stamp = inThread("importer", () -> forgetRead(page));
    Report.ofLeak("page 7")
        .says("Leak: page 7[attached, 1 reader, generation ", "] is read-locked by importer, which has ended without releasing it")
        .names("forgetRead");
    Report.ofText(HoldTracker.describeHolds(page))
        .says("page 7[attached, 1 reader")
        .names("forgetRead");
    assertThrows(IllegalMonitorStateException.class, () -> page.endRead(stamp));
  }

  @Test
  void threadWithoutNameHasItsNumber() throws Exception {
    Page page = new Page(9);
    inThread("", () -> forgetRead(page));
    String report = Report.ofLeak("page 9[").toString();
    assertTrue(report.matches("(?s).* is read-locked by thread (\\d+), which has ended .*  by thread \\1 for .*"), report);
  }

  @Test
  void readThatWasHandedOffIsNoLeak() throws Exception {
    Page page = new Page(8);
    long stamp = inThread("producer", () -> {
      long acquired = forgetRead(page);
      HoldTracker.handOff(page);
      return acquired;
    });
    assertEquals(List.of(), HoldTracker.findLeaks().stream().filter(leak -> leak.contains("page 8")).toList());
    page.endRead(stamp);
  }

  private static boolean forgetStructure(StructureLock structure, boolean write) {
    if (write) {
      structure.lockWrite();
    } else {
      structure.lockRead();
    }
    return write;
  }

  @Test
  void structureReadLockOfThreadThatHasEnded() throws Exception {
    StructureLock structure = new StructureLock().named("forgotten index");
    inThread("scanner", () -> forgetStructure(structure, false));
    Report.ofLeak("forgotten index")
        .says("Leak: forgotten index[1 structure readers, sequence 0] is read-locked by scanner, which has ended without releasing it")
        .names("forgetStructure");
  }

  @Test
  void structureWriteLockOfThreadThatHasEnded() throws Exception {
    StructureLock structure = new StructureLock().named("forgotten table");
    inThread("loader", () -> forgetStructure(structure, true));
    Report.ofLeak("forgotten table")
        .says("Leak: forgotten table[write-locked by loader, sequence 1] is write-locked by loader, which has ended without releasing it")
        .names("forgetStructure");
  }

  private static void dropHandle(VmaTree<String> tree) {
    VmaHandle<String> handle = tree.startRead(0x1000);
    assertEquals("one", handle.value());
  }

  @Test
  void handleThatWasDropped() throws Exception {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    tree.map(0x1000, 0x2abc, "one");
    dropHandle(tree);
    Report.ofLeak("[0x1000, 0x2abc)")
        .says("Leak: Vma@", " [0x1000, 0x2abc)[attached, 1 reader, generation ", "] is read-locked by a handle that was dropped without close")
        .names("dropHandle");
  }

  private static void dropBorrow(LazyRef<String> ref) {
    assertEquals("one", ref.borrow().resource());
  }

  @Test
  void borrowThatWasDropped() throws Exception {
    LazyRef<String> ref = new LazyRef<>("settings", "one", value -> {});
    dropBorrow(ref);
    Report.ofLeak("settings")
        .says("Leak: settings[open, 1 borrows, 1 resources not released] is borrowed by a handle that was dropped without close")
        .names("dropBorrow");
  }

  private static VmaLock forgetOwner(VmaPool<VmaLock> pool) {
    return pool.alloc();
  }

  @Test
  void ownerReferenceThatIsNeverRetired() throws Exception {
    VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(() -> new VmaLock() {
      @Override
      protected String lockName() {
        return "forgotten buffer";
      }
    }).name("buffers").capacity(1).build();
    VmaLock buffer = forgetOwner(pool);
    Report.ofLeak("forgotten buffer")
        .says("Leak: forgotten buffer[detached, no readers, generation ", "] is owned, is not attached and was not retired for ")
        .names("forgetOwner");
    Report exhausted = Report.of(PoolExhaustedException.class, pool::alloc)
        .says("buffers[1 of 1 objects] is exhausted", "The oldest that were not retired:");
    assertTrue(exhausted.toString().contains("acquired" + System.lineSeparator() + "    at " + LeakTest.class.getName() + ".forgetOwner("),
        exhausted::toString);
    Report.ofText(String.join("", pool.close(1, TimeUnit.MILLISECONDS)))
        .says("forgotten buffer[detached, no readers")
        .names("forgetOwner");
    buffer.retire(buffer.generation());
  }

  @Test
  void poolListsTheReadersOfItsObjects() {
    VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).capacity(1).build();
    VmaLock object = pool.alloc();
    object.markAttached();
    long stamp = forgetRead(object);
    object.retire(object.generation());
    Report.ofText(HoldTracker.describeHolds(pool)).says("VmaLock@", "is read-locked").names("forgetRead");
    Report exhausted = Report.of(PoolExhaustedException.class, pool::alloc).says("is exhausted", "The oldest that are read-locked:");
    assertTrue(exhausted.toString().contains("LeakTest.forgetRead("), exhausted::toString);
    object.endRead(stamp);
    pool.close();
  }

  @Test
  void nameThatThrowsHidesNoLeak() throws Exception {
    VmaLock nameless = new VmaLock() {
      @Override
      protected String lockName() {
        throw new AssertionError("no name");
      }

      @Override
      protected String orderClass() {
        throw new IllegalStateException("no class");
      }
    };
    nameless.markAttached();
    inThread("importer", () -> forgetRead(nameless));
    HoldTracker.findLeaks();
    Report.ofLeak("VmaLock in LeakTest@").says("Leak: VmaLock in LeakTest@", " is read-locked by importer, which has ended").names("forgetRead");
  }

  @Test
  void leaksOfOneStackDoNotFloodTheLog() throws Exception {
    try (CapturedLog log = new CapturedLog(LeakWatch.LOGGER)) {
      inThread("spendthrift", () -> {
        for (int i = 0; i < 25; i++) {
          forgetRead(new Page(2000 + i));
        }
        return true;
      });
      Page last = new Page(3000);
      inThread("late", () -> forgetRead(last));
      log.await(entry -> entry.contains("page 3000"));
      log.await(entry -> entry.contains("number 10 of this stack"));
      List<String> logged =
          log.messages().stream().map(entry -> entry.lines().findFirst().orElse("")).filter(line -> line.contains("spendthrift")).toList();
      assertEquals(2, logged.size(), logged::toString);
      assertTrue(logged.get(0).endsWith("read-locked by spendthrift, which has ended without releasing it"), logged::toString);
      assertTrue(logged.get(1).endsWith("which has ended without releasing it: number 10 of this stack"), logged::toString);
    }
  }

  @Test
  void attachedObjectIsNotForgotten() throws Exception {
    VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).capacity(1).build();
    VmaLock object = pool.alloc();
    object.markAttached();
    String name = object.toString().substring(0, object.toString().indexOf('['));
    Thread.sleep(100);
    HoldTracker.findLeaks();
    assertEquals(List.of(), HoldTracker.findLeaks().stream().filter(leak -> leak.contains(name)).toList());
    object.retire(object.generation());
  }

  @Test
  void dumpListsAllHoldsWithTheirThreads() throws Exception {
    StructureLock structure = new StructureLock().named("dumped index");
    VmaLock node = attached(structure);
    long stamp = forgetRead(node);
    structure.tryLockRead();
    String dump = HoldTracker.dump();
    Report.ofText(dump).says(" recorded holds, ", " waits, at level all");
    Report.ofText(dump.substring(dump.indexOf("dumped index"))).says("dumped index[1 structure readers, sequence 2] is read-locked");
    String me = "  by " + Thread.currentThread().getName() + " for ";
    assertTrue(dump.contains(me), dump);
    assertTrue(dump.contains("    at " + LeakTest.class.getName() + ".forgetRead("), dump);
    node.endRead(stamp);
    structure.unlockRead();
  }
}
