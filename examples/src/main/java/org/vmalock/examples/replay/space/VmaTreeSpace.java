package org.vmalock.examples.replay.space;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.tree.Batch;
import org.vmalock.tree.TreeStats;
import org.vmalock.tree.Vma;
import org.vmalock.tree.VmaCursor;
import org.vmalock.tree.VmaTree;

/**
 * A {@link VmaTree} from addresses to protections.
 *
 * <p>Every operation is one {@link Batch}, so that the writer can mark what it has for itself: from the change, which returns when the
 * readers have left, until after the commit, which publishes ranges that stay locked until the batch is closed.
 */
public final class VmaTreeSpace implements AddressSpace {
  private final VmaTree<Integer> tree = VmaTree.<Integer>builder().build();
  private final ReaderCounters.Group counters = new ReaderCounters.Group();
  private final WriterMark mark;

  /**
   * Makes an address space with nothing mapped.
   *
   * @param mark what the writer tells when it is inside a range
   */
  public VmaTreeSpace(WriterMark mark) {
    this.mark = mark;
  }

  @Override
  public void map(long start, long end, int protection) {
    try (Batch<Integer> batch = tree.batch()) {
      batch.replace(start, end, protection);
      commit(batch, start, end);
    }
  }

  @Override
  public void unmap(long start, long end) {
    try (Batch<Integer> batch = tree.batch()) {
      batch.unmap(start, end);
      commit(batch, start, end);
    }
  }

  /** Ranges that have this protection already are left alone, and readers may stay inside them: they get no mark. */
  @Override
  public void protect(long start, long end, int protection) {
    List<RangeEntry> changed = differing(start, end, protection);
    try (Batch<Integer> batch = tree.batch()) {
      batch.update(start, end, protection);
      changed.forEach(part -> mark.inside(part.start(), part.end()));
      changed.forEach(part -> mark.outside(part.start(), part.end()));
      batch.commit();
    }
  }

  @Override
  public void move(long oldStart, long oldEnd, long newStart, long newEnd) {
    try (Batch<Integer> batch = tree.batch()) {
      Integer protection = batch.get(oldStart);
      if (protection == null) {
        throw new IllegalStateException("the first page of " + RangeEntry.range(oldStart, oldEnd) + " is not mapped");
      }
      batch.unmap(oldStart, oldEnd);
      batch.replace(newStart, newEnd, protection);
      mark.inside(oldStart, oldEnd);
      mark.outside(oldStart, oldEnd);
      commit(batch, newStart, newEnd);
    }
  }

  @Override
  public void reset(List<RangeEntry> initial) {
    try (Batch<Integer> batch = tree.batch()) {
      batch.unmap(0, 0);
      initial.forEach(mapping -> batch.replace(mapping.start(), mapping.end(), mapping.protection()));
      commit(batch, 0, 0);
    }
  }

  @Override
  public Reader newReader() {
    return new TreeReader(counters.join());
  }

  @Override
  public SpaceStats statistics() {
    TreeStats counted = tree.statistics();
    return counters.sum().plus(new SpaceStats(0, counted.retries(), counted.fallbacks()));
  }

  @Override
  public List<RangeEntry> mappings() {
    List<RangeEntry> mappings = new ArrayList<>();
    tree.snapshot().forEach(vma -> mappings.add(new RangeEntry(vma.start(), vma.end(), vma.value())));
    return mappings;
  }

  /** The writer is alone from the change to the commit: what the commit publishes may be read before it returns. */
  private void commit(Batch<Integer> batch, long start, long end) {
    mark.inside(start, end);
    mark.outside(start, end);
    batch.commit();
  }

  /** Returns the parts of a range that are mapped with another protection. */
  private List<RangeEntry> differing(long start, long end, int protection) {
    List<RangeEntry> parts = new ArrayList<>();
    VmaCursor cursor = new VmaCursor(start);
    boolean within = true;
    while (within) {
      try (Vma<Integer> vma = tree.startReadNext(cursor)) {
        within = vma != null && Long.compareUnsigned(vma.start(), end - 1) <= 0;
        if (within && vma.value() != protection) {
          parts.add(cut(vma, start, end));
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
    private @Nullable Vma<Integer> held;

    TreeReader(ReaderCounters counters) {
      this.counters = counters;
    }

    @Override
    public boolean lock(long address) {
      held = tree.startRead(address);
      if (held == null) {
        return false;
      }
      counters.hit();
      return true;
    }

    @Override
    public long start() {
      return held().start();
    }

    @Override
    public long end() {
      return held().end();
    }

    @Override
    public int protection() {
      return held().value();
    }

    @Override
    public void unlock() {
      held().endRead();
      held = null;
    }

    private Vma<Integer> held() {
      if (held == null) {
        throw new IllegalStateException("this reader holds no range");
      }
      return held;
    }
  }
}
