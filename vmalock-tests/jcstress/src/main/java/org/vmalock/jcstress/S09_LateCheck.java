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
 * Scenario S9: a reader acquires a node while a writer write-locks it, writes and unlocks.
 *
 * <p>Invariant: a reader and a writer never hold a node together.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   early check: sequence even, or != lockSeq
 *                                        sequence + 1: odd
 *                                        LOCKED set, drained, lockSeq := sequence
 *                                        LOCKED cleared
 *   counted                 (acquire)
 *   sequence: changed
 *   late check: lockSeq == sequence?     x = 1
 *   reads x, y                           y = 1
 *                                        unlockWrite
 * </pre>
 *
 * <p>The drain waits for a reader that is counted before LOCKED is set. A reader that is counted after LOCKED is cleared has read
 * from the update that cleared it, so its late check sees lockSeq. This requires the count to be an acquire: otherwise the loads of
 * the late check, or those of the payload, may be satisfied before it, and the reader holds the node together with the writer. If
 * the sequence was even and has not changed, no open section had write-locked the node, and no late check is needed.
 *
 * <p>Mutants: {@link Mutant.NoLateCheck} omits the late check, which is the order that a count without acquire allows. {@link
 * Mutant.NoSecondLook} only checks that the sequence was even before the count. {@link Mutant.PlainCount} counts the reader by a
 * plain compare-and-set.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S09_LateCheck}
 */
public final class S09_LateCheck {
  private S09_LateCheck() {}

  @Outcome(id = "old", expect = ACCEPTABLE, desc = "The read was acquired before the write section.")
  @Outcome(id = "new", expect = ACCEPTABLE, desc = "The read was acquired after the write section.")
  @Outcome(id = "BUSY", expect = ACCEPTABLE, desc = "The last attempt returned BUSY.")
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
      rendezvous();
      r.r1 = readUntilChange(structure, node);
    }

    void writer() {
      rendezvous();
      structure.lockWrite();
      if (tryStartWrite(node)) {
        node.payload().set(1);
      }
      structure.unlockWrite();
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = FORBIDDEN, desc = "The reader and the writer hold the node together.")
  @Outcome(id = "GONE", expect = FORBIDDEN, desc = "The node stays attached.")
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

  /** Mutant: {@link Mutant.NoLateCheck}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: the reader and the writer hold the node together.")
  @State
  public static class NoLateCheckMutant extends Scenario {
    public NoLateCheckMutant() {
      super(Subject.mutant(Mutant.NoLateCheck::new));
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }
  }

  /** Mutant: {@link Mutant.NoSecondLook}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: the reader and the writer hold the node together.")
  @State
  public static class NoSecondLookMutant extends Scenario {
    public NoSecondLookMutant() {
      super(Subject.mutant(Mutant.NoSecondLook::new));
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }
  }

  /**
   * Mutant: {@link Mutant.PlainCount}. Not observable on x86: its compare-and-set is a full fence, and HotSpot's compilers move
   * nothing across it, even if it is plain.
   */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: the reader and the writer hold the node together.")
  @State
  public static class PlainCountMutantOnWeakHardware extends Scenario {
    public PlainCountMutantOnWeakHardware() {
      super(Subject.mutant(Mutant.PlainCount::new));
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }
  }
}
