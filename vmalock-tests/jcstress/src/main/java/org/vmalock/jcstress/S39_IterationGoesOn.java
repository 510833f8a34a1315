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
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A range swallows its neighbour while an iteration is about to lock it.
 *
 * <pre>
 *   T1 startReadNext from 0                   T2 writer
 *   ---------------------------------    ---------------------------------
 *   walks to a = [0, 10)
 *                                        a and b become [0, 20)
 *   locks a, reports [0, 20)
 *   next step from 10 or from 20?
 * </pre>
 *
 * <p>The cursor stands on a key: where the range that was reported ends. If it stands where the range ended when the walk came
 * by, the next step finds the same range again. (S39.)
 */
public final class S39_IterationGoesOn {
  private S39_IterationGoesOn() {}

  @Outcome(id = "seamless", expect = ACCEPTABLE, desc = "No gap, nothing twice.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final RangeTree tree;

    Scenario(RangeTree tree) {
      this.tree = tree;
    }

    private volatile boolean over;

    void reader(L_Result r) {
      meet();
      String seen = "seamless";
      boolean once = false;
      for (int tries = 0; tries < TRIES && seen.equals("seamless") && !once; tries++) {
        once = over;
        seen = iterate();
      }
      r.r1 = seen;
    }

    private String iterate() {
      RangeTree.Walk walk = new RangeTree.Walk();
      long covered = 0;
      while (tree.next(walk)) {
        if (walk.from != covered) {
          return walk.from > covered ? "gap" : "again";
        }
        covered = walk.to;
      }
      return covered == RangeTree.END ? "seamless" : "short";
    }

    void writer() {
      meet();
      tree.mergeFirstTwo();
      over = true;
    }

    void after(L_Result r) {
      if (!tree.clear()) {
        r.r1 = "somebody is left inside";
      }
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "gap", expect = FORBIDDEN, desc = "Keys that are mapped all the time were passed over.")
  @Outcome(id = "again", expect = FORBIDDEN, desc = "Keys were reported twice.")
  @Outcome(id = "short", expect = FORBIDDEN, desc = "The iteration ended early.")
  @Outcome(id = "somebody is left inside", expect = FORBIDDEN, desc = "The counts are not balanced.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new VmaRanges());
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(L_Result r) {
      super.after(r);
    }
  }

  /** The model, which must pass for the controls to mean anything. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(new ModelTree());
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(L_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link TreeMutant.StepsByTheWalk}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "again", expect = ACCEPTABLE_INTERESTING, desc = "The race: the same range twice.")
  @State
  public static class StepsByTheWalkMutant extends Scenario {
    public StepsByTheWalkMutant() {
      super(new TreeMutant.StepsByTheWalk());
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(L_Result r) {
      super.after(r);
    }
  }
}
