package org.vmalock.examples.torture.subject;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;
import org.vmalock.debug.HoldTracker;
import org.vmalock.tree.Batch;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.Unmapping;
import org.vmalock.tree.Vma;
import org.vmalock.tree.VmaCursor;
import org.vmalock.tree.VmaResult;
import org.vmalock.tree.VmaTree;

/** The library's tree. */
public final class LibraryTree implements RangeTree {
  private final VmaTree<Version> tree = VmaTree.<Version>builder(RangeValues.<Version>uniform().mergingEqual()).build();

  /** Creates an empty tree. */
  public LibraryTree() {}

  private record LockedVma(Vma<Version> vma, long stamp) implements LockedRange {
    static @Nullable LockedRange of(VmaResult<Version> result, long stamp) {
      return stamp > 0 ? new LockedVma(result.vma(), stamp) : null;
    }

    @Override
    public RangeEntry entry() {
      return LibraryTree.entry(vma);
    }

    @Override
    public void handOff() {
      HoldTracker.handOff(vma);
    }

    /** Releases by the stamp: a release without a hold has to be refused, and not ignored as the second close of a handle. */
    @Override
    public void endRead() {
      vma.endRead(stamp);
    }
  }

  private static RangeEntry entry(Vma<Version> vma) {
    return new RangeEntry(vma.start(), vma.end(), vma.value());
  }

  @Override
  public @Nullable LockedRange startRead(long key) {
    VmaResult<Version> result = new VmaResult<>();
    return LockedVma.of(result, tree.startRead(key, result));
  }

  @Override
  public @Nullable LockedRange startReadNext(long key) {
    VmaResult<Version> result = new VmaResult<>();
    return LockedVma.of(result, tree.startReadNext(new VmaCursor(key), result));
  }

  @Override
  public List<RangeEntry> snapshot() {
    List<RangeEntry> all = new ArrayList<>();
    tree.snapshot().forEach(vma -> all.add(entry(vma)));
    return all;
  }

  @Override
  public void unmapAndDowngrade(long start, long end) {
    try (Unmapping<Version> unmapping = tree.beginUnmap(start, end)) {
      unmapping.completeAndDowngrade();
    }
  }

  @Override
  public boolean abortUnmap(long start, long end, long timeout, TimeUnit unit) throws InterruptedException {
    try {
      tree.beginUnmap(start, end, timeout, unit).close();
      return true;
    } catch (TimeoutException late) {
      return false;
    }
  }

  @Override
  public WriteSection beginSection() {
    return new BatchSection(tree.batch());
  }

  private record BatchSection(Batch<Version> batch) implements WriteSection {
    @Override
    public void map(RangeEntry entry) {
      batch.map(entry.start(), entry.end(), entry.version());
    }

    @Override
    public void replace(RangeEntry entry) {
      batch.replace(entry.start(), entry.end(), entry.version());
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
    return tree.structure().statistics().drains().longestNanos();
  }

  @Override
  public @Nullable String findInconsistencyWhenIdle() {
    if (tree.structure().isWriteLocked() || tree.structure().isReadLocked()) {
      return "the structure is locked: " + tree.structure();
    }
    for (Vma<Version> vma : tree.snapshot()) {
      long stamp = vma.tryStartRead();
      if (stamp <= 0) {
        return "a read of " + vma + " returns " + (stamp == VmaLock.BUSY ? "BUSY" : "GONE");
      }
      vma.endRead(stamp);
    }
    return null;
  }
}
