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
 * Two threads use a lock of its own through the JDK's interface: one writes, the other reads and then writes.
 *
 * <pre>
 *   T1                                   T2
 *   ---------------------------------    ---------------------------------
 *   readLock: reads x, y                 writeLock: x + 1, y + 1
 *   writeLock: x + 1, y + 1
 * </pre>
 *
 * <p>Both views are views of one lock: writers exclude writers and readers.
 */
public final class V08_ReadWriteLockView {
  private V08_ReadWriteLockView() {}

  @Outcome(id = "(old|new), both", expect = ACCEPTABLE, desc = "They took turns.")
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
      meet();
      String seen = "old";
      for (int tries = 0; tries < TRIES && seen.equals("old"); tries++) {
        seen = look();
      }
      r.r1 = seen;
      increment();
    }

    void writer() {
      meet();
      increment();
    }

    private String look() {
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

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn, .*", expect = FORBIDDEN, desc = "The reader was in beside the writer.")
  @Outcome(id = ".*, one lost", expect = FORBIDDEN, desc = "A writer was in beside the other.")
  @State
  public static class Real extends Scenario {
    public Real() {
      this(VmaLock.standalone().asReadWriteLock());
    }

    private Real(ReadWriteLock lock) {
      super(lock.readLock(), lock.writeLock());
    }

    @Override
    @Actor
    public void readerAndWriter(LL_Result r) {
      super.readerAndWriter(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(LL_Result r) {
      super.after(r);
    }
  }

  /** Control: the views are of two locks. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn, both", expect = ACCEPTABLE_INTERESTING, desc = "The race: a reader beside a writer.")
  @State
  public static class TwoLocksMutant extends Scenario {
    public TwoLocksMutant() {
      super(VmaLock.standalone().asReadWriteLock().readLock(), VmaLock.standalone().asReadWriteLock().writeLock());
    }

    @Override
    @Actor
    public void readerAndWriter(LL_Result r) {
      super.readerAndWriter(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(LL_Result r) {
      super.after(r);
    }
  }
}
