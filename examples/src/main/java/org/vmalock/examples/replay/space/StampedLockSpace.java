package org.vmalock.examples.replay.space;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.Pages;

/**
 * A {@link ConcurrentSkipListMap} from first pages to ranges that have a {@link java.util.concurrent.locks.StampedLock} each: what
 * one builds from the JDK to let readers of one range pass a writer of another.
 *
 * <p>The writer write-locks every range that it will touch, then makes {@link #sequence} odd, changes the map, makes the sequence
 * even, and only then releases what it locked or inserted. So a range found and read-locked is right by itself: it is not dead,
 * and nobody changes it while it is held. Finding nothing proves nothing, since the map may be half changed: that answer stands
 * only if the sequence was even before the look-up and is the same after it. A reader that fails a few times takes the structure
 * lock, which the writer holds throughout, and there the map is still.
 *
 * <p>Neighbours with equal protection are not merged, which would cost the writer two more locks.
 */
public final class StampedLockSpace implements AddressSpace {
  private static final int ATTEMPTS = 4;

  private final ConcurrentSkipListMap<Long, StampedRange> ranges = new ConcurrentSkipListMap<>();
  private final ReentrantReadWriteLock structure = new ReentrantReadWriteLock();
  private final ReaderCounters.Group counters = new ReaderCounters.Group();
  private final WriterMark mark;

  /** Odd while the writer changes the map. Written under the structure's write lock. */
  private volatile long sequence;

  /**
   * Makes an address space with nothing mapped.
   *
   * @param mark what the writer tells when it is inside a range
   */
  public StampedLockSpace(WriterMark mark) {
    this.mark = mark;
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
    return counters.sum();
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

  /** One operation: the structure's write lock, and every range write-locked on the way. */
  private final class WriteSection implements AutoCloseable {
    private final List<StampedRange> locked = new ArrayList<>();
    private final List<RangeEntry> marked = new ArrayList<>(2);

    WriteSection(long start, long end) {
      structure.writeLock().lock();
      lockWithin(start, end);
    }

    /** Locks in any order: a reader holds one range at most, and waits for nothing while it does. */
    void lockWithin(long start, long end) {
      for (StampedRange range : touching(Pages.of(start), Pages.endOf(end))) {
        if (range.lockForWriting()) {
          locked.add(range);
        }
      }
      mark.inside(start, end);
      marked.add(new RangeEntry(start, end, 0));
    }

    void beginChanges() {
      advance();
    }

    private void advance() {
      long next = sequence + 1;
      sequence = next;
    }

    /** Removes the pages from {@code from} to {@code to}; what sticks out on either side stays. */
    void cut(long from, long to) {
      for (StampedRange range : touching(from, to)) {
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
      for (StampedRange range : touching(from, to)) {
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
      range.dead = true;
      ranges.remove(range.first);
    }

    private List<StampedRange> touching(long from, long to) {
      StampedRange below = floor(from);
      long first = below != null && from < below.end ? below.first : from;
      return new ArrayList<>(ranges.subMap(first, to).values());
    }

    @Override
    public void close() {
      marked.forEach(range -> mark.outside(range.start(), range.end()));
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

    /** Waits for the range's read lock; the range may have shrunk or died in the meantime. */
    private boolean hold(StampedRange range, long page) {
      long read = range.lock.readLock();
      if (range.dead || page >= range.end) {
        range.lock.unlockRead(read);
        return false;
      }
      held = range;
      stamp = read;
      counters.hit();
      return true;
    }

    private boolean isUnchanged(long before) {
      // Everything the look-up loaded is loaded before the sequence is read again.
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
