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
 * A reader is counted on a write-locked node, and sleeps until the write section is over.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   early check: not write-locked
 *                                        LOCKED up, drained, lockSeq := sequence
 *                                        LOCKED down
 *   counted                 (acquire)
 *                                        x = 1, y = 1
 *                                        markDetached
 *                                        unlockWrite: sequence + 1    (release)
 *   late check: lockSeq != sequence
 *   word: not attached -> GONE
 * </pre>
 *
 * <p>The late check alone lets T1 into a node that is detached, and that the writer takes to be empty: he has drained it, and
 * nobody could come in since. The sequence that T1 has read with acquire shows it the word as the section left it, so one more look
 * at the word decides: still attached, then the section has left the node where it was, and T1 comes in after it; else T1 leaves.
 */
public final class V10_SleptThroughTheSection {
  private V10_SleptThroughTheSection() {}

  @Outcome(id = "old", expect = ACCEPTABLE, desc = "It was in before the writer.")
  @Outcome(id = "BUSY", expect = ACCEPTABLE, desc = "It was kept out each time.")
  @Outcome(id = "GONE", expect = ACCEPTABLE, desc = "It found out that the node is detached.")
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
        node.markDetached();
      }
      structure.unlockWrite();
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "new", expect = FORBIDDEN, desc = "The reader is inside a detached node.")
  @Outcome(id = "torn", expect = FORBIDDEN, desc = "The reader is inside together with the writer.")
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

  /** Control: {@link Mutant.NoLastLook}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "new", expect = ACCEPTABLE_INTERESTING, desc = "The race: inside a detached node.")
  @State
  public static class NoLastLookMutant extends Scenario {
    public NoLastLookMutant() {
      super(Subject.flawed(Mutant.NoLastLook::new));
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
