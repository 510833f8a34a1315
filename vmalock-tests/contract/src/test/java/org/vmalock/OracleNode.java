package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;

/** A node with an independent record of its holds: the active readers and writers, and the number of frees, of each generation. */
final class OracleNode extends VmaLock {
  /** The record of the current generation. Written by the owner before the node is attached, and read by threads that hold the node. */
  Holds holds;

  private final int firstGeneration = generation();

  /** The number of the generation that was started last. Written by the owner of the current generation. */
  int lastGeneration = firstGeneration - 1;

  /** Equal to {@link #right} except inside a write section. */
  int left;

  int right;

  /** Thrown deliberately by the tests. */
  static final class Injected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Injected(String where) {
      super(where);
    }
  }

  /** The recorded holds of one generation. A thread records its hold after it has acquired the lock, and removes it before releasing. */
  static final class Holds {
    final int generation;
    private final boolean failsOnFree;
    private final AtomicInteger readers = new AtomicInteger();
    private final AtomicInteger writers = new AtomicInteger();
    private final AtomicInteger frees = new AtomicInteger();

    Holds(int generation, boolean failsOnFree) {
      this.generation = generation;
      this.failsOnFree = failsOnFree;
    }

    void addReader() {
      readers.incrementAndGet();
      assertEquals(0, writers.get(), "a read was acquired while a writer is active");
      assertEquals(0, frees.get(), "a read of a freed generation was acquired");
    }

    void removeReader() {
      assertEquals(0, writers.get(), "a writer started while a reader is active");
      assertEquals(0, frees.get(), "freed while a reader is active");
      readers.decrementAndGet();
    }

    void addWriter() {
      assertEquals(1, writers.incrementAndGet(), "two writers are active");
      assertEquals(0, readers.get(), "a writer started while a reader is active");
      assertEquals(0, frees.get(), "a freed generation was write-locked");
    }

    void removeWriter() {
      assertEquals(0, readers.get(), "a read was acquired while a writer is active");
      assertEquals(0, writers.decrementAndGet());
    }

    void assertFreedOnce() {
      assertEquals(1, frees.get(), "frees of one generation");
      assertEquals(0, readers.get());
      assertEquals(0, writers.get());
    }
  }

  /** Starts the record of the next generation; called by its owner. */
  Holds startGeneration(boolean failsOnFree) {
    lastGeneration++;
    assertEquals(lastGeneration, generation(), "generations are numbered consecutively");
    assertEquals(LockWord.detached(lastGeneration), Node.word(this));
    holds = new Holds(lastGeneration, failsOnFree);
    return holds;
  }

  /** Returns how many generations were started. */
  int started() {
    return lastGeneration - firstGeneration + 1;
  }

  void write() {
    left++;
    right++;
  }

  void assertNotTorn() {
    assertEquals(left, right, "a partial write is visible");
  }

  @Override
  protected void onFree() {
    assertEquals(1, holds.frees.incrementAndGet(), "freed twice");
    assertEquals(0, holds.readers.get(), "freed while a reader is active");
    assertEquals(0, holds.writers.get(), "freed while a writer is active");
    if (holds.failsOnFree) {
      throw new Injected("onFree");
    }
  }
}
