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
 * Scenario S21: two readers acquire a node whose count has room for one.
 *
 * <p>Invariant: one of the two acquires the node, the other gets BUSY, and the count never exceeds LIMIT.
 *
 * <pre>
 *   T1 tryStartRead                      T2 tryStartRead
 *   ---------------------------------    ---------------------------------
 *   count: LIMIT - 1
 *                                        count: LIMIT - 1
 *   compare-and-set: LIMIT
 *                                        compare-and-set fails: reads again
 *                                        count: LIMIT, returns BUSY
 * </pre>
 *
 * <p>The bits above the count have other meanings, so the count must not carry into them. After a release there is room for one
 * reader again.
 *
 * <p>Mutant: {@link Mutant.CountsBeforeCheck} increments first and checks afterwards (scenario S19): each reader finds the other's
 * increment, both return BUSY, and the count exceeds LIMIT meanwhile.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S21_CountLimit}
 */
public final class S21_CountLimit {
  private S21_CountLimit() {}

  @Outcome(id = "acquired, BUSY, full", expect = ACCEPTABLE, desc = "The first reader got the last place in the count.")
  @Outcome(id = "BUSY, acquired, full", expect = ACCEPTABLE, desc = "The second reader got the last place in the count.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Node node;
    private long first;
    private long second;

    Scenario(Subject subject) {
      super(subject);
      structure = subject.structure();
      node = subject.node(structure);
      attach(structure, node);
      node.fill(1);
    }

    void firstReader(LLL_Result r) {
      rendezvous();
      first = node.tryStartRead(structure);
      r.r1 = first > 0 ? "acquired" : "BUSY";
    }

    void secondReader(LLL_Result r) {
      rendezvous();
      second = node.tryStartRead(structure);
      r.r2 = second > 0 ? "acquired" : "BUSY";
    }

    void after(LLL_Result r) {
      boolean full = node.tryStartRead(structure) == Node.BUSY;
      if (first > 0 || second > 0) {
        node.endRead(Math.max(first, second));
      }
      boolean roomAgain = node.tryStartRead(structure) > 0;
      r.r3 = full && roomAgain ? "full" : "miscounted";
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "acquired, acquired, .*", expect = FORBIDDEN, desc = "The count exceeded LIMIT.")
  @Outcome(id = "BUSY, BUSY, .*", expect = FORBIDDEN, desc = "Both were refused although there was room for one.")
  @Outcome(id = ".*, miscounted", expect = FORBIDDEN, desc = "The count is not the number of reads held.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void firstReader(LLL_Result r) { super.firstReader(r); }

    @Override @Actor public void secondReader(LLL_Result r) { super.secondReader(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(Subject.MODEL);
    }

    @Override @Actor public void firstReader(LLL_Result r) { super.firstReader(r); }

    @Override @Actor public void secondReader(LLL_Result r) { super.secondReader(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }

  /** Mutant: {@link Mutant.CountsBeforeCheck}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(
      id = "BUSY, BUSY, .*",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The race: each is refused because of the other's increment.")
  @State
  public static class CountsBeforeCheckMutant extends Scenario {
    public CountsBeforeCheckMutant() {
      super(Subject.mutant(Mutant.CountsBeforeCheck::new));
    }

    @Override @Actor public void firstReader(LLL_Result r) { super.firstReader(r); }

    @Override @Actor public void secondReader(LLL_Result r) { super.secondReader(r); }

    @Override @Arbiter public void after(LLL_Result r) { super.after(r); }
  }
}
