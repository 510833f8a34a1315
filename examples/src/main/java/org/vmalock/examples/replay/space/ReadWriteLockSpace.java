package org.vmalock.examples.replay.space;

import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.trace.AddressSpaceModel;
import org.vmalock.examples.trace.RangeEntry;

/**
 * One {@link ReentrantReadWriteLock} around a {@link java.util.TreeMap}: a reader holds the whole address space while it holds a
 * range. There is nothing to retry and nothing to fall back to.
 */
public final class ReadWriteLockSpace implements AddressSpace {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final AddressSpaceModel mappings = new AddressSpaceModel();
  private final ReaderCounters.Group counters = new ReaderCounters.Group();
  private final WriterMark mark;

  /**
   * Makes an address space with nothing mapped.
   *
   * @param mark what the writer tells when it is inside a range
   */
  public ReadWriteLockSpace(WriterMark mark) {
    this.mark = mark;
  }

  @Override
  public void map(long start, long end, int protection) {
    write(start, end, () -> mappings.map(start, end, protection));
  }

  @Override
  public void unmap(long start, long end) {
    write(start, end, () -> mappings.unmap(start, end));
  }

  @Override
  public void protect(long start, long end, int protection) {
    write(start, end, () -> mappings.protect(start, end, protection));
  }

  @Override
  public void move(long oldStart, long oldEnd, long newStart, long newEnd) {
    write(
        oldStart,
        oldEnd,
        () -> {
          mappings.move(oldStart, oldEnd, newStart, newEnd);
          mark.inside(newStart, newEnd);
          mark.outside(newStart, newEnd);
        });
  }

  @Override
  public void reset(List<RangeEntry> initial) {
    write(0, 0, () -> mappings.reset(initial));
  }

  @Override
  public Reader newReader() {
    return new LockedReader(counters.join());
  }

  @Override
  public SpaceStats statistics() {
    return counters.sum();
  }

  @Override
  public List<RangeEntry> mappings() {
    lock.readLock().lock();
    try {
      return mappings.mappings();
    } finally {
      lock.readLock().unlock();
    }
  }

  private void write(long start, long end, Runnable change) {
    lock.writeLock().lock();
    mark.inside(start, end);
    try {
      change.run();
    } finally {
      mark.outside(start, end);
      lock.writeLock().unlock();
    }
  }

  private final class LockedReader implements Reader {
    private final ReaderCounters counters;
    private @Nullable RangeEntry held;

    LockedReader(ReaderCounters counters) {
      this.counters = counters;
    }

    @Override
    public boolean lock(long address) {
      lock.readLock().lock();
      held = mappings.find(address);
      if (held == null) {
        lock.readLock().unlock();
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
      return held().protection();
    }

    @Override
    public void unlock() {
      held();
      held = null;
      lock.readLock().unlock();
    }

    private RangeEntry held() {
      if (held == null) {
        throw new IllegalStateException("this reader holds no range");
      }
      return held;
    }
  }
}
