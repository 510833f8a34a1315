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
 * Readers hand a node from one to the next, so that there is always one inside; a writer wants it.
 *
 * <pre>
 *   T1 readers                           T2 startWrite
 *   ---------------------------------    ---------------------------------
 *   in
 *   in, out                              LOCKED up
 *   in: BUSY, out                        nobody inside: takes it
 * </pre>
 *
 * <p>LOCKED goes up before the writer waits, so that those inside are the last ones. A writer who waits for a quiet moment, and
 * only then keeps readers out, waits as long as they like. (S18.)
 */
public final class S18_WriterStarvation {
  private S18_WriterStarvation() {}

  @Outcome(id = "in", expect = ACCEPTABLE, desc = "The writer got the node while readers kept coming.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Node node;
    private final long stamp;
    private volatile boolean writerIsDone;

    Scenario(Subject subject) {
      super(subject);
      structure = subject.structure();
      node = subject.node(structure);
      attach(structure, node);
      stamp = node.tryStartRead(structure);
    }

    void readers() {
      long held = stamp;
      while (!writerIsDone) {
        long next = node.tryStartRead(structure);
        if (next == Node.BUSY) {
          break;
        }
        node.endRead(held);
        held = next;
      }
      node.endRead(held);
    }

    void writer(L_Result r) {
      structure.lockWrite();
      r.r1 = startWrite(node) ? "in" : "starved";
      structure.unlockWrite();
      writerIsDone = true;
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "starved", expect = FORBIDDEN, desc = "The readers shut the writer out.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void readers() {
      super.readers();
    }

    @Override
    @Actor
    public void writer(L_Result r) {
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
    public void readers() {
      super.readers();
    }

    @Override
    @Actor
    public void writer(L_Result r) {
      super.writer(r);
    }
  }

  /** Control: {@link Mutant.WaitsForQuiet}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "starved", expect = ACCEPTABLE_INTERESTING, desc = "The race that the readers always win.")
  @State
  public static class WaitsForQuietMutant extends Scenario {
    public WaitsForQuietMutant() {
      super(Subject.flawed(Mutant.WaitsForQuiet::new));
    }

    @Override
    @Actor
    public void readers() {
      super.readers();
    }

    @Override
    @Actor
    public void writer(L_Result r) {
      super.writer(r);
    }
  }
}
