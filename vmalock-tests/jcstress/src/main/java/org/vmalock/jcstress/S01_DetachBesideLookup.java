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
 * A node is detached and freed while a reader that has looked it up comes in.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   early check: not write-locked
 *                                        startWrite: nobody inside
 *   counted: 0 -> 1
 *                                        markDetached, retire
 *   late check: write-locked, leave
 * </pre>
 *
 * <p>The count that T2 meets at its last step is that of T1, which is on its way out. Whoever brings the word to "no owner, no
 * reader" frees, and nobody else does: T1 here, T2 if T1 was quicker. A detach that takes the node for its own because it has
 * drained it frees it under T1, and T1, which finds nobody left, frees it again. (S1 of the kernel's list.)
 */
public final class S01_DetachBesideLookup {
  private S01_DetachBesideLookup() {}

  @Outcome(id = "(GONE|BUSY|old), 1", expect = ACCEPTABLE, desc = "Freed once; the reader was in before, or not at all.")
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

    void reader(LI_Result r) {
      meet();
      r.r1 = readUntilNews(structure, node);
    }

    void writer() {
      meet();
      structure.lockWrite();
      if (startWrite(node)) {
        node.markDetached();
        node.retire(node.generation());
      }
      structure.unlockWrite();
    }

    void after(LI_Result r) {
      r.r2 = node.payload().frees();
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed, .*", expect = FORBIDDEN, desc = "The reader is inside a freed node.")
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Nobody freed it.")
  @Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice: by the writer and by the reader.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void reader(LI_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
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
    public void reader(LI_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link Mutant.DetachAssumesLast}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, 2", expect = ACCEPTABLE_INTERESTING, desc = "The race: freed twice.")
  @State
  public static class DetachAssumesLastMutant extends Scenario {
    public DetachAssumesLastMutant() {
      super(Subject.flawed(Mutant.DetachAssumesLast::new));
    }

    @Override
    @Actor
    public void reader(LI_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
    }
  }
}
