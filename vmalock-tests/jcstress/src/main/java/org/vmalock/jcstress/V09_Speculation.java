package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Scenario V9: a reader reads a structure without a lock and validates afterwards.
 *
 * <p>Invariant: {@code validate} returns true only if no write section overlapped the reads.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   trySpeculate: even
 *   reads x                              lockWrite: odd
 *                                        x = 1, y = 1
 *   reads y                              unlockWrite: even
 *   validate: the sequence has changed, false
 * </pre>
 *
 * <p>The fence after the step to odd orders the step before the writer's stores; the fence in {@code validate} orders the reader's
 * loads before its load of the sequence. So a reader that saw one of the stores sees the step.
 *
 * <p>Mutant: {@link Mutant.IgnoresOddSequence} speculates while a write section is open, so that both of its loads of the sequence
 * may fall into one section.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V09_Speculation}
 */
public final class V09_Speculation {
  private V09_Speculation() {}

  @Outcome(id = "old", expect = ACCEPTABLE, desc = "Read before the section.")
  @Outcome(id = "new", expect = ACCEPTABLE, desc = "Read after the section.")
  @Outcome(id = "invalid", expect = ACCEPTABLE, desc = "The last attempt was refused or failed validation.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Payload payload = new Payload();

    Scenario(Subject subject) {
      super(subject);
      structure = subject.structure();
    }

    void reader(L_Result r) {
      rendezvous();
      String seen = "old";
      for (int tries = 0; tries < TRIES && (seen.equals("old") || seen.equals("invalid")); tries++) {
        seen = speculate();
      }
      r.r1 = seen;
    }

    private String speculate() {
      long sequence = structure.trySpeculate();
      int x = payload.x;
      int y = payload.y;
      return sequence < 0 || !structure.validate(sequence) ? "invalid" : x != y ? "torn" : x == 0 ? "old" : "new";
    }

    void writer() {
      rendezvous();
      structure.lockWrite();
      payload.set(1);
      structure.unlockWrite();
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = FORBIDDEN, desc = "An inconsistent read was validated.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(Subject.MODEL);
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }
  }

  /** Mutant: {@link Mutant.IgnoresOddSequence}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: both loads of the sequence fall into one write section.")
  @State
  public static class IgnoresOddSequenceMutant extends Scenario {
    public IgnoresOddSequenceMutant() {
      super(Subject.mutantStructure(Mutant.IgnoresOddSequence::new));
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }
  }
}
