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
 * What a borrower has written is seen by the release action, whoever runs it.
 *
 * <pre>
 *   T1 worker, borrows                   T2 last user
 *   ---------------------------------    ---------------------------------
 *   written := 1           (plain)
 *   slot := empty        (release)
 *                                        slot is empty (volatile): nothing to hand over
 *                                        releases: written is 1
 * </pre>
 *
 * <p>If T2 finds the slot full, T1 releases, or T2 takes the hand-off back after another look at the slot.
 */
public final class L02_ReleaseSeesTheBorrower {
  private L02_ReleaseSeesTheBorrower() {}

  @Outcome(id = "left, 1", expect = ACCEPTABLE, desc = "Released once, and the write was seen.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Lazy lazy;
    private final Lazy.Context context;
    private final boolean writesLate;

    Scenario(Lazy lazy, boolean writesLate) {
      this.lazy = lazy;
      this.writesLate = writesLate;
      context = lazy.open(2);
    }

    void worker(LI_Result r) {
      Lazy.Worker worker = lazy.register();
      worker.switchTo(context);
      worker.switchAwayAndPut(context);
      meet();
      if (!writesLate) {
        context.resource().written = 1;
      }
      worker.close();
      if (writesLate) {
        randomDelay();
        context.resource().written = 1;
      }
      r.r1 = "left";
    }

    void lastUser() {
      meet();
      context.put();
    }

    void after(LI_Result r) {
      r.r2 = context.resource().seen * context.resource().frees;
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "The borrower's last write was lost on whoever released it.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Lazy.library(Scheme.HAZARD), false);
    }

    @Override
    @Actor
    public void worker(LI_Result r) {
      super.worker(r);
    }

    @Override
    @Actor
    public void lastUser() {
      super.lastUser();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
    }
  }

  /** The model, which must pass for the controls to mean anything. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(new ModelLazy(), false);
    }

    @Override
    @Actor
    public void worker(LI_Result r) {
      super.worker(r);
    }

    @Override
    @Actor
    public void lastUser() {
      super.lastUser();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
    }
  }

  /** Control: the worker writes when it has left, which is what a weaker store of the empty slot allows. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, 0", expect = ACCEPTABLE_INTERESTING, desc = "The race: the write was lost on whoever released it.")
  @State
  public static class WritesAfterLeavingMutant extends Scenario {
    public WritesAfterLeavingMutant() {
      super(new ModelLazy(), true);
    }

    @Override
    @Actor
    public void worker(LI_Result r) {
      super.worker(r);
    }

    @Override
    @Actor
    public void lastUser() {
      super.lastUser();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
    }
  }
}
