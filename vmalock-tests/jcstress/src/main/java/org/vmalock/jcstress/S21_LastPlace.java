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
 * Two readers come when the count has room for one.
 *
 * <pre>
 *   T1 tryStartRead                      T2 tryStartRead
 *   ---------------------------------    ---------------------------------
 *   LIMIT - 1: room for one
 *                                        LIMIT - 1: room for one
 *   counted: LIMIT
 *                                        the word has changed: looks again
 *                                        LIMIT: BUSY
 * </pre>
 *
 * <p>One is in and one is told BUSY; the count never passes LIMIT, since what is above it belongs to others; and when one leaves
 * there is room again. To count first and look afterwards sends both away, and passes LIMIT on the way. (S21, S19.)
 */
public final class S21_LastPlace {
  private S21_LastPlace() {}

  @Outcome(id = "in, BUSY, full", expect = ACCEPTABLE, desc = "The first got the last place.")
  @Outcome(id = "BUSY, in, full", expect = ACCEPTABLE, desc = "The second got the last place.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Node node;
    private long one;
    private long other;

    Scenario(Subject subject) {
      super(subject);
      structure = subject.structure();
      node = subject.node(structure);
      attach(structure, node);
      node.fill(1);
    }

    void oneReader(LLL_Result r) {
      meet();
      one = node.tryStartRead(structure);
      r.r1 = one > 0 ? "in" : "BUSY";
    }

    void otherReader(LLL_Result r) {
      meet();
      other = node.tryStartRead(structure);
      r.r2 = other > 0 ? "in" : "BUSY";
    }

    void after(LLL_Result r) {
      boolean full = node.tryStartRead(structure) == Node.BUSY;
      if (one > 0 || other > 0) {
        node.endRead(Math.max(one, other));
      }
      boolean roomAgain = node.tryStartRead(structure) > 0;
      r.r3 = full && roomAgain ? "full" : "miscounted";
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "in, in, .*", expect = FORBIDDEN, desc = "The count has passed LIMIT.")
  @Outcome(id = "BUSY, BUSY, .*", expect = FORBIDDEN, desc = "Both were sent away though there was room for one.")
  @Outcome(id = ".*, miscounted", expect = FORBIDDEN, desc = "The count is not what those inside make it.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void oneReader(LLL_Result r) {
      super.oneReader(r);
    }

    @Override
    @Actor
    public void otherReader(LLL_Result r) {
      super.otherReader(r);
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
    public void oneReader(LLL_Result r) {
      super.oneReader(r);
    }

    @Override
    @Actor
    public void otherReader(LLL_Result r) {
      super.otherReader(r);
    }

    @Override
    @Arbiter
    public void after(LLL_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link Mutant.CountsFirst}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "BUSY, BUSY, .*", expect = ACCEPTABLE_INTERESTING, desc = "The race: each is sent away because of the other.")
  @State
  public static class CountsFirstMutant extends Scenario {
    public CountsFirstMutant() {
      super(Subject.flawed(Mutant.CountsFirst::new));
    }

    @Override
    @Actor
    public void oneReader(LLL_Result r) {
      super.oneReader(r);
    }

    @Override
    @Actor
    public void otherReader(LLL_Result r) {
      super.otherReader(r);
    }

    @Override
    @Arbiter
    public void after(LLL_Result r) {
      super.after(r);
    }
  }
}
