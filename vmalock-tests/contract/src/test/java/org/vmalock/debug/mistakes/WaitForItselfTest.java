package org.vmalock.debug.mistakes;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.debug.mistakes.Report.attached;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.function.Executable;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;
import org.vmalock.testing.TimeLimit;
import org.vmalock.tree.Batch;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.Unmapping;
import org.vmalock.tree.VmaCursor;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaResult;
import org.vmalock.tree.VmaTree;

/** Threads that would wait for themselves. No other thread takes part: the mistake is found without the race. */
@TimeLimit
@EnabledIfSystemProperty(named = "vmalock.debug", matches = "all")
class WaitForItselfTest {
  private final StructureLock structure = new StructureLock().named("index");

  private static long readPage(VmaLock node) {
    return node.tryStartRead();
  }

  private static void lockForReading(StructureLock structure) {
    structure.lockRead();
  }

  private static VmaHandle<String> lookUp(VmaTree<String> tree) {
    return tree.startRead(0x1000);
  }

  private static VmaTree<String> tree() {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).name("segments").build();
    tree.map(0x1000, 0x2000, "one");
    tree.map(0x2000, 0x3000, "two");
    return tree;
  }

  @Test
  void writeBesideOwnRead() {
    VmaLock node = attached(structure);
    structure.lockWrite();
    long stamp = node.startReadLocked();
    Report.of(IllegalStateException.class, node::startWrite)
        .says("is about to wait for the readers of VmaLock@", " and is one of them: it would wait for itself")
        .names("writeBesideOwnRead");
    assertFalse(node.isWriteLocked());
    node.endRead(stamp);
    structure.unlockWrite();
  }

  @Test
  void structureLockBesideOwnNode() {
    VmaLock node = attached(structure);
    long stamp = readPage(node);
    Report.of(IllegalStateException.class, structure::lockWrite)
        .says("is about to wait for index[unlocked", "while it holds the read lock of the node VmaLock@", "a deadlock")
        .names("readPage");
    node.endRead(stamp);
  }

  @Test
  void structureFromReadToWrite() throws Exception {
    lockForReading(structure);
    Report.of(IllegalStateException.class, () -> structure.tryLockWrite(1, TimeUnit.SECONDS)).names("lockForReading");
    Report.of(IllegalStateException.class, structure::lockWrite)
        .says("is about to wait for index[1 structure readers", "while it holds its read lock", "there is no upgrade")
        .names("lockForReading");
    Report.of(IllegalStateException.class, structure::lockRead).names("lockForReading");
    assertFalse(structure.tryLockWrite());
    structure.unlockRead();
  }

  @Test
  void nodeBesideNodeOfTheSameStructure() throws Exception {
    VmaLock first = attached(structure);
    VmaLock second = attached(structure);
    long stamp = readPage(first);
    Report.of(IllegalStateException.class, second::startRead)
        .says("is about to wait for a node of index[", "while it holds the read lock of the node VmaLock@", "Use tryStartRead")
        .names("readPage");
    Report.of(IllegalStateException.class, second::startReadInterruptibly).names("readPage");
    Report.of(IllegalStateException.class, first::startRead).says("one more read lock of the same node", "retain").names("readPage");
    long inTime = second.tryStartRead(1, TimeUnit.SECONDS);
    assertTrue(inTime > 0, "a wait with a limit ends");
    second.endRead(inTime);
    first.endRead(stamp);
  }

  @Test
  void nodeUnderTheStructureLockIsNoMistake() {
    VmaLock first = attached(structure);
    VmaLock second = attached(structure);
    structure.lockRead();
    long one = first.startRead();
    long two = second.startRead();
    first.endRead(one);
    second.endRead(two);
    structure.unlockRead();
  }

  @Test
  void retireAndWaitByReader() {
    VmaLock object = new VmaLock();
    object.markAttached();
    long stamp = readPage(object);
    Report.of(IllegalStateException.class, () -> object.retireAndWait(object.generation(), 1, TimeUnit.SECONDS))
        .says("is about to retire VmaLock@", "and to wait for its readers, and is one of them")
        .names("readPage");
    assertTrue(object.isAttached(), "nothing has changed");
    object.endRead(stamp);
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry")
  void viewLockedTwiceOrUpgraded() {
    ReadWriteLock view = VmaLock.standalone("settings").asReadWriteLock();
    view.readLock().lock();
    Report.of(IllegalStateException.class, () -> view.readLock().lock())
        .says("is about to wait for one more read lock of the same node", "settings[attached, 1 reader")
        .names("viewLockedTwiceOrUpgraded");
    Report.of(IllegalStateException.class, () -> view.writeLock().lock())
        .says("is about to wait for settings[", "while it holds the read lock of the node settings[")
        .names("viewLockedTwiceOrUpgraded");
    view.readLock().unlock();
  }

  @Test
  void treeLookUpBesideHeldRange() {
    VmaTree<String> tree = tree();
    VmaHandle<String> held = lookUp(tree);
    Report.of(IllegalStateException.class, () -> tree.startRead(0x2000))
        .says("is about to wait for a node of segments[", " [0x1000, 0x2000)[attached, 1 reader")
        .names("lookUp");
    Report.of(IllegalStateException.class, () -> tree.startRead(0x2000, new VmaResult<>())).names("lookUp");
    tree.tryStartRead(0x2000).close();
    held.close();
  }

  @Test
  void treeChangeBesideHeldRange() {
    VmaTree<String> tree = tree();
    try (VmaHandle<String> held = lookUp(tree)) {
      Report.of(IllegalStateException.class, () -> tree.unmap(0x1000, 0x2000))
          .says("is about to wait for segments[", "while it holds the read lock of the node Vma@", " [0x1000, 0x2000)[")
          .names("lookUp");
      assertTrue(held.contains(0x1000));
    }
    tree.unmapAll();
  }

  @Test
  void treeChangeBesideOwnDowngradedUnmapping() throws Exception {
    VmaTree<String> tree = tree();
    try (Unmapping<String> unmapping = tree.beginUnmap(0x1000, 0x2000)) {
      unmapping.completeAndDowngrade();
      Report.of(IllegalStateException.class, () -> tree.map(0x1000, 0x2000, "again", 1, TimeUnit.SECONDS))
          .names("treeChangeBesideOwnDowngradedUnmapping");
      Report.of(IllegalStateException.class, () -> tree.map(0x1000, 0x2000, "again"))
          .says("is about to wait for segments[1 structure readers", "while it holds its read lock")
          .names("treeChangeBesideOwnDowngradedUnmapping");
    }
    tree.map(0x1000, 0x2000, "again");
  }

  private static void unmapWhileReading(VmaTree<String> tree) {
    tree.read(0x1000, range -> tree.unmap(0x1000, 0x2000));
  }

  @Test
  void everyChangeOfATreeBesideHeldRange() {
    VmaTree<String> tree = tree();
    List<Executable> changes = List.of(
        () -> tree.map(0x4000, 0x5000, "three"),
        () -> tree.map(0x4000, 0x5000, "three", 1, TimeUnit.SECONDS),
        () -> tree.unmapAll(),
        () -> tree.update(0x2000, 0x3000, "new"),
        () -> tree.replace(0x2000, 0x3000, "new"),
        () -> tree.move(0x2000, 0x3000, 0x6000),
        tree::batch,
        () -> tree.beginUnmap(0x2000, 0x3000));
    try (VmaHandle<String> held = lookUp(tree)) {
      for (Executable change : changes) {
        Report.of(IllegalStateException.class, change).says("is about to wait for segments[", " [0x1000, 0x2000)[").names("lookUp");
      }
      assertTrue(held.contains(0x1000));
    }
    Report.of(IllegalStateException.class, () -> unmapWhileReading(tree))
        .says("is about to wait for segments[", " [0x1000, 0x2000)[")
        .names("unmapWhileReading");
    tree.unmapAll();
  }

  @Test
  void drainInOwnBatchBesideOwnRead() {
    VmaTree<String> tree = tree();
    try (Batch<String> batch = tree.batch(); VmaHandle<String> held = tree.tryStartRead(0x1000)) {
      Report.of(IllegalStateException.class, () -> batch.unmap(0x1000, 0x2000))
          .says("is about to wait for the readers of Vma@", " [0x1000, 0x2000)[", " and is one of them")
          .names("drainInOwnBatchBesideOwnRead");
      assertTrue(held.contains(0x1000));
    }
    tree.unmapAll();
  }

  @Test
  void nextRangeBesideHeldRange() {
    VmaTree<String> tree = tree();
    VmaCursor cursor = new VmaCursor(0x1000);
    try (VmaHandle<String> held = tree.startReadNext(cursor)) {
      Report.of(IllegalStateException.class, () -> tree.startReadNext(cursor)).says("is about to wait for a node of segments[")
          .names("nextRangeBesideHeldRange");
      assertTrue(held.contains(0x1000));
    }
  }

  @Test
  void allocationBesideReadsOfAllObjects() throws Exception {
    VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).name("frames").capacity(1).build();
    VmaLock frame = pool.alloc();
    frame.markAttached();
    long stamp = readPage(frame);
    frame.retire(frame.generation());
    Report.of(IllegalStateException.class, () -> pool.alloc(1, TimeUnit.SECONDS))
        .says("is about to wait for an object of frames[1 of 1 objects] while it holds all of them, among them the read lock of the node VmaLock@")
        .names("readPage");
    assertNull(pool.tryAlloc());
    frame.endRead(stamp);
    VmaLock next = pool.alloc(1, TimeUnit.SECONDS);
    next.retire(next.generation());
  }

  @Test
  void poolClosedByReader() throws Exception {
    VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).name("pages").capacity(1).build();
    VmaLock page = pool.alloc();
    page.markAttached();
    long stamp = readPage(page);
    Report.of(IllegalStateException.class, () -> pool.close(1, TimeUnit.SECONDS))
        .says("is about to close pages[1 of 1 objects] and to wait for its holders, and holds the read lock of the node VmaLock@")
        .names("readPage");
    assertFalse(pool.isClosed());
    page.endRead(stamp);
    page.retire(page.generation());
    pool.close();
  }
}
