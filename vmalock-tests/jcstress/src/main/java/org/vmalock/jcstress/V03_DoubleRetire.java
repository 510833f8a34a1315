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
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Two threads end the same life.
 *
 * <pre>
 *   T1 retire(g)                         T2 retire(g)
 *   ---------------------------------    ---------------------------------
 *   owned, generation g
 *                                        owned, generation g
 *   no owner, nobody inside: frees
 *   taken for the next life
 *                                        no owner, nobody inside: frees?
 * </pre>
 *
 * <p>One of them succeeds. The other is told so by an exception, has changed nothing, and the next life, which may have begun by
 * then, goes on undisturbed.
 */
public final class V03_DoubleRetire {
  private V03_DoubleRetire() {}

  @Outcome(
      id = {"retired, refused, next life", "refused, retired, next life"},
      expect = ACCEPTABLE,
      desc = "One has ended it, the other was told.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Node node;
    private final int life;

    Scenario(Subject subject) {
      super(subject);
      node = subject.pooled(null);
      node.markAttached();
      life = node.generation();
    }

    void one(LLL_Result r) {
      meet();
      r.r1 = retire();
    }

    void other(LLL_Result r) {
      meet();
      r.r2 = retire();
    }

    private String retire() {
      try {
        node.retire(life);
      } catch (IllegalStateException e) {
        return "refused";
      }
      node.reuse(null);
      return "retired";
    }

    void after(LLL_Result r) {
      boolean freedOnce = node.payload().frees() == 1;
      r.r3 = freedOnce && node.generation() == life + 1 && !node.reuse(null) ? "next life" : "freed again";
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "retired, retired, .*", expect = FORBIDDEN, desc = "Both have ended the same life.")
  @Outcome(id = ".*, freed again", expect = FORBIDDEN, desc = "The next life was not left alone.")
  @Outcome(id = "refused, refused, .*", expect = FORBIDDEN, desc = "Nobody could end it.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void one(LLL_Result r) {
      super.one(r);
    }

    @Override
    @Actor
    public void other(LLL_Result r) {
      super.other(r);
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
    public void one(LLL_Result r) {
      super.one(r);
    }

    @Override
    @Actor
    public void other(LLL_Result r) {
      super.other(r);
    }

    @Override
    @Arbiter
    public void after(LLL_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link Mutant.LooksBeforeRetiring}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "retired, retired, .*", expect = ACCEPTABLE_INTERESTING, desc = "The race: both have ended the same life.")
  @State
  public static class LooksBeforeRetiringMutant extends Scenario {
    public LooksBeforeRetiringMutant() {
      super(Subject.flawed(Mutant.LooksBeforeRetiring::new));
    }

    @Override
    @Actor
    public void one(LLL_Result r) {
      super.one(r);
    }

    @Override
    @Actor
    public void other(LLL_Result r) {
      super.other(r);
    }

    @Override
    @Arbiter
    public void after(LLL_Result r) {
      super.after(r);
    }
  }
}
