package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.vmalock.lazymm.Scheme;

/**
 * Scenario L1: a worker begins to borrow a context while the last other user releases its use.
 *
 * <p>Invariant: the release action of a context does not run while a worker borrows the context, and runs once.
 *
 * <pre>
 *   T1 worker                            T2 user
 *   ---------------------------------    ---------------------------------
 *   slot := context           (release)
 *   users 2 -> 1    (volatile RMW)
 *                                        users 1 -> 0    (volatile RMW)
 *                                        slot holds context: count + 1, hand-off
 *   uses context
 *   slot := empty        (release)
 *   releases the reference in its box
 * </pre>
 *
 * <p>T1 publishes without a fence, since it is still a user: its store happens before its own {@code releaseUse}, which happens
 * before the last one, so the scan sees the slot. If T1's {@code releaseUse} is the last one, T1 scans itself. The count is raised
 * before the hand-off, since T1 may release the reference at once.
 *
 * <p>Mutants: {@link ModelLazy.PublishesAfterReleaseUse} publishes its slot when it is no longer a user. {@link
 * ModelLazy.CountsAfterHandOff} raises the count after the hand-off.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t L01_BorrowBesideReleaseUse}
 */
public final class L01_BorrowBesideReleaseUse {
  private L01_BorrowBesideReleaseUse() {}

  @Outcome(id = "kept, 1", expect = ACCEPTABLE, desc = "Not freed while it was borrowed; freed once.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Lazy lazy;
    private final Lazy.Context context;

    Scenario(Lazy lazy) {
      this.lazy = lazy;
      context = lazy.create(2);
    }

    void worker(LI_Result r) {
      Lazy.Worker worker = lazy.register();
      worker.switchTo(context);
      rendezvous();
      worker.switchToIdleAndReleaseUse(context);
      randomDelay();
      r.r1 = context.resource().state();
      worker.close();
    }

    void lastUser() {
      rendezvous();
      context.releaseUse();
    }

    void after(LI_Result r) {
      r.r2 = context.resource().frees;
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed, .*", expect = FORBIDDEN, desc = "Freed while it was borrowed.")
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Never freed.")
  @Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Lazy.library(Scheme.HAZARD));
    }

    @Override @Actor public void worker(LI_Result r) { super.worker(r); }

    @Override @Actor public void lastUser() { super.lastUser(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }

  /** The scenario on the library, with slots that are cleared by an exchange. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed, .*", expect = FORBIDDEN, desc = "Freed while it was borrowed.")
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Never freed.")
  @Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice.")
  @State
  public static class RealExact extends Scenario {
    public RealExact() {
      super(Lazy.library(Scheme.HAZARD_EXACT));
    }

    @Override @Actor public void worker(LI_Result r) { super.worker(r); }

    @Override @Actor public void lastUser() { super.lastUser(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(new ModelLazy());
    }

    @Override @Actor public void worker(LI_Result r) { super.worker(r); }

    @Override @Actor public void lastUser() { super.lastUser(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }

  /** Mutant: {@link ModelLazy.PublishesAfterReleaseUse}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed, .*", expect = ACCEPTABLE_INTERESTING, desc = "The race: freed while it was borrowed.")
  @State
  public static class PublishesAfterReleaseUseMutant extends Scenario {
    public PublishesAfterReleaseUseMutant() {
      super(new ModelLazy.PublishesAfterReleaseUse());
    }

    @Override @Actor public void worker(LI_Result r) { super.worker(r); }

    @Override @Actor public void lastUser() { super.lastUser(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }

  /** Mutant: {@link ModelLazy.CountsAfterHandOff}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, 2", expect = ACCEPTABLE_INTERESTING, desc = "The race: freed twice.")
  @State
  public static class CountsAfterHandOffMutant extends Scenario {
    public CountsAfterHandOffMutant() {
      super(new ModelLazy.CountsAfterHandOff());
    }

    @Override @Actor public void worker(LI_Result r) { super.worker(r); }

    @Override @Actor public void lastUser() { super.lastUser(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }
}
