package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

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
 * <p>Mutant: {@link Mutant.LeaksLocked} does not clear LOCKED if the drain fails, so that no reader can acquire the node any more.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S26_AbortedDrain}
 */
public final class S26_AbortedDrain {
  private S26_AbortedDrain() {}

  @Outcome(
      id = "(acquired|timed out|interrupted), consistent, readable",
      expect = ACCEPTABLE,
      desc = "The writer acquired the node, or nothing has changed.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Node node;
    private final long stamp;
    private volatile @Nullable Thread waitingWriter;
    private volatile boolean readerDone;

    Scenario(Subject subject) {
      super(subject);
      structure = subject.structure();
      node = subject.node(structure);
      attach(structure, node);
      stamp = node.tryStartRead(structure);
    }

    void reader() {
      awaitWriter(structure, node);
      randomDelay();
      Thread writer = waitingWriter;
      if (writer != null && ThreadLocalRandom.current().nextBoolean()) {
        writer.interrupt();
      }
      randomDelay();
      node.endRead(stamp);
      readerDone = true;
    }

    void writer(LLL_Result r) {
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

    void after(LLL_Result r) {
      r.r3 = node.tryStartRead(structure) > 0 ? "readable" : "locked";
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, locked", expect = FORBIDDEN, desc = "LOCKED is still set: no reader can acquire the node any more.")
  @Outcome(id = ".*, inconsistent, .*", expect = FORBIDDEN, desc = "The node is not in the state that tryStartWrite reported.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void reader() { super.reader(); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(Subject.MODEL);
    }

    @Override @Actor public void reader() { super.reader(); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  /** Mutant: {@link Mutant.LeaksLocked}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, consistent, locked", expect = ACCEPTABLE_INTERESTING, desc = "The race: LOCKED is still set.")
  @State
  public static class LeaksLockedMutant extends Scenario {
    public LeaksLockedMutant() {
      super(Subject.mutant(Mutant.LeaksLocked::new));
    }

    @Override @Actor public void reader() { super.reader(); }

    @Override @Actor public void writer(LLL_Result r) { super.writer(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }
}
