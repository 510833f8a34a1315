package org.vmalock.debug.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.vmalock.debug.mistakes.Report.attached;
import static org.vmalock.debug.mistakes.Report.inThread;

import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;
import org.vmalock.debug.HoldTracker;
import org.vmalock.lazymm.ContextReleasedException;
import org.vmalock.lazymm.LazyRef;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaTree;

/** Releases of what the thread does not hold, and uses of what is closed. The count alone would accept most of them. */
@TimeLimit
@EnabledIfSystemProperty(named = "vmalock.debug", matches = "all")
class WrongReleaseTest {
  private final StructureLock structure = new StructureLock().named("index");
  private final VmaLock node = attached(structure);

  private static long acquire(VmaLock node) {
    return node.tryStartRead();
  }

  private static long acquireBeside(VmaLock node) {
    return node.tryStartRead();
  }

  private static void release(VmaLock node, long stamp) {
    node.endRead(stamp);
  }

  private static void releaseAgain(VmaLock node, long stamp) {
    node.endRead(stamp);
  }

  @Test
  void doubleReleaseBesideAnotherReader() throws Exception {
    try (Actor other = new Actor("other")) {
      long others = other.call(() -> acquireBeside(node));
      long stamp = acquire(node);
      release(node, stamp);
      Report.of(IllegalMonitorStateException.class, () -> releaseAgain(node, stamp))
          .says("endRead of VmaLock@", "[attached, 1 reader", ", which has released its read already: a double release")
          .names("release", "acquire", "acquireBeside");
      assertEquals(1, node.readers());
      other.run(() -> node.endRead(others));
    }
  }

  @Test
  void releaseInAnotherThread() throws Exception {
    try (Actor other = new Actor("other")) {
      long stamp = acquire(node);
      other.run(() -> Report.of(IllegalMonitorStateException.class, () -> release(node, stamp))
          .says("endRead of VmaLock@", " by other, which holds no read of it: a foreign release", "HoldTracker.handOff")
          .names("acquire"));
      HoldTracker.handOff(node);
      other.run(() -> release(node, stamp));
      assertEquals(0, node.readers());
    }
  }

  @Test
  void releaseOfRecycledObject() {
    VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).capacity(1).build();
    VmaLock object = pool.alloc();
    object.markAttached();
    long stamp = acquire(object);
    object.retire(object.generation());
    release(object, stamp);
    assertSame(object, pool.alloc());
    object.markAttached();
    long next = object.tryStartRead();
    Report.of(IllegalMonitorStateException.class, () -> releaseAgain(object, stamp))
        .says("endRead of VmaLock@", "with a stamp of generation ", "all reads of which have been released")
        .names("release", "acquire");
    object.endRead(next);
    object.retire(object.generation());
    pool.close();
  }

  private static void retire(VmaLock object, int generation) {
    object.retire(generation);
  }

  @Test
  void retiredTwice() {
    VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).capacity(1).build();
    VmaLock object = pool.alloc();
    int generation = object.generation();
    retire(object, generation);
    Report.of(IllegalStateException.class, () -> object.retire(generation))
        .says("Generation ", "has been retired already: a double release")
        .names("retire", "retiredTwice");
    pool.close();
  }

  @Test
  void releasesOfAnotherKindExplainNothing() throws Exception {
    VmaPool<VmaLock> pool = VmaPool.<VmaLock>builder(VmaLock::new).capacity(1).build();
    VmaLock object = pool.alloc();
    int generation = object.generation();
    object.markAttached();
    long stamp = acquire(object);
    try (Actor other = new Actor("other")) {
      long others = other.call(() -> acquireBeside(object));
      retire(object, generation);
      release(object, stamp);
      Report.of(IllegalStateException.class, () -> object.retire(generation))
          .says("has been retired already: a double release")
          .names("retire", "releasesOfAnotherKindExplainNothing");
      other.run(() -> object.endRead(others));
    }
    pool.close();
  }

  @Test
  void structureUnlockedByItsFormerWriter() throws Exception {
    structure.lockWrite();
    structure.unlockWrite();
    try (Actor other = new Actor("other")) {
      other.run(this::lockBeside);
      Report.of(IllegalMonitorStateException.class, structure::unlockRead)
          .says("unlockRead of index[1 structure readers", "which holds no read lock of it: the release")
          .names("lockBeside");
      other.run(structure::unlockRead);
    }
  }

  @Test
  @SuppressWarnings("LockNotBeforeTry")
  void viewUnlockedInAnotherThread() throws Exception {
    ReadWriteLock view = VmaLock.standalone("settings").asReadWriteLock();
    view.readLock().lock();
    try (Actor other = new Actor("other")) {
      other.run(() -> Report.of(IllegalMonitorStateException.class, view.readLock()::unlock)
          .says("unlock of read lock of settings[attached, 1 reader", " by other, which holds no read of it: a foreign release")
          .names("viewUnlockedInAnotherThread"));
    }
    view.readLock().unlock();
  }

  @Test
  void writeLockReleasedByAnotherThread() throws Exception {
    try (Actor other = new Actor("other")) {
      other.run(structure::lockWrite);
      Report.of(IllegalMonitorStateException.class, structure::unlockWrite).says("unlockWrite needs the write lock of index[write-locked by other");
      other.run(structure::unlockWrite);
    }
  }

  private void lockBeside() {
    structure.lockRead();
  }

  private void unlock() {
    structure.unlockRead();
  }

  @Test
  void structureUnlockedTwiceBesideAnotherReader() throws Exception {
    try (Actor other = new Actor("other")) {
      other.run(this::lockBeside);
      structure.lockRead();
      unlock();
      Report.of(IllegalMonitorStateException.class, structure::unlockRead)
          .says("unlockRead of index[1 structure readers", "which holds no read lock of it any more")
          .names("unlock", "structureUnlockedTwiceBesideAnotherReader", "lockBeside");
      other.run(structure::unlockRead);
    }
  }

  private static void close(AutoCloseable handle) throws Exception {
    handle.close();
  }

  @Test
  void rangeUsedAfterClose() throws Exception {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    tree.map(0x1000, 0x2000, "one");
    VmaHandle<String> handle = tree.startRead(0x1000);
    close(handle);
    close(handle);
    Report.of(IllegalStateException.class, handle::value)
        .says("this handle of [0x1000, 0x2000) is closed: its read lock was released")
        .names("close", "rangeUsedAfterClose");
  }

  @Test
  void handleClosedByAnotherThreadIsNoMistake() throws Exception {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    tree.map(0x1000, 0x2000, "one");
    VmaHandle<String> handle = tree.startRead(0x1000);
    VmaLock range = handle.vma();
    long own = range.tryStartRead();
    inThread("closing", () -> {
      handle.close();
      return true;
    });
    assertEquals(1, range.readers());
    range.endRead(own);
  }

  @Test
  void borrowClosedTwice() throws Exception {
    LazyRef<String> ref = new LazyRef<>("configuration", "one", value -> {});
    LazyRef.Borrow<String> borrow = ref.borrow();
    close(borrow);
    Report.of(ContextReleasedException.class, borrow::resource)
        .says("LazyRef.Borrow[closed]: expected an open borrow")
        .names("close", "borrowClosedTwice");
    Report.of(ContextReleasedException.class, borrow::close).says("already closed").names("close", "borrowClosedTwice");
    ref.close();
  }
}
