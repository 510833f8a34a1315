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
 * A reader reads a whole structure without a lock and asks afterwards whether it may believe it.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   trySpeculate: even
 *   reads x                              lockWrite: odd
 *                                        x = 1, y = 1
 *   reads y                              unlockWrite: even
 *   validate: another number, no
 * </pre>
 *
 * <p>The fence after the step to odd keeps the writer's stores behind it, that before validate's load keeps the reader's loads
 * before it: whoever saw a store sees the step.
 */
public final class V09_Speculation {
  private V09_Speculation() {}

  @Outcome(id = "old", expect = ACCEPTABLE, desc = "Before the section.")
  @Outcome(id = "new", expect = ACCEPTABLE, desc = "After the section.")
  @Outcome(id = "no", expect = ACCEPTABLE, desc = "Not to be believed, each time.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Payload payload = new Payload();

    Scenario(Subject subject) {
      super(subject);
      structure = subject.structure();
    }

    void reader(L_Result r) {
      meet();
      String seen = "old";
      for (int tries = 0; tries < TRIES && (seen.equals("old") || seen.equals("no")); tries++) {
        seen = speculate();
      }
      r.r1 = seen;
    }

    private String speculate() {
      long sequence = structure.trySpeculate();
      int x = payload.x;
      int y = payload.y;
      return sequence < 0 || !structure.validate(sequence) ? "no" : x != y ? "torn" : x == 0 ? "old" : "new";
    }

    void writer() {
      meet();
      structure.lockWrite();
      payload.set(1);
      structure.unlockWrite();
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = FORBIDDEN, desc = "A mixture was declared valid.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
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
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }
  }

  /** Control: {@link Mutant.SpeculatesBesideAWriter}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: both looks fall into one write section.")
  @State
  public static class SpeculatesBesideAWriterMutant extends Scenario {
    public SpeculatesBesideAWriterMutant() {
      super(Subject.flawedStructure(Mutant.SpeculatesBesideAWriter::new));
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
  }
}
