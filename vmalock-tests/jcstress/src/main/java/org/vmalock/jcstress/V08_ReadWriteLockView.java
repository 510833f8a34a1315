package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.vmalock.VmaLock;

/**
 * Scenario V8: two threads use a standalone lock through {@link ReadWriteLock}: one writes, the other reads and then writes.
 *
 * <p>Invariant: the read lock and the write lock are views of one lock; a writer excludes readers and other writers.
 *
 * <pre>
 *   T1                                   T2
 *   ---------------------------------    ---------------------------------
 *   readLock: reads x, y                 writeLock: x + 1, y + 1
 *   writeLock: x + 1, y + 1
 * </pre>
 *
 * <p>Mutant: {@link TwoLocksMutant} takes the two views from two locks.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V08_ReadWriteLockView}
 */
public final class V08_ReadWriteLockView {
  private V08_ReadWriteLockView() {}

  @Outcome(id = "(old|new), both", expect = ACCEPTABLE, desc = "The threads excluded each other.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Lock readLock;
    private final Lock writeLock;
    private int x;
    private int y;

    Scenario(Lock readLock, Lock writeLock) {
      this.readLock = readLock;
      this.writeLock = writeLock;
    }

    void readerAndWriter(LL_Result r) {
      rendezvous();
      String seen = "old";
      for (int tries = 0; tries < TRIES && seen.equals("old"); tries++) {
        seen = read();
      }
      r.r1 = seen;
      increment();
    }

    void writer() {
      rendezvous();
      increment();
    }

    private String read() {
      readLock.lock();
      try {
        int seen = x;
        randomDelay();
        return seen != y ? "torn" : seen == 0 ? "old" : "new";
      } finally {
        readLock.unlock();
      }
    }

    private void increment() {
      writeLock.lock();
      try {
        x++;
        randomDelay();
        y++;
      } finally {
        writeLock.unlock();
      }
    }

    void after(LL_Result r) {
      r.r2 = x == 2 && y == 2 ? "both" : "one lost";
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn, .*", expect = FORBIDDEN, desc = "The reader and a writer held the lock together.")
  @Outcome(id = ".*, one lost", expect = FORBIDDEN, desc = "Two writers held the lock together.")
  @State
  public static class Real extends Scenario {
    public Real() {
      this(VmaLock.standalone().asReadWriteLock());
    }

    private Real(ReadWriteLock lock) {
      super(lock.readLock(), lock.writeLock());
    }

    @Override @Actor public void readerAndWriter(LL_Result r) { super.readerAndWriter(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(LL_Result r) { super.after(r); }
  }

  /** Mutant: the views are of two locks. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn, both", expect = ACCEPTABLE_INTERESTING, desc = "The race: the reader and a writer hold the lock together.")
  @State
  public static class TwoLocksMutant extends Scenario {
    public TwoLocksMutant() {
      super(VmaLock.standalone().asReadWriteLock().readLock(), VmaLock.standalone().asReadWriteLock().writeLock());
    }

    @Override @Actor public void readerAndWriter(LL_Result r) { super.readerAndWriter(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(LL_Result r) { super.after(r); }
  }
}
