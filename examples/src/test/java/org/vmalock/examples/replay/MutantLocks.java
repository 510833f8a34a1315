package org.vmalock.examples.replay;

import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.replay.space.SpaceStats;
import org.vmalock.examples.replay.space.WriterMark;
import org.vmalock.examples.trace.AddressSpaceModel;
import org.vmalock.examples.trace.RangeEntry;

/** Address spaces whose answers are right, and whose locks are not. */
final class MutantLocks {
  private MutantLocks() {}

  /** Publishes whole snapshots; readers hold nothing at all, and nobody waits for them. */
  static class Snapshots implements AddressSpace {
    volatile AddressSpaceModel published = new AddressSpaceModel();

    Snapshots(WriterMark unused) {}

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

  /** Readers lock nothing, and look at the live state each time they are asked: what they hold changes under them. */
  static final class LiveView extends Snapshots {
    LiveView(WriterMark mark) {
      super(mark);
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

  /** Changes first and waits for the readers then: nothing they hold changes, but the writer is inside with them. */
  @SuppressWarnings("LockNotBeforeTry") // A reader holds the lock from one call to another.
  static final class WaitsTooLate extends Snapshots {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final WriterMark mark;

    WaitsTooLate(WriterMark mark) {
      super(mark);
      this.mark = mark;
    }

    @Override
    public void unmap(long start, long end) {
      mark.inside(start, end);
      MutantSpaces.randomDelay();
      super.unmap(start, end);
      mark.outside(start, end);
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
