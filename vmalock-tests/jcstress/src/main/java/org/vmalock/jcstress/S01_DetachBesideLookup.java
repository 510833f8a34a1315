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
 * Scenario S1: a writer detaches and retires a node while a reader that has looked it up acquires it.
 *
 * <p>Invariant: the node is freed exactly once, by the thread whose update makes the word "not owned, no reader".
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   early check: not write-locked
 *                                        startWrite: no reader
 *   count: 0 -> 1
 *                                        markDetached, retire
 *   late check: write-locked, releases
 * </pre>
 *
 * <p>The count that {@code retire} finds is that of T1, which is about to release. In this interleaving T1's release frees the
 * node; if T1 has released before {@code retire}, T2 frees it.
 *
 * <p>Mutant: {@link Mutant.RetireAssumesNoReader} does not look at the count, because it has drained the node, and frees it while
 * T1 is counted. T1's release then finds neither owner nor reader and frees the node again.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S01_DetachBesideLookup}
 */
public final class S01_DetachBesideLookup {
  private S01_DetachBesideLookup() {}

  @Outcome(id = "(GONE|BUSY|old), 1", expect = ACCEPTABLE, desc = "Freed once; the read ended before the free or was refused.")
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
      rendezvous();
      r.r1 = readUntilChange(structure, node);
    }

    void writer() {
      rendezvous();
      structure.lockWrite();
      if (tryStartWrite(node)) {
        node.markDetached();
        node.retire(node.generation());
      }
      structure.unlockWrite();
    }

    void after(LI_Result r) {
      r.r2 = node.payload().frees();
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed, .*", expect = FORBIDDEN, desc = "The reader holds a freed node.")
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Never freed.")
  @Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice: by the writer and by the reader.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void reader(LI_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(Subject.MODEL);
    }

    @Override @Actor public void reader(LI_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }

  /** Mutant: {@link Mutant.RetireAssumesNoReader}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, 2", expect = ACCEPTABLE_INTERESTING, desc = "The race: freed twice.")
  @State
  public static class RetireAssumesNoReaderMutant extends Scenario {
    public RetireAssumesNoReaderMutant() {
      super(Subject.mutant(Mutant.RetireAssumesNoReader::new));
    }

    @Override @Actor public void reader(LI_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }
}
