package org.vmalock.examples.replay;

import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.replay.space.ExclusionListener;
import org.vmalock.examples.replay.space.SpaceStats;
import org.vmalock.examples.trace.AddressSpaceModel;
import org.vmalock.examples.trace.RangeEntry;

/** Mutants of an address space with right answers and incorrect locks. */
final class MutantLocks {
  private MutantLocks() {}

  /** Publishes whole snapshots; readers acquire no lock, and the writer does not wait for them. */
  static class Snapshots implements AddressSpace {
    volatile AddressSpaceModel published = new AddressSpaceModel();

    Snapshots(ExclusionListener unused) {}

    void publish(Consumer<AddressSpaceModel> change) {
      AddressSpaceModel next = new AddressSpaceModel();
      next.reset(published.mappings());
      change.accept(next);
      published = next;
    }

    @Override
    public void map(long start, long end, int protection) {
      publish(next -> next.map(start, end, protection));
    }

    @Override
    public void unmap(long start, long end) {
      publish(next -> next.unmap(start, end));
    }

    @Override
    public void protect(long start, long end, int protection) {
      publish(next -> next.protect(start, end, protection));
    }

    @Override
    public void move(long oldStart, long oldEnd, long newStart, long newEnd) {
      publish(next -> next.move(oldStart, oldEnd, newStart, newEnd));
    }

    @Override
    public void reset(List<RangeEntry> mappings) {
      publish(next -> next.reset(mappings));
    }

    @Override
    public SpaceStats statistics() {
      return SpaceStats.NONE;
    }

    @Override
    public List<RangeEntry> mappings() {
      return published.mappings();
    }

    @Override
    public Reader newReader() {
      return new SnapshotReader();
    }

    class SnapshotReader implements Reader {
      private @Nullable RangeEntry found;

      @Override
      public boolean lock(long address) {
        found = published.find(address);
        return found != null;
      }

      @Override
      public long start() {
        return found().start();
      }

      @Override
      public long end() {
        return found().end();
      }

      @Override
      public int protection() {
        return found().protection();
      }

      @Override
      public void unlock() {
        found();
      }

      private RangeEntry found() {
        if (found == null) {
          throw new IllegalStateException("nothing found");
        }
        return found;
      }
    }
  }

  /** Readers acquire no lock and read the current state on each call: a held range changes. */
  static final class LiveView extends Snapshots {
    LiveView(ExclusionListener listener) {
      super(listener);
    }

    @Override
    public Reader newReader() {
      return new SnapshotReader() {
        private long address;

        @Override
        public boolean lock(long looked) {
          address = looked;
          return super.lock(looked);
        }

        @Override
        public int protection() {
          RangeEntry now = published.find(address);
          return now == null ? super.protection() : now.protection();
        }
      };
    }
  }

  /** Changes first and waits for the readers afterwards: held ranges do not change, but the writer reports exclusive access to them. */
  @SuppressWarnings("LockNotBeforeTry") // A reader holds the lock from one call to another.
  static final class ChangesBeforeWaiting extends Snapshots {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final ExclusionListener listener;

    ChangesBeforeWaiting(ExclusionListener listener) {
      super(listener);
      this.listener = listener;
    }

    @Override
    public void unmap(long start, long end) {
      listener.beginExclusive(start, end);
      MutantSpaces.randomDelay();
      super.unmap(start, end);
      listener.endExclusive(start, end);
      lock.writeLock().lock();
      lock.writeLock().unlock();
    }

    @Override
    public void reset(List<RangeEntry> mappings) {
      lock.writeLock().lock();
      try {
        super.reset(mappings);
      } finally {
        lock.writeLock().unlock();
      }
    }

    @Override
    public Reader newReader() {
      return new SnapshotReader() {
        @Override
        public boolean lock(long address) {
          lock.readLock().lock();
          if (super.lock(address)) {
            return true;
          }
          lock.readLock().unlock();
          return false;
        }

        @Override
        public void unlock() {
          lock.readLock().unlock();
        }
      };
    }
  }
}
