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
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * An unmapping takes three ranges aside and is given up, while a reader looks one of them up.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *                                        write-locks a, b, c; detaches each
 *   looks c up: BUSY, or GONE
 *                                        gives up: attaches a, b, c again
 *                                        unlocks
 *   looks c up again
 * </pre>
 *
 * <p>Until the point of no return nothing is gone: T1 waits, or looks again, and comes in. Afterwards each range is back,
 * exactly once, and nobody is left inside. (S31.)
 */
public final class S31_AbortedUnmap {
  private S31_AbortedUnmap() {}

  @Outcome(id = "c, as it was", expect = ACCEPTABLE, desc = "Nothing has happened.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final RangeTree tree;

    Scenario(RangeTree tree) {
      this.tree = tree;
    }

    private volatile boolean over;

    void reader(LL_Result r) {
      meet();
      String seen = "c";
      boolean once = false;
      for (int tries = 0; tries < TRIES && seen.equals("c") && !once; tries++) {
        once = over;
        seen = tree.valueAt(25);
      }
      r.r1 = seen;
    }

    void writer() {
      meet();
      tree.abortUnmap();
      over = true;
    }

    void after(LL_Result r) {
      String all = tree.valueAt(5) + tree.valueAt(15) + tree.valueAt(25);
      r.r2 = all.equals("abc") && tree.clear() ? "as it was" : "changed";
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(hole|lost), .*", expect = FORBIDDEN, desc = "A range was missing for a reader, though it was never unmapped.")
  @Outcome(id = ".*, changed", expect = FORBIDDEN, desc = "A range is not back, or is back with somebody inside.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new VmaRanges());
    }

    @Override
    @Actor
    public void reader(LL_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(LL_Result r) {
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
    public void reader(LL_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(LL_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link TreeMutant.ForgetsOne}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(c|lost), changed", expect = ACCEPTABLE_INTERESTING, desc = "One range is not back.")
  @State
  public static class ForgetsOneMutant extends Scenario {
    public ForgetsOneMutant() {
      super(new TreeMutant.ForgetsOne());
    }

    @Override
    @Actor
    public void reader(LL_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(LL_Result r) {
      super.after(r);
    }
  }
}
