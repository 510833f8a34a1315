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
 * Scenario S36: a lookup has walked to a range that is replaced before the lookup acquires it.
 *
 * <p>Invariant: a lookup of a key that stays mapped finds it.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   walks version 1 to b
 *                                        write-locks b, publishes version 2 with B
 *                                        detaches b, unlockWrite
 *   tryStartRead(b): GONE
 *   walks again: which version?
 * </pre>
 *
 * <p>GONE says that the walked version is out of date, so the retry starts at the root of the current version, and T1 finds b or B.
 * In the kernel a walk that continued from where it was followed freed nodes.
 *
 * <p>Mutant: {@link TreeMutant.NoRetryFromRoot} walks the same version again, finds b again and gets GONE again.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S36_RetryFromRoot}
 */
public final class S36_RetryFromRoot {
  private S36_RetryFromRoot() {}

  @Outcome(id = "b", expect = ACCEPTABLE, desc = "The lookup found the range as of before the change.")
  @Outcome(id = "B", expect = ACCEPTABLE, desc = "The lookup found the range as of after the change.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final RangeTree tree;

    Scenario(RangeTree tree) {
      this.tree = tree;
    }

    void reader(L_Result r) {
      rendezvous();
      String seen = "b";
      for (int tries = 0; tries < TRIES && seen.equals("b"); tries++) {
        seen = tree.valueAt(15);
      }
      r.r1 = seen;
    }

    void writer() {
      rendezvous();
      tree.replaceMiddle();
    }

    void after(L_Result r) {
      if (!tree.clear()) {
        r.r1 = "unbalanced";
      }
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "hole", expect = FORBIDDEN, desc = "A key that stays mapped was not found.")
  @Outcome(id = "lost", expect = FORBIDDEN, desc = "The lookup used up its retries on the old version.")
  @Outcome(id = "unbalanced", expect = FORBIDDEN, desc = "A read was not released.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new VmaRanges());
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(L_Result r) { super.after(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(new ModelTree());
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(L_Result r) { super.after(r); }
  }

  /** Mutant: {@link TreeMutant.NoRetryFromRoot}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "lost", expect = ACCEPTABLE_INTERESTING, desc = "The race: the lookup used up its retries on the old version.")
  @State
  public static class NoRetryFromRootMutant extends Scenario {
    public NoRetryFromRootMutant() {
      super(new TreeMutant.NoRetryFromRoot());
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(L_Result r) { super.after(r); }
  }
}
