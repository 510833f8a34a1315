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
 * A worker begins to borrow a context while its last other user leaves.
 *
 * <pre>
 *   T1 worker                            T2 user
 *   ---------------------------------    ---------------------------------
 *   slot := context           (release)
 *   users 2 -> 1    (volatile RMW)
 *                                        users 1 -> 0    (volatile RMW)
 *                                        slot holds context: count + 1, hand over
 *   uses context
 *   slot := empty        (release)
 *   drops what was handed over
 * </pre>
 *
 * <p>T1 publishes without a fence, since it is still a user: its store happens before its own put, and that before the last one,
 * so the scan has to see it. If T1's put is the last one, T1 scans itself. The count rises before the reference is handed over,
 * since T1 may drop it at once.
 */
public final class L01_BorrowBesideLastPut {
  private L01_BorrowBesideLastPut() {}

  @Outcome(id = "kept, 1", expect = ACCEPTABLE, desc = "Kept while it was borrowed, freed once.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Lazy lazy;
    private final Lazy.Context context;

    Scenario(Lazy lazy) {
      this.lazy = lazy;
      context = lazy.open(2);
    }

    void worker(LI_Result r) {
      Lazy.Worker worker = lazy.register();
      worker.switchTo(context);
      meet();
      worker.switchAwayAndPut(context);
      randomDelay();
      r.r1 = context.resource().look();
      worker.close();
    }

    void lastUser() {
      meet();
      context.put();
    }

    void after(LI_Result r) {
      r.r2 = context.resource().frees;
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed, .*", expect = FORBIDDEN, desc = "Freed while it was borrowed.")
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Nobody freed it.")
  @Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Lazy.library(Scheme.HAZARD));
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

  /** The library, left by an exchange. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed, .*", expect = FORBIDDEN, desc = "Freed while it was borrowed.")
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Nobody freed it.")
  @Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice.")
  @State
  public static class RealExact extends Scenario {
    public RealExact() {
      super(Lazy.library(Scheme.HAZARD_EXACT));
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
      super(new ModelLazy());
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

  /** Control: {@link ModelLazy.PublishesAfterPutting}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed, .*", expect = ACCEPTABLE_INTERESTING, desc = "The race: freed while it was borrowed.")
  @State
  public static class PublishesAfterPuttingMutant extends Scenario {
    public PublishesAfterPuttingMutant() {
      super(new ModelLazy.PublishesAfterPutting());
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

  /** Control: {@link ModelLazy.CountsAfterHandingOver}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, 2", expect = ACCEPTABLE_INTERESTING, desc = "The race: freed twice.")
  @State
  public static class CountsAfterHandingOverMutant extends Scenario {
    public CountsAfterHandingOverMutant() {
      super(new ModelLazy.CountsAfterHandingOver());
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
