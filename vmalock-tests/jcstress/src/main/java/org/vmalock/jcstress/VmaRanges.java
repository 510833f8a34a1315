package org.vmalock.jcstress;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.Unmapping;
import org.vmalock.tree.VmaCursor;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaTree;

/** The library's tree. */
final class VmaRanges implements RangeTree {
  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.<String>uniform().mergingEqual()).build();

  VmaRanges() {
    tree.map(0, 10, "a");
    tree.map(10, 20, "b");
    tree.map(20, END, "c");
  }

  @Override
  public String valueAt(long key) {
    try (VmaHandle<String> vma = tree.startRead(key)) {
      return vma == null ? "hole" : vma.value();
    }
  }

  @Override
  public boolean next(Walk walk) {
    VmaCursor cursor = walk.cursor;
    try (VmaHandle<String> vma = tree.startReadNext(cursor)) {
      if (vma == null) {
        return false;
      }
      walk.from = cursor.unseenStart();
      walk.to = vma.end();
      return true;
    }
  }

  @Override
  public void abortUnmap() {
    try (Unmapping<String> unmapping = tree.beginUnmap(0, END)) {
      unmapping.removedRanges();
    }
  }

  @Override
  public void replaceMiddle() {
    tree.replace(10, 20, "B");
  }

  @Override
  public void shrinkFirst() {
    tree.replace(0, 5, "A");
  }

  @Override
  public void mergeFirstTwo() {
    tree.update(10, 20, "a");
  }

  @Override
  public boolean clear() {
    try (Unmapping<String> unmapping = tree.beginUnmap(0, END, 10, TimeUnit.SECONDS)) {
      unmapping.complete();
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError("writers are not interrupted here", e);
    }
  }
}
