package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A reader without a generation strays into an object that belongs to another structure by now, whose writer is draining it.
 *
 * <pre>
 *   T1 reader, of structure A            T2 writer of structure B
 *   ---------------------------------    ---------------------------------
 *   looks up the object in A
 *                                        it is recycled for B
 *   counted: 0 -> 1
 *                                        startWrite: one inside, parks
 *   the owner is B: leave, GONE
 * </pre>
 *
 * <p>If T1 is counted before it knows whose the object is, as in the kernel and in the model, it holds up a writer whom it has
 * nothing to do with, and has to wake it: B's writer, and not that of A, which is where it comes from. The library looks at the
 * owner first and counts only in the generation that it has looked at, so that T1 holds up nobody; the writer gets the node
 * either way. (S7; S4 is the same with B freed.)
 */
public final class S07_WhoseWaiter {
  private S07_WhoseWaiter() {}

  @Outcome(id = "GONE, woken", expect = ACCEPTABLE, desc = "The reader was sent away, and the writer got the node.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure from;
    private final Structure structure;
    private final Node node;

    Scenario(Subject subject) {
      super(subject);
      from = subject.structure();
      structure = subject.structure();
      node = subject.node(structure);
      attach(structure, node);
    }

    void stray(LL_Result r) {
      meet();
      String seen = "GONE";
      for (int tries = 0; tries < 20 && seen.equals("GONE"); tries++) {
        seen = read(node, node.tryStartRead(from));
      }
      r.r1 = seen.equals("BUSY") ? "GONE" : seen;
    }

    void writer(LL_Result r) {
      meet();
      structure.lockWrite();
      r.r2 = drain(node);
      structure.unlockWrite();
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, forgotten", expect = FORBIDDEN, desc = "The reader held up a writer and woke another one.")
  @Outcome(id = "(old|new|torn), .*", expect = FORBIDDEN, desc = "The reader is inside another structure's node.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void stray(LL_Result r) {
      super.stray(r);
    }

    @Override
    @Actor
    public void writer(LL_Result r) {
      super.writer(r);
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
    public void stray(LL_Result r) {
      super.stray(r);
    }

    @Override
    @Actor
    public void writer(LL_Result r) {
      super.writer(r);
    }
  }

  /** Control: {@link Mutant.WakesTheWrongStructure}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "GONE, forgotten", expect = ACCEPTABLE_INTERESTING, desc = "The race: nobody wakes B's writer.")
  @State
  public static class WakesTheWrongStructureMutant extends Scenario {
    public WakesTheWrongStructureMutant() {
      super(Subject.flawed(Mutant.WakesTheWrongStructure::new));
    }

    @Override
    @Actor
    public void stray(LL_Result r) {
      super.stray(r);
    }

    @Override
    @Actor
    public void writer(LL_Result r) {
      super.writer(r);
    }
  }
}
