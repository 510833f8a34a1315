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
 * A reader comes in under the structure's lock, gives that back and reads; a writer wants the node.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   lockRead
 *   startReadLocked
 *   unlockRead
 *                                        lockWrite
 *   reads x                              startWrite: waits for T1
 *   reads y, endRead
 *                                        x = 1, y = 1
 * </pre>
 *
 * <p>That the structure is T2's does not mean that the nodes are: readers stay in them, and only startWrite waits for them.
 */
public final class V05_ReadLockedBesideWriter {
  private V05_ReadLockedBesideWriter() {}

  @Outcome(id = "old", expect = ACCEPTABLE, desc = "It was in before the writer.")
  @Outcome(id = "new", expect = ACCEPTABLE, desc = "It was in after the writer.")
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
      structure.lockRead();
      long stamp = node.startReadLocked();
      structure.unlockRead();
      r.r1 = readSlowly(node, stamp);
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
  @Outcome(id = "torn", expect = FORBIDDEN, desc = "The writer did not wait for the reader.")
  @Outcome(id = "(BUSY|GONE)", expect = FORBIDDEN, desc = "Under the structure's lock nobody can have kept it out.")
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

  /** Control: {@link Mutant.NoDrain}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: a writer beside a reader.")
  @State
  public static class NoDrainMutant extends Scenario {
    public NoDrainMutant() {
      super(Subject.flawed(Mutant.NoDrain::new));
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
