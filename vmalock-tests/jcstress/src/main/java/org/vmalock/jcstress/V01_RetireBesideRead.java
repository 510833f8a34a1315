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

/**
 * Scenario V1: the owner retires an object while a reader acquires it; no lock is held.
 *
 * <p>Invariant: the object is freed once, and a reader that is refused has not written to the word.
 *
 * <pre>
 *   T1 reader                            T2 owner
 *   ---------------------------------    ---------------------------------
 *   word: attached, count 0
 *                                        retire: not owned, no reader; frees
 *   compare-and-set: count 1?
 * </pre>
 *
 * <p>T1's compare-and-set fails, since the word has changed, and T1 has written nothing: a retired object stays retired.
 *
 * <p>Mutant: {@link Mutant.CountsBeforeCheck} increments first. Its rollback makes the word "not owned, no reader" a second time,
 * and the object is freed twice.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V01_RetireBesideRead}
 */
public final class V01_RetireBesideRead {
  private V01_RetireBesideRead() {}

  @Outcome(id = "(old|GONE), 1", expect = ACCEPTABLE, desc = "Freed once; the read ended before the free or was refused.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Node node;
    private final int generation;

    Scenario(Subject subject) {
      super(subject);
      node = subject.pooled(null);
      node.markAttached();
      generation = node.generation();
    }

    void reader(LI_Result r) {
      rendezvous();
      String seen = "old";
      for (int tries = 0; tries < TRIES && seen.equals("old"); tries++) {
        seen = read(node, node.tryStartRead(generation));
      }
      r.r1 = seen;
    }

    void owner() {
      rendezvous();
      node.retire(generation);
    }

    void after(LI_Result r) {
      r.r2 = node.payload().frees();
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(freed|torn), .*", expect = FORBIDDEN, desc = "The reader holds a freed object.")
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Never freed.")
  @Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void reader(LI_Result r) { super.reader(r); }

    @Override @Actor public void owner() { super.owner(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(Subject.MODEL);
    }

    @Override @Actor public void reader(LI_Result r) { super.reader(r); }

    @Override @Actor public void owner() { super.owner(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }

  /** Mutant: {@link Mutant.CountsBeforeCheck}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, 2", expect = ACCEPTABLE_INTERESTING, desc = "The race: the reader's rollback frees the object again.")
  @State
  public static class CountsBeforeCheckMutant extends Scenario {
    public CountsBeforeCheckMutant() {
      super(Subject.mutant(Mutant.CountsBeforeCheck::new));
    }

    @Override @Actor public void reader(LI_Result r) { super.reader(r); }

    @Override @Actor public void owner() { super.owner(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }
}
