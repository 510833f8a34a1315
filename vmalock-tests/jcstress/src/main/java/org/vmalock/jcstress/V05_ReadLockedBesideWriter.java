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
 * Scenario V5: a reader acquires a node under the structure lock, releases the structure lock and reads, while a writer acquires
 * the node.
 *
 * <p>Invariant: {@code startWrite} waits for reads that were acquired by {@code startReadLocked}.
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
 * <p>The structure lock does not cover the nodes: readers may still hold them, and only {@code startWrite} waits for those readers.
 *
 * <p>Mutant: {@link Mutant.NoDrain} does not wait for them.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V05_ReadLockedBesideWriter}
 */
public final class V05_ReadLockedBesideWriter {
  private V05_ReadLockedBesideWriter() {}

  @Outcome(id = "old", expect = ACCEPTABLE, desc = "The read was acquired before the write section.")
  @Outcome(id = "new", expect = ACCEPTABLE, desc = "The read was acquired after the write section.")
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
      structure.lockRead();
      long stamp = node.startReadLocked();
      structure.unlockRead();
      r.r1 = readWithDelay(node, stamp);
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
  @Outcome(id = "torn", expect = FORBIDDEN, desc = "The writer did not wait for the reader.")
  @Outcome(id = "(BUSY|GONE)", expect = FORBIDDEN, desc = "Under the structure lock no writer can make the read fail.")
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

  /** Mutant: {@link Mutant.NoDrain}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: a reader and the writer hold the node together.")
  @State
  public static class NoDrainMutant extends Scenario {
    public NoDrainMutant() {
      super(Subject.mutant(Mutant.NoDrain::new));
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }
  }
}
