package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** What is closed keeps no old version and no removed value alive; and what is shown or counted does not walk the tree. */
@TimeLimit
class ReachabilityTest {
  private final VmaTree<Object> tree = VmaTree.builder(RangeValues.uniform()).build();

  private WeakReference<Object> mapNew(long start, long end) {
    Object value = new Object();
    tree.map(start, end, value);
    return new WeakReference<>(value);
  }

  private static void assertCollected(WeakReference<Object> value) throws InterruptedException {
    for (int tries = 0; tries < 100 && value.get() != null; tries++) {
      System.gc();
      Thread.sleep(1);
    }
    assertTrue(value.get() == null, "the value is still reachable");
  }

  @Test
  void closedBatchKeepsNothing() throws InterruptedException {
    WeakReference<Object> value = mapNew(10, 20);
    Batch<Object> batch = tree.batch();
    batch.replace(10, 20, "x");
    batch.commit();
    batch.close();
    assertCollected(value);
    assertEquals("Batch[closed]", batch.toString());
  }

  @Test
  void abortedBatchKeepsNothing() throws InterruptedException {
    WeakReference<Object> value = mapNew(10, 20);
    Batch<Object> batch = tree.batch();
    batch.replace(10, 15, "x");
    batch.close();
    tree.unmapAll();
    assertCollected(value);
    assertEquals("Batch[closed]", batch.toString());
  }

  @Test
  void closedUnmappingKeepsNothing() throws InterruptedException {
    WeakReference<Object> value = mapNew(10, 20);
    Unmapping<Object> unmapping = tree.beginUnmap(0, 15);
    assertEquals(1, unmapping.removedRanges().size());
    unmapping.completeAndDowngrade();
    unmapping.close();
    tree.unmapAll();
    assertCollected(value);
    assertEquals("Unmapping[closed, 1 removed ranges]", unmapping.toString());
  }

  @Test
  void closedSnapshotKeepsNothing() throws InterruptedException {
    WeakReference<Object> value = mapNew(10, 20);
    mapNew(30, 40);
    mapNew(50, 60);
    VmaSnapshot<Object> snapshot = tree.snapshot();
    Iterator<Vma<Object>> ascending = snapshot.iterator();
    Iterator<Vma<Object>> descending = snapshot.descending().iterator();
    assertEquals(10, ascending.next().start());
    assertEquals(50, descending.next().start());
    tree.unmapAll();
    System.gc();
    assertNotNull(value.get(), "an open snapshot keeps its version");
    snapshot.close();
    snapshot.close();
    assertCollected(value);
    assertThrows(IllegalStateException.class, ascending::next);
    assertThrows(IllegalStateException.class, descending::next);
    assertThrows(IllegalStateException.class, () -> snapshot.find(10));
    assertThrows(IllegalStateException.class, snapshot::size);
    assertThrows(IllegalStateException.class, snapshot::first);
    assertThrows(IllegalStateException.class, snapshot::iterator);
    assertEquals("VmaSnapshot[closed]", snapshot.toString());
  }

  @Test
  void closedHandleDoesNotKeepTheVersion() throws InterruptedException {
    WeakReference<Object> other = mapNew(30, 40);
    mapNew(10, 20);
    VmaHandle<Object> handle = tree.startRead(10);
    tree.unmap(30, 40);
    assertCollected(other);
    handle.close();
  }

  /** The root has no child: a walk below it would fail. */
  @Test
  void sizeAndTextDoNotWalkTheTree() {
    IndexNode root = new IndexNode(1, 1, 0);
    root.size = 2;
    tree.index().publish(new Publication(null, 0, IndexNode.EMPTY, root, 0, 7, false));
    assertEquals(7, tree.size());
    assertTrue(tree.toString().startsWith("VmaTree[7 ranges, StructureLock@"), tree::toString);
    assertEquals(7, tree.snapshot().size());
    assertEquals("VmaSnapshot[7 ranges]", tree.snapshot().toString());
  }
}
