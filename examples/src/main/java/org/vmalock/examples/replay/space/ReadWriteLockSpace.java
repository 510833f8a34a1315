package org.vmalock.examples.replay.space;

import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.trace.AddressSpaceModel;
import org.vmalock.examples.trace.RangeEntry;

/**
 * An address space over a {@link java.util.TreeMap} under one {@link ReentrantReadWriteLock}: a reader that holds a range holds the
 * lock of the whole address space. There are no retries and no fallbacks.
 */
public final class ReadWriteLockSpace implements AddressSpace {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final AddressSpaceModel mappings = new AddressSpaceModel();
  private final ReaderCounters.Group counters = new ReaderCounters.Group();
  private final ExclusionListener listener;

  /**
   * Creates an address space without mappings.
   *
   * @param listener receives the ranges to which the writer has exclusive access
   */
  public ReadWriteLockSpace(ExclusionListener listener) {
    this.listener = listener;
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
          listener.beginExclusive(newStart, newEnd);
          listener.endExclusive(newStart, newEnd);
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
    return counters.sum().hitsOnly();
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
    listener.beginExclusive(start, end);
    try {
      change.run();
    } finally {
      listener.endExclusive(start, end);
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
