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
 * Scenario S31: a writer detaches three ranges for an unmap and aborts, while a reader looks one of them up.
 *
 * <p>Invariant: a lookup never misses a range because of an unmap that is aborted; after the abort each range is attached exactly
 * once, and no read is left counted.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *                                        write-locks a, b, c; detaches each
 *   looks up c: BUSY or GONE
 *                                        aborts: attaches a, b, c again
 *                                        unlockWrite
 *   looks up c again
 * </pre>
 *
 * <p>Until the commit the unmap can be undone completely: T1 waits or retries, and acquires c.
 *
 * <p>Mutant: {@link TreeMutant.ReattachesAllButOne} does not attach the last range again.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S31_AbortedUnmap}
 */
public final class S31_AbortedUnmap {
  private S31_AbortedUnmap() {}

  @Outcome(id = "c, unchanged", expect = ACCEPTABLE, desc = "The reader found its range, and the tree is unchanged.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final RangeTree tree;

    Scenario(RangeTree tree) {
      this.tree = tree;
    }

    private volatile boolean over;

    void reader(LL_Result r) {
      rendezvous();
      String seen = "c";
      boolean once = false;
      for (int tries = 0; tries < TRIES && seen.equals("c") && !once; tries++) {
        once = over;
        seen = tree.valueAt(25);
      }
      r.r1 = seen;
    }

    void writer() {
      rendezvous();
      tree.abortUnmap();
      over = true;
    }

    void after(LL_Result r) {
      String all = tree.valueAt(5) + tree.valueAt(15) + tree.valueAt(25);
      r.r2 = all.equals("abc") && tree.clear() ? "unchanged" : "changed";
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(hole|lost), .*", expect = FORBIDDEN, desc = "A reader missed a range that was never unmapped.")
  @Outcome(id = ".*, changed", expect = FORBIDDEN, desc = "A range is not attached again, or still counts a reader.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new VmaRanges());
    }

    @Override @Actor public void reader(LL_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(LL_Result r) { super.after(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(new ModelTree());
    }

    @Override @Actor public void reader(LL_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(LL_Result r) { super.after(r); }
  }

  /** Mutant: {@link TreeMutant.ReattachesAllButOne}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(c|lost), changed", expect = ACCEPTABLE_INTERESTING, desc = "The race: one range is not attached again.")
  @State
  public static class ReattachesAllButOneMutant extends Scenario {
    public ReattachesAllButOneMutant() {
      super(new TreeMutant.ReattachesAllButOne());
    }

    @Override @Actor public void reader(LL_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(LL_Result r) { super.after(r); }
  }
}
