package org.vmalock.jcstress;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/** A pool: objects that can be allocated, each by one owner at a time, and freed. */
interface Pool {
  /** More objects than one thread caches, so that some are on the shared stack. */
  int SIZE = 7;

  @Nullable Object tryAlloc();

  void free(Object object);

  /** The library's pool, with all its objects free. */
  final class Library implements Pool {
    private final VmaPool<VmaLock> pool = VmaPool.builder(VmaLock::new).capacity(SIZE).build();

    Library() {
      VmaLock[] locks = new VmaLock[SIZE];
      for (int i = 0; i < SIZE; i++) {
        locks[i] = pool.alloc();
      }
      for (VmaLock lock : locks) {
        free(lock);
      }
    }

    @Override
    public @Nullable Object tryAlloc() {
      return pool.tryAlloc(null);
    }

    @Override
    public void free(Object object) {
      VmaLock lock = (VmaLock) object;
      lock.retire(lock.generation());
    }
  }

  /** A stack of cells that are linked by number. Its head holds the number of the top cell and a version. */
  class Model implements Pool {
    private final Cell[] cells = new Cell[SIZE + 1];
    private final AtomicLong head = new AtomicLong();

    Model() {
      for (int number = 1; number <= SIZE; number++) {
        cells[number] = new Cell(number);
        free(cells[number]);
      }
    }

    private static final class Cell {
      final int number;
      volatile int next;

      Cell(int number) {
        this.number = number;
      }
    }

    @Override
    public final @Nullable Object tryAlloc() {
      while (true) {
        long seen = head.get();
        int number = (int) seen;
        if (number == 0) {
          return null;
        }
        int next = cells[number].next;
        beforePop();
        if (head.compareAndSet(seen, nextVersion(seen) | next)) {
          return cells[number];
        }
      }
    }

    @Override
    public final void free(Object object) {
      Cell cell = (Cell) object;
      long seen;
      do {
        seen = head.get();
        cell.next = (int) seen;
      } while (!head.compareAndSet(seen, nextVersion(seen) | cell.number));
    }

    void beforePop() {}

    long nextVersion(long seen) {
      return ((seen >>> 32) + 1) << 32;
    }
  }

  /** Mutant: the head holds the number of the top cell only. */
  final class NoVersion extends Model {
    @Override
    void beforePop() {
      Race.randomDelay();
    }

    @Override
    long nextVersion(long seen) {
      return 0;
    }
  }
}
