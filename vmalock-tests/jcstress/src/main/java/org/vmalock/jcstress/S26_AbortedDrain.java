package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.vmalock.StructureLock;

/**
 * Scenarios S26 and S27: a draining writer times out or is interrupted while the reader releases.
 *
 * <p>Invariant: LOCKED is cleared however the drain ends, and the node is write-locked if and only if {@code tryStartWrite}
 * returned true.
 *
 * <pre>
 *   T1 reader                            T2 timed tryStartWrite
 *   ---------------------------------    ---------------------------------
 *                                        LOCKED set, one reader, parks
 *   may interrupt T2
 *   endRead                              timed out, interrupted or woken
 *                                        LOCKED cleared
 * </pre>
 *
 * <p>Mutant: {@code failed-drain-stays-locked} does not clear LOCKED if the drain fails, so that no reader can acquire the node
 * any more.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S26_AbortedDrain}
 */
@JCStressTest
@Outcome(
    id = "(acquired|timed out|interrupted), consistent, readable",
    expect = ACCEPTABLE,
    desc = "The writer acquired the node, or nothing has changed.")
@Outcome(id = ".*, locked", expect = FORBIDDEN, desc = "LOCKED is still set: no reader can acquire the node any more.")
@Outcome(id = ".*, inconsistent, .*", expect = FORBIDDEN, desc = "The node is not in the state that tryStartWrite reported.")
@State
public class S26_AbortedDrain extends Race {
  private final StructureLock structure;
  private final Node node;
  private final long stamp;
  private volatile @Nullable Thread waitingWriter;
  private volatile boolean readerDone;

  public S26_AbortedDrain() {
    structure = new StructureLock();
    node = new Node(structure);
    attach(structure, node);
    stamp = node.tryStartRead(structure);
  }

  @Actor
  public void reader() {
    try {
      awaitWriter(structure, node);
      randomDelay();
      Thread writer = waitingWriter;
      if (writer != null && ThreadLocalRandom.current().nextBoolean()) {
        writer.interrupt();
      }
      randomDelay();
      node.endRead(stamp);
    } finally {
      readerDone = true; // ends the writer
    }
  }

  @Actor
  public void writer(LLL_Result r) {
    long micros = ThreadLocalRandom.current().nextBoolean() ? ThreadLocalRandom.current().nextInt(5) : 10_000_000;
    structure.lockWrite();
    waitingWriter = Thread.currentThread();
    boolean acquired = false;
    try {
      acquired = node.tryStartWrite(micros, TimeUnit.MICROSECONDS);
      r.r1 = acquired ? "acquired" : "timed out";
    } catch (InterruptedException e) {
      r.r1 = "interrupted";
    }
    waitingWriter = null;
    r.r2 = node.isWriteLocked() == acquired ? "consistent" : "inconsistent";
    structure.unlockWrite();
    while (!readerDone) {
      Thread.onSpinWait();
    }
    Thread.interrupted(); // clears an interrupt that arrived after the wait
  }

  @Arbiter
  public void after(LLL_Result r) {
    r.r3 = node.tryStartRead(structure) > 0 ? "readable" : "locked";
  }
}
