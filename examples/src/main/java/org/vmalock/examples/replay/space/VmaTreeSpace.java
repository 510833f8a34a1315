package org.vmalock.examples.replay.space;

import java.util.ArrayList;
import java.util.List;
import org.vmalock.HazardStats;
import org.vmalock.VmaLock;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.tree.Batch;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.TreeStats;
import org.vmalock.tree.Vma;
import org.vmalock.tree.VmaCursor;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaResult;
import org.vmalock.tree.VmaTree;

/**
 * An address space over a {@link VmaTree} from addresses to protections.
 *
 * <p>Every operation is one {@link Batch}, in two steps. The first one unmaps the pages that change, which waits for their readers: from
 * then on the writer has exclusive access. The second one maps them again. The exclusive access ends before the commit where pages are
 * mapped, since readers may acquire the published ranges before it returns; where none are mapped, it ends after the commit.
 */
public final class VmaTreeSpace implements AddressSpace {
  private final VmaTree<Integer> tree = VmaTree.<Integer>builder(RangeValues.<Integer>uniform().mergingEqual()).build();
  private final ReaderCounters.Group counters = new ReaderCounters.Group();
  private final ExclusionListener listener;
  private final HazardStats before = VmaLock.hazardStatistics();

  /**
   * Creates an address space without mappings.
   *
   * @param listener receives the ranges to which the writer has exclusive access
   */
  public VmaTreeSpace(ExclusionListener listener) {
    this.listener = listener;
  }

  @Override
  public void map(long start, long end, int protection) {
    try (Batch<Integer> batch = tree.batch()) {
      batch.unmap(start, end);
      listener.beginExclusive(start, end);
      batch.map(start, end, protection);
      listener.endExclusive(start, end);
      batch.commit();
    }
  }

  @Override
  public void unmap(long start, long end) {
    try (Batch<Integer> batch = tree.batch()) {
      batch.unmap(start, end);
      listener.beginExclusive(start, end);
      batch.commit();
    }
    listener.endExclusive(start, end);
  }

  /** {@inheritDoc} Readers may hold ranges that have this protection already, so these are not changed. */
  @Override
  public void protect(long start, long end, int protection) {
    List<RangeEntry> changed = differing(start, end, protection);
    try (Batch<Integer> batch = tree.batch()) {
      for (RangeEntry part : changed) {
        batch.unmap(part.start(), part.end());
        listener.beginExclusive(part.start(), part.end());
      }
      changed.forEach(part -> batch.map(part.start(), part.end(), protection));
      changed.forEach(part -> listener.endExclusive(part.start(), part.end()));
      batch.commit();
    }
  }

  /** {@inheritDoc} The exclusive access to the new range, which may overlap the old one, ends first. */
  @Override
  public void move(long oldStart, long oldEnd, long newStart, long newEnd) {
    try (Batch<Integer> batch = tree.batch()) {
      Integer protection = batch.get(oldStart);
      if (protection == null) {
        throw new IllegalStateException("the first page of " + RangeEntry.range(oldStart, oldEnd) + " is not mapped");
      }
      batch.unmap(oldStart, oldEnd);
      listener.beginExclusive(oldStart, oldEnd);
      batch.unmap(newStart, newEnd);
      listener.beginExclusive(newStart, newEnd);
      batch.map(newStart, newEnd, protection);
      listener.endExclusive(newStart, newEnd);
      batch.commit();
    }
    listener.endExclusive(oldStart, oldEnd);
  }

  @Override
  public void reset(List<RangeEntry> initial) {
    try (Batch<Integer> batch = tree.batch()) {
      batch.unmapAll();
      listener.beginExclusive(0, 0);
      initial.forEach(mapping -> batch.replace(mapping.start(), mapping.end(), mapping.protection()));
      listener.endExclusive(0, 0);
      batch.commit();
    }
  }

  @Override
  public Reader newReader() {
    return new TreeReader(counters.join());
  }

  @Override
  public SpaceStats statistics() {
    TreeStats counted = tree.statistics();
    long spread = VmaLock.hazardStatistics().minus(before).spread();
    return counters.sum().plus(new SpaceStats(0, counted.retries(), counted.fallbacks(), spread));
  }

  @Override
  public List<RangeEntry> mappings() {
    List<RangeEntry> mappings = new ArrayList<>();
    tree.snapshot().forEach(vma -> mappings.add(new RangeEntry(vma.start(), vma.end(), vma.value())));
    return mappings;
  }

  /** Returns the parts of a range that are mapped with a different protection. */
  private List<RangeEntry> differing(long start, long end, int protection) {
    List<RangeEntry> parts = new ArrayList<>();
    VmaCursor cursor = new VmaCursor(start);
    boolean within = true;
    while (within) {
      try (VmaHandle<Integer> vma = tree.startReadNext(cursor)) {
        within = vma != null && Long.compareUnsigned(vma.start(), end - 1) <= 0;
        if (within && vma.value() != protection) {
          parts.add(cut(vma.vma(), start, end));
        }
      }
    }
    return parts;
  }

  private static RangeEntry cut(Vma<Integer> vma, long start, long end) {
    long from = Long.compareUnsigned(vma.start(), start) < 0 ? start : vma.start();
    long to = Long.compareUnsigned(vma.end() - 1, end - 1) < 0 ? vma.end() : end;
    return new RangeEntry(from, to, vma.value());
  }

  private final class TreeReader implements Reader {
    private final ReaderCounters counters;
    private final VmaResult<Integer> held = new VmaResult<>();
    private long stamp = VmaTree.NOT_MAPPED;

    TreeReader(ReaderCounters counters) {
      this.counters = counters;
    }

    @Override
    public boolean lock(long address) {
      stamp = tree.startRead(address, held);
      if (stamp == VmaTree.NOT_MAPPED) {
        return false;
      }
      counters.hit();
      return true;
    }

    @Override
    public long start() {
      return held.vma().start();
    }

    @Override
    public long end() {
      return held.vma().end();
    }

    @Override
    public int protection() {
      return held.vma().value();
    }

    @Override
    public void unlock() {
      held.vma().endRead(stamp);
      held.clear();
    }
  }
}
