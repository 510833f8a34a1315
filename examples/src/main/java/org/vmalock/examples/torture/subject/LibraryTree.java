package org.vmalock.examples.torture.subject;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;
import org.vmalock.debug.HoldTracker;
import org.vmalock.tree.Batch;
import org.vmalock.tree.Unmapping;
import org.vmalock.tree.Vma;
import org.vmalock.tree.VmaCursor;
import org.vmalock.tree.VmaTree;

/** The library's tree. */
public final class LibraryTree implements RangeTree {
  private final VmaTree<Version> tree = VmaTree.<Version>builder().build();

  /** Makes an empty tree. */
  public LibraryTree() {}

  private record HeldVma(Vma<Version> vma) implements Held {
    static @Nullable Held of(@Nullable Vma<Version> vma) {
      return vma == null ? null : new HeldVma(vma);
    }

    @Override
    public RangeEntry extent() {
      return LibraryTree.extent(vma);
    }

    @Override
    public void handOff() {
      HoldTracker.handOff(vma);
    }

    @Override
    public void endRead() {
      vma.endRead();
    }
  }

  private static RangeEntry extent(Vma<Version> vma) {
    return new RangeEntry(vma.start(), vma.end(), vma.value());
  }

  @Override
  public @Nullable Held lock(long key) {
    return HeldVma.of(tree.startRead(key));
  }

  @Override
  public @Nullable Held next(long key) {
    return HeldVma.of(tree.startReadNext(new VmaCursor(key)));
  }

  @Override
  public List<RangeEntry> snapshot() {
    List<RangeEntry> all = new ArrayList<>();
    tree.snapshot().forEach(vma -> all.add(extent(vma)));
    return all;
  }

  @Override
  public void unmapAndDowngrade(long start, long end) {
    try (Unmapping<Version> unmapping = tree.beginUnmap(start, end)) {
      unmapping.completeAndDowngrade();
    }
  }

  @Override
  public boolean unmapInVain(long start, long end, long timeout, TimeUnit unit) throws InterruptedException {
    try {
      tree.beginUnmap(start, end, timeout, unit).close();
      return true;
    } catch (TimeoutException late) {
      return false;
    }
  }

  @Override
  public Section open() {
    return new BatchSection(tree.batch());
  }

  private record BatchSection(Batch<Version> batch) implements Section {
    @Override
    public void map(RangeEntry extent) {
      batch.map(extent.start(), extent.end(), extent.version());
    }

    @Override
    public void replace(RangeEntry extent) {
      batch.replace(extent.start(), extent.end(), extent.version());
    }

    @Override
    public void unmap(long start, long end) {
      batch.unmap(start, end);
    }

    @Override
    public void commit() {
      batch.commit();
    }

    @Override
    public void close() {
      batch.close();
    }
  }

  @Override
  public long longestWaitNanos() {
    return tree.structure().statistics().longestNanos();
  }

  @Override
  public @Nullable String wrongWhenIdle() {
    if (tree.structure().isWriteLocked() || tree.structure().isReadLocked()) {
      return "the structure is locked: " + tree.structure();
    }
    for (Vma<Version> vma : tree.snapshot()) {
      long stamp = vma.tryStartRead();
      if (stamp <= 0) {
        return "a reader of " + vma + " is told " + (stamp == VmaLock.BUSY ? "BUSY" : "GONE");
      }
      vma.endRead(stamp);
    }
    return null;
  }
}
