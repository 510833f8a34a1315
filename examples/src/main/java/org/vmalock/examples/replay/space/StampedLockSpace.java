package org.vmalock.examples.replay.space;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.trace.Pages;
import org.vmalock.examples.trace.RangeEntry;

/**
 * An address space over a {@link ConcurrentSkipListMap} from first pages to ranges with a {@link
 * java.util.concurrent.locks.StampedLock} each: a solution with the JDK alone in which a reader of one range does not wait for a
 * writer of another range.
 *
 * <p>The writer write-locks every range that it changes, makes {@link #sequence} odd, changes the map, makes the sequence even, and
 * then releases the ranges that it locked or inserted. Therefore a range that was found and read-locked is valid if it was not
 * removed, and the writer does not change it while it is held. A look-up that finds no range may have observed a partial change:
 * this answer is valid only if the sequence was even before the look-up and is unchanged after it. After {@link #ATTEMPTS} failed
 * attempts, a reader acquires the structure lock, which the writer holds during the whole operation, so that the map does not
 * change.
 *
 * <p>Adjacent ranges with equal protection are not merged, since the writer would have to lock two more ranges.
 */
public final class StampedLockSpace implements AddressSpace {
  private static final int ATTEMPTS = 4;

  private final ConcurrentSkipListMap<Long, StampedRange> ranges = new ConcurrentSkipListMap<>();
  private final ReentrantReadWriteLock structure = new ReentrantReadWriteLock();
  private final ReaderCounters.Group counters = new ReaderCounters.Group();
  private final ExclusionListener listener;

  /** Odd while the writer changes the map. Written under the write lock of the structure. */
  private volatile long sequence;

  /**
   * Creates an address space without mappings.
   *
   * @param listener receives the ranges to which the writer has exclusive access
   */
  public StampedLockSpace(ExclusionListener listener) {
    this.listener = listener;
  }

  @Override
  public void map(long start, long end, int protection) {
    try (WriteSection section = new WriteSection(start, end)) {
      section.beginChanges();
      section.cut(Pages.of(start), Pages.endOf(end));
      section.insert(Pages.of(start), Pages.endOf(end), protection);
    }
  }

  @Override
  public void unmap(long start, long end) {
    try (WriteSection section = new WriteSection(start, end)) {
      section.beginChanges();
      section.cut(Pages.of(start), Pages.endOf(end));
    }
  }

  @Override
  public void protect(long start, long end, int protection) {
    try (WriteSection section = new WriteSection(start, end)) {
      section.beginChanges();
      section.protect(Pages.of(start), Pages.endOf(end), protection);
    }
  }

  @Override
  public void move(long oldStart, long oldEnd, long newStart, long newEnd) {
    try (WriteSection section = new WriteSection(oldStart, oldEnd)) {
      StampedRange first = floor(Pages.of(oldStart));
      if (first == null || Pages.of(oldStart) >= first.end) {
        throw new IllegalStateException("the first page of " + RangeEntry.range(oldStart, oldEnd) + " is not mapped");
      }
      int protection = first.protection;
      section.lockWithin(newStart, newEnd);
      section.beginChanges();
      section.cut(Pages.of(oldStart), Pages.endOf(oldEnd));
      section.cut(Pages.of(newStart), Pages.endOf(newEnd));
      section.insert(Pages.of(newStart), Pages.endOf(newEnd), protection);
    }
  }

  @Override
  public void reset(List<RangeEntry> initial) {
    try (WriteSection section = new WriteSection(0, 0)) {
      section.beginChanges();
      section.cut(0, Pages.COUNT);
      for (RangeEntry mapping : initial) {
        section.cut(mapping.firstPage(), mapping.endPage());
        section.insert(mapping.firstPage(), mapping.endPage(), mapping.protection());
      }
    }
  }

  @Override
  public Reader newReader() {
    return new StampedReader(counters.join());
  }

  @Override
  public SpaceStats statistics() {
    return counters.sum().withoutSpread();
  }

  @Override
  public List<RangeEntry> mappings() {
    List<RangeEntry> mappings = new ArrayList<>();
    for (StampedRange range : ranges.values()) {
      mappings.add(new RangeEntry(Pages.address(range.first), Pages.address(range.end), range.protection));
    }
    return mappings;
  }

  private @Nullable StampedRange floor(long page) {
    Map.Entry<Long, StampedRange> floor = ranges.floorEntry(page);
    return floor == null ? null : floor.getValue();
  }

  /** One operation of the writer: holds the write lock of the structure and the write locks of the ranges that it changes. */
  private final class WriteSection implements AutoCloseable {
    private final List<StampedRange> locked = new ArrayList<>();
    private final List<RangeEntry> exclusive = new ArrayList<>(2);

    WriteSection(long start, long end) {
      structure.writeLock().lock();
      lockWithin(start, end);
    }

    /**
     * Write-locks the ranges that overlap a range. Any order is safe: a reader holds at most one range, and acquires no lock while it
     * holds one.
     */
    void lockWithin(long start, long end) {
      for (StampedRange range : overlapping(Pages.of(start), Pages.endOf(end))) {
        if (range.lockForWriting()) {
          locked.add(range);
        }
      }
      listener.beginExclusive(start, end);
      exclusive.add(new RangeEntry(start, end, 0));
    }

    void beginChanges() {
      advance();
    }

    private void advance() {
      long next = sequence + 1;
      sequence = next;
    }

    /** Removes the pages from {@code from} to {@code to}; ranges that extend beyond them are cut. */
    void cut(long from, long to) {
      for (StampedRange range : overlapping(from, to)) {
        if (to < range.end) {
          insert(to, range.end, range.protection);
        }
        if (range.first < from) {
          range.end = from;
        } else {
          remove(range);
        }
      }
    }

    void protect(long from, long to, int protection) {
      for (StampedRange range : overlapping(from, to)) {
        long partFirst = Math.max(from, range.first);
        long partEnd = Math.min(to, range.end);
        if (partFirst == range.first && partEnd == range.end) {
          range.protection = protection;
        } else {
          cut(partFirst, partEnd);
          insert(partFirst, partEnd, protection);
        }
      }
    }

    /** Inserts a range that stays write-locked until the section ends. */
    void insert(long first, long end, int protection) {
      StampedRange range = new StampedRange(first, end, protection);
      range.lockForWriting();
      locked.add(range);
      ranges.put(first, range);
    }

    private void remove(StampedRange range) {
      range.removed = true;
      ranges.remove(range.first);
    }

    private List<StampedRange> overlapping(long from, long to) {
      StampedRange below = floor(from);
      long first = below != null && from < below.end ? below.first : from;
      return new ArrayList<>(ranges.subMap(first, to).values());
    }

    @Override
    public void close() {
      exclusive.forEach(range -> listener.endExclusive(range.start(), range.end()));
      if ((sequence & 1) != 0) {
        advance();
      }
      locked.forEach(StampedRange::unlockForWriting);
      structure.writeLock().unlock();
    }
  }

  private final class StampedReader implements Reader {
    private final ReaderCounters counters;
    private @Nullable StampedRange held;
    private long stamp;

    StampedReader(ReaderCounters counters) {
      this.counters = counters;
    }

    @Override
    public boolean lock(long address) {
      long page = Pages.of(address);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        long before = sequence;
        StampedRange range = floor(page);
        if (range != null && page < range.end) {
          if (hold(range, page)) {
            return true;
          }
        } else if (isUnchanged(before)) {
          return false;
        }
        counters.retry();
      }
      return lockUnderStructure(page);
    }

    /** Acquires the read lock of a range; returns false if the range was removed or cut meanwhile. */
    private boolean hold(StampedRange range, long page) {
      long read = range.lock.readLock();
      if (range.removed || page >= range.end) {
        range.lock.unlockRead(read);
        return false;
      }
      held = range;
      stamp = read;
      counters.hit();
      return true;
    }

    private boolean isUnchanged(long before) {
      // Orders the loads of the look-up before the second load of the sequence.
      VarHandle.acquireFence();
      return (before & 1) == 0 && sequence == before;
    }

    private boolean lockUnderStructure(long page) {
      counters.fallback();
      structure.readLock().lock();
      try {
        StampedRange range = floor(page);
        return range != null && page < range.end && hold(range, page);
      } finally {
        structure.readLock().unlock();
      }
    }

    @Override
    public long start() {
      return Pages.address(held().first);
    }

    @Override
    public long end() {
      return Pages.address(held().end);
    }

    @Override
    public int protection() {
      return held().protection;
    }

    @Override
    public void unlock() {
      held().lock.unlockRead(stamp);
      held = null;
    }

    private StampedRange held() {
      if (held == null) {
        throw new IllegalStateException("this reader holds no range");
      }
      return held;
    }
  }
}
