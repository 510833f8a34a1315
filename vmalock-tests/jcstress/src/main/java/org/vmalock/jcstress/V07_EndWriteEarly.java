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
 * A writer gives one node back before its section ends, and takes it again.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *                                        startWrite, x = 1, y = 1, endWrite
 *   in
 *   reads x
 *                                        startWrite: waits for T1
 *   reads y, endRead
 *                                        x = 2, y = 2
 *                                        unlockWrite
 * </pre>
 *
 * <p>The sequence does not move between the two, so the node's lockSeq alone tells the reader that the node is open; and the
 * second startWrite must not take the node for locked because it was so before in the same section. (F19.)
 */
public final class V07_EndWriteEarly {
  private V07_EndWriteEarly() {}

  @Outcome(id = "old", expect = ACCEPTABLE, desc = "It was in before the writer.")
  @Outcome(id = "new", expect = ACCEPTABLE, desc = "It was in between or after.")
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
      String seen = "old";
      for (int tries = 0; tries < TRIES && (seen.equals("old") || seen.equals("BUSY")); tries++) {
        seen = readSlowly(node, node.tryStartRead(structure));
      }
      r.r1 = seen;
    }

    void writer() {
      meet();
      structure.lockWrite();
      if (startWrite(node)) {
        node.payload().set(1);
        node.endWrite();
        if (startWrite(node)) {
          node.payload().set(2);
        }
      }
      structure.unlockWrite();
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = FORBIDDEN, desc = "The writer took the node again without waiting for the reader.")
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

  /** Control: {@link Mutant.ForgetsEndWrite}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: a writer beside a reader.")
  @State
  public static class ForgetsEndWriteMutant extends Scenario {
    public ForgetsEndWriteMutant() {
      super(Subject.flawed(Mutant.ForgetsEndWrite::new));
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
