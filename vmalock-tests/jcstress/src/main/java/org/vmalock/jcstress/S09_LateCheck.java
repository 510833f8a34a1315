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
 * A reader comes in beside a writer who takes the node, writes and unlocks.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   sequence: even; or the node is not write-locked
 *                                        sequence + 1: odd
 *                                        LOCKED up, drained, lockSeq := sequence
 *                                        LOCKED down
 *   counted                 (acquire)
 *   sequence: not what it was
 *   late check: lockSeq == sequence?     x = 1
 *   reads x, y                           y = 1
 *                                        unlockWrite
 * </pre>
 *
 * <p>A counted reader was counted before LOCKED, and then the writer waits for it, or after it, and then its count has read from
 * the step that took LOCKED down, and the late check sees lockSeq. That needs the count to be an acquire: if the loads of the
 * check, or those of the payload, are satisfied before it, the reader is in beside the writer. Where the sequence is even and has not
 * moved, no section was open when the reader was counted, and there is nothing to check. (S9.)
 */
public final class S09_LateCheck {
  private S09_LateCheck() {}

  @Outcome(id = "old", expect = ACCEPTABLE, desc = "It was in before the writer.")
  @Outcome(id = "new", expect = ACCEPTABLE, desc = "It was in after the writer.")
  @Outcome(id = "BUSY", expect = ACCEPTABLE, desc = "It was kept out each time.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Node node;

    Scenario(Subject subject) {
      super(subject);
      structure = subject.structure();
      node = subject.node(structure);
      attach(structure, node);
    }

    void reader(L_Result r) {
      meet();
      r.r1 = readUntilNews(structure, node);
    }

    void writer() {
      meet();
      structure.lockWrite();
      if (startWrite(node)) {
        node.payload().set(1);
      }
      structure.unlockWrite();
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = FORBIDDEN, desc = "The reader is inside together with the writer.")
  @Outcome(id = "GONE", expect = FORBIDDEN, desc = "The node was attached all the time.")
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

  /** Control: {@link Mutant.NoLateCheck}, the check as a relaxed count would have it. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: a reader beside a writer.")
  @State
  public static class NoLateCheckMutant extends Scenario {
    public NoLateCheckMutant() {
      super(Subject.flawed(Mutant.NoLateCheck::new));
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

  /** Control: {@link Mutant.NoSecondLook}, which takes the look before the count for enough. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: a reader beside a writer.")
  @State
  public static class NoSecondLookMutant extends Scenario {
    public NoSecondLookMutant() {
      super(Subject.flawed(Mutant.NoSecondLook::new));
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

  /**
   * Control: {@link Mutant.RelaxedEnter}. Invisible on x86: its compare-and-set is a full fence, and HotSpot's compilers move
   * nothing across one, be it plain.
   */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: a reader beside a writer.")
  @State
  public static class RelaxedEnterMutantOnWeakHardware extends Scenario {
    public RelaxedEnterMutantOnWeakHardware() {
      super(Subject.flawed(Mutant.RelaxedEnter::new));
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
