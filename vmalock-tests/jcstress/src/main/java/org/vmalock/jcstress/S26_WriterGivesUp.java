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
 * A writer who waits for a reader runs out of time, or is interrupted, while the reader leaves.
 *
 * <pre>
 *   T1 reader                            T2 timed startWrite
 *   ---------------------------------    ---------------------------------
 *                                        LOCKED up, one inside, parks
 *   interrupts T2, perhaps
 *   endRead                              time is up, or interrupted, or woken
 *                                        LOCKED down
 * </pre>
 *
 * <p>However it ends, LOCKED is down again, or no reader ever comes in any more; and the node is write-locked if and only if the
 * writer was told so. (S26, S27.)
 */
public final class S26_WriterGivesUp {
  private S26_WriterGivesUp() {}

  @Outcome(
      id = "(taken|out of time|interrupted), told so, open",
      expect = ACCEPTABLE,
      desc = "Either it has the node, or all is as it was.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Node node;
    private final long stamp;
    private volatile @Nullable Thread waiting;
    private volatile boolean readerIsDone;

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
      Thread writer = waiting;
      if (writer != null && ThreadLocalRandom.current().nextBoolean()) {
        writer.interrupt();
      }
      randomDelay();
      node.endRead(stamp);
      readerIsDone = true;
    }

    void writer(LLL_Result r) {
      long micros = ThreadLocalRandom.current().nextBoolean() ? ThreadLocalRandom.current().nextInt(5) : 10_000_000;
      structure.lockWrite();
      waiting = Thread.currentThread();
      boolean taken = false;
      try {
        taken = node.tryStartWrite(micros, TimeUnit.MICROSECONDS);
        r.r1 = taken ? "taken" : "out of time";
      } catch (InterruptedException e) {
        r.r1 = "interrupted";
      }
      waiting = null;
      r.r2 = node.isWriteLocked() == taken ? "told so" : "told wrong";
      structure.unlockWrite();
      while (!readerIsDone) {
        Thread.onSpinWait();
      }
      Thread.interrupted(); // one that came too late
    }

    void after(LLL_Result r) {
      r.r3 = node.tryStartRead(structure) > 0 ? "open" : "shut";
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, shut", expect = FORBIDDEN, desc = "LOCKED has been left up: no reader comes in any more.")
  @Outcome(id = ".*, told wrong, .*", expect = FORBIDDEN, desc = "The node is not in the state that the writer was told.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void reader() {
      super.reader();
    }

    @Override
    @Actor
    public void writer(LLL_Result r) {
      super.writer(r);
    }

    @Override
    @Arbiter
    public void after(LLL_Result r) {
      super.after(r);
    }
  }

  /** The model, which must pass for the controls to mean anything. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(Subject.MODEL);
    }

    @Override
    @Actor
    public void reader() {
      super.reader();
    }

    @Override
    @Actor
    public void writer(LLL_Result r) {
      super.writer(r);
    }

    @Override
    @Arbiter
    public void after(LLL_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link Mutant.LeaksLocked}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, told so, shut", expect = ACCEPTABLE_INTERESTING, desc = "LOCKED has been left up.")
  @State
  public static class LeaksLockedMutant extends Scenario {
    public LeaksLockedMutant() {
      super(Subject.flawed(Mutant.LeaksLocked::new));
    }

    @Override
    @Actor
    public void reader() {
      super.reader();
    }

    @Override
    @Actor
    public void writer(LLL_Result r) {
      super.writer(r);
    }

    @Override
    @Arbiter
    public void after(LLL_Result r) {
      super.after(r);
    }
  }
}
