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
 * Scenario L2: a worker writes to a borrowed context and ends the borrow while the last user releases its use.
 *
 * <p>Invariant: the release action sees everything that a borrowing worker has written, on whichever thread it runs.
 *
 * <pre>
 *   T1 worker, borrows                   T2 last user
 *   ---------------------------------    ---------------------------------
 *   written := 1           (plain)
 *   slot := empty        (release)
 *                                        slot is empty (volatile): no hand-off
 *                                        release action: written is 1
 * </pre>
 *
 * <p>If T2 finds the slot occupied, T1 runs the release action, or T2 takes the hand-off back after it has read the slot again.
 *
 * <p>Mutant: {@link WritesAfterClearMutant} writes after it has cleared the slot, which is the order that a weaker store of the
 * empty slot allows.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t L02_ReleaseActionSeesBorrower}
 */
public final class L02_ReleaseActionSeesBorrower {
  private L02_ReleaseActionSeesBorrower() {}

  @Outcome(id = "closed, 1", expect = ACCEPTABLE, desc = "The release action ran once and saw the write.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Lazy lazy;
    private final Lazy.Context context;
    private final boolean writesLate;

    Scenario(Lazy lazy, boolean writesLate) {
      this.lazy = lazy;
      this.writesLate = writesLate;
      context = lazy.create(2);
    }

    void worker(LI_Result r) {
      Lazy.Worker worker = lazy.register();
      worker.switchTo(context);
      worker.switchToIdleAndReleaseUse(context);
      rendezvous();
      if (!writesLate) {
        context.resource().written = 1;
      }
      worker.close();
      if (writesLate) {
        randomDelay();
        context.resource().written = 1;
      }
      r.r1 = "closed";
    }

    void lastUser() {
      rendezvous();
      context.releaseUse();
    }

    void after(LI_Result r) {
      r.r2 = context.resource().seen * context.resource().frees;
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "The release action did not see the last write of the worker.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Lazy.library(Scheme.HAZARD), false);
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
      super(new ModelLazy(), false);
    }

    @Override @Actor public void worker(LI_Result r) { super.worker(r); }

    @Override @Actor public void lastUser() { super.lastUser(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }

  /** Mutant: the worker writes after it has cleared its slot. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, 0", expect = ACCEPTABLE_INTERESTING, desc = "The race: the release action did not see the write.")
  @State
  public static class WritesAfterClearMutant extends Scenario {
    public WritesAfterClearMutant() {
      super(new ModelLazy(), true);
    }

    @Override @Actor public void worker(LI_Result r) { super.worker(r); }

    @Override @Actor public void lastUser() { super.lastUser(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }
}
