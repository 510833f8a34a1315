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
 * Scenario L3: the last user of B releases, on behalf of the worker, the reference that it finds in the worker's box.
 *
 * <p>Invariant: a reference in a box is released on behalf of the worker only if the worker has ended the borrow of its context.
 *
 * <pre>
 *   T1 worker, borrows B                 T2 last user of B
 *   ---------------------------------    ---------------------------------
 *                                        slot holds B
 *   slot := empty, switches to a task of A
 *   slot := A
 *   last user of A: slot holds A
 *   box: empty -> A
 *                                        box holds A: has T1 ended its borrow of A?
 *   uses A
 * </pre>
 *
 * <p>T2's first read of the slot proves nothing about A, which T1 has begun to borrow since. T2 reads the slot again after it has
 * read the box.
 *
 * <p>Mutant: {@link ModelLazy.ChecksSlotBeforeBox} relies on the first read of the slot.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t L03_ReleaseOnBehalf}
 */
public final class L03_ReleaseOnBehalf {
  private L03_ReleaseOnBehalf() {}

  @Outcome(id = "kept, 2", expect = ACCEPTABLE, desc = "Not freed while it was borrowed; both freed once.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Lazy lazy;
    private final Lazy.Context a;
    private final Lazy.Context b;

    Scenario(Lazy lazy) {
      this.lazy = lazy;
      a = lazy.create(1);
      b = lazy.create(2);
    }

    void worker(LI_Result r) {
      Lazy.Worker worker = lazy.register();
      worker.switchTo(b);
      worker.switchToIdleAndReleaseUse(b);
      rendezvous();
      worker.switchTo(a);
      worker.switchToIdleAndReleaseUse(a);
      randomDelay();
      r.r1 = a.resource().state();
      worker.close();
    }

    void lastUser() {
      rendezvous();
      b.releaseUse();
    }

    void after(LI_Result r) {
      r.r2 = a.resource().frees + b.resource().frees;
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed, .*", expect = FORBIDDEN, desc = "Freed while it was borrowed.")
  @Outcome(id = "kept, .*", expect = FORBIDDEN, desc = "Freed twice, or not at all.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Lazy.library(Scheme.HAZARD));
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

  /** Mutant: {@link ModelLazy.ChecksSlotBeforeBox}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed, .*", expect = ACCEPTABLE_INTERESTING, desc = "The race: freed while it was borrowed.")
  @State
  public static class ChecksSlotBeforeBoxMutant extends Scenario {
    public ChecksSlotBeforeBoxMutant() {
      super(new ModelLazy.ChecksSlotBeforeBox());
    }

    @Override @Actor public void worker(LI_Result r) { super.worker(r); }

    @Override @Actor public void lastUser() { super.lastUser(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }
}
