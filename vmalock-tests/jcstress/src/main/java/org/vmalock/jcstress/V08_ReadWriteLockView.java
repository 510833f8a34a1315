package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
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
 * <p>Mutant: {@code view-reads-without-count} does not ask whether the node admits a reader.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V08_ReadWriteLockView}
 */
@JCStressTest
@Outcome(id = "(old|new), both", expect = ACCEPTABLE, desc = "The threads excluded each other.")
@Outcome(id = "torn, .*", expect = FORBIDDEN, desc = "The reader and a writer held the lock together.")
@Outcome(id = ".*, one lost", expect = FORBIDDEN, desc = "Two writers held the lock together.")
@State
public class V08_ReadWriteLockView extends Race {
  private final Lock readLock;
  private final Lock writeLock;
  private int x;
  private int y;

  public V08_ReadWriteLockView() {
    ReadWriteLock lock = VmaLock.standalone().asReadWriteLock();
    readLock = lock.readLock();
    writeLock = lock.writeLock();
  }

  @Actor
  public void readerAndWriter(LL_Result r) {
    rendezvous();
    String seen = "old";
    for (int tries = 0; tries < TRIES && seen.equals("old"); tries++) {
      seen = read();
    }
    r.r1 = seen;
    increment();
  }

  @Actor
  public void writer() {
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

  @Arbiter
  public void after(LL_Result r) {
    r.r2 = x == 2 && y == 2 ? "both" : "one lost";
  }
}
