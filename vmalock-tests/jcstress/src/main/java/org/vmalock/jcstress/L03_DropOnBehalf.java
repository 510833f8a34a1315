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
 * The last user of B drops, in the worker's name, what it finds in the worker's box.
 *
 * <pre>
 *   T1 worker, borrows B                 T2 last user of B
 *   ---------------------------------    ---------------------------------
 *                                        slot holds B
 *   slot := empty, goes to a task of A
 *   slot := A
 *   last user of A: slot holds A
 *   box: empty -> A
 *                                        box holds A: is T1 done with it?
 *   uses A
 * </pre>
 *
 * <p>What T2 saw first proves nothing: T1 has begun to borrow A since. T2 looks at the slot again when it knows what is in the
 * box. (The proposal of 2021 did not.)
 */
public final class L03_DropOnBehalf {
  private L03_DropOnBehalf() {}

  @Outcome(id = "kept, 2", expect = ACCEPTABLE, desc = "Kept while it was borrowed; both freed once.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Lazy lazy;
    private final Lazy.Context a;
    private final Lazy.Context b;

    Scenario(Lazy lazy) {
      this.lazy = lazy;
      a = lazy.open(1);
      b = lazy.open(2);
    }

    void worker(LI_Result r) {
      Lazy.Worker worker = lazy.register();
      worker.switchTo(b);
      worker.switchAwayAndPut(b);
      meet();
      worker.switchTo(a);
      worker.switchAwayAndPut(a);
      randomDelay();
      r.r1 = a.resource().look();
      worker.close();
    }

    void lastUser() {
      meet();
      b.put();
    }

    void after(LI_Result r) {
      r.r2 = a.resource().frees + b.resource().frees;
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed, .*", expect = FORBIDDEN, desc = "Freed while it was borrowed.")
  @Outcome(id = "kept, .*", expect = FORBIDDEN, desc = "Freed twice, or not at all.")
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

  /** Control: {@link ModelLazy.StealsByEarlyProof}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed, .*", expect = ACCEPTABLE_INTERESTING, desc = "The race: freed while it was borrowed.")
  @State
  public static class StealsByEarlyProofMutant extends Scenario {
    public StealsByEarlyProofMutant() {
      super(new ModelLazy.StealsByEarlyProof());
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
