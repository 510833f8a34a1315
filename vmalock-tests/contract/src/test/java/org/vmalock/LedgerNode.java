package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;

/** A node beside whose word a second book is kept: who is inside, and how each life ended. */
final class LedgerNode extends VmaLock {
  /** Written by the owner before the node is attached, and found there by everybody who is let in. */
  Life life;

  /** How many lives have begun. Written by the owner of the moment. */
  int lives;

  /** Equal except inside a write section. */
  int left;

  int right;

  /** Thrown on purpose. */
  static final class Injected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Injected(String where) {
      super(where);
    }
  }

  /** One life, as its users see it. Each books itself in after the lock has let it in, and out before it leaves. */
  static final class Life {
    final int generation;
    private final boolean failsAtItsEnd;
    private final AtomicInteger readers = new AtomicInteger();
    private final AtomicInteger writers = new AtomicInteger();
    private final AtomicInteger frees = new AtomicInteger();

    Life(int generation, boolean failsAtItsEnd) {
      this.generation = generation;
      this.failsAtItsEnd = failsAtItsEnd;
    }

    void readerIn() {
      readers.incrementAndGet();
      assertEquals(0, writers.get(), "a writer is inside with a reader");
      assertEquals(0, frees.get(), "let into a life that is over");
    }

    void readerOut() {
      assertEquals(0, writers.get(), "a writer came in to a reader");
      assertEquals(0, frees.get(), "freed under a reader");
      readers.decrementAndGet();
    }

    void writerIn() {
      assertEquals(1, writers.incrementAndGet(), "two writers");
      assertEquals(0, readers.get(), "a reader is inside with a writer");
      assertEquals(0, frees.get(), "write-locked after its end");
    }

    void writerOut() {
      assertEquals(0, readers.get(), "a reader came in to a writer");
      assertEquals(0, writers.decrementAndGet());
    }

    void assertEnded() {
      assertEquals(1, frees.get(), "ends of one life");
      assertEquals(0, readers.get());
      assertEquals(0, writers.get());
    }
  }

  /** The next life begins, and its owner books it. */
  Life begin(boolean failsAtItsEnd) {
    lives++;
    assertEquals(lives, generation(), "every life has the next number");
    assertEquals(LockWord.detached(lives), Node.word(this));
    life = new Life(lives, failsAtItsEnd);
    return life;
  }

  void write() {
    left++;
    right++;
  }

  void assertWhole() {
    assertEquals(left, right, "half a write");
  }

  @Override
  protected void onFree() {
    assertEquals(1, life.frees.incrementAndGet(), "freed twice");
    assertEquals(0, life.readers.get(), "freed under a reader");
    assertEquals(0, life.writers.get(), "freed under a writer");
    if (life.failsAtItsEnd) {
      throw new Injected("onFree");
    }
  }
}
