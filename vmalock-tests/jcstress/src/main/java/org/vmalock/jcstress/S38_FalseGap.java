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
 * A range gives its front to a new one while an iteration is about to lock it.
 *
 * <pre>
 *   T1 startReadNext from 0                   T2 writer
 *   ---------------------------------    ---------------------------------
 *   walks to a = [0, 10)
 *                                        a becomes [5, 10), A = [0, 5) is new
 *   locks a: begins at 5
 *   so [0, 5) is a gap?
 * </pre>
 *
 * <p>What T1 knows about the keys in front of the range comes from before the change, what it knows about the range from after
 * it. Both must be of one moment: here a has become another range, and its lock says GONE; in the kernel, which keeps the
 * object, the iteration asks the sequence whether anything has changed since. (S38.)
 */
public final class S38_FalseGap {
  private S38_FalseGap() {}

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
      tree.shrinkFirst();
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

  /** Control: {@link TreeMutant.TrustsTheGap}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "gap", expect = ACCEPTABLE_INTERESTING, desc = "The race: a gap that never was.")
  @State
  public static class TrustsTheGapMutant extends Scenario {
    public TrustsTheGapMutant() {
      super(new TreeMutant.TrustsTheGap());
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
