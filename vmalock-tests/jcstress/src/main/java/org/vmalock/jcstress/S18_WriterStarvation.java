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
 * Scenario S18: readers acquire a node one after the other, each before the previous one releases, while a writer acquires it.
 *
 * <p>Invariant: readers cannot starve a writer.
 *
 * <pre>
 *   T1 readers                           T2 startWrite
 *   ---------------------------------    ---------------------------------
 *   acquires
 *   acquires, releases the previous      LOCKED set
 *   acquires: BUSY, releases the last    no reader: write-locked
 * </pre>
 *
 * <p>LOCKED is set before the writer waits, so the writer waits only for reads that are already held.
 *
 * <p>Mutant: {@link Mutant.DrainsBeforeLocked} waits until the count is 0 and sets LOCKED only then; overlapping reads keep the
 * count above 0.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S18_WriterStarvation}
 */
public final class S18_WriterStarvation {
  private S18_WriterStarvation() {}

  @Outcome(id = "acquired", expect = ACCEPTABLE, desc = "The writer acquired the node while readers kept acquiring it.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Node node;
    private final long stamp;
    private volatile boolean writerDone;

    Scenario(Subject subject) {
      super(subject);
      structure = subject.structure();
      node = subject.node(structure);
      attach(structure, node);
      stamp = node.tryStartRead(structure);
    }

    void readers() {
      long held = stamp;
      while (!writerDone) {
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
      r.r1 = tryStartWrite(node) ? "acquired" : "starved";
      structure.unlockWrite();
      writerDone = true;
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "starved", expect = FORBIDDEN, desc = "The readers kept the writer from acquiring the node.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void readers() { super.readers(); }

    @Override @Actor public void writer(L_Result r) { super.writer(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(Subject.MODEL);
    }

    @Override @Actor public void readers() { super.readers(); }

    @Override @Actor public void writer(L_Result r) { super.writer(r); }
  }

  /** Mutant: {@link Mutant.DrainsBeforeLocked}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "starved", expect = ACCEPTABLE_INTERESTING, desc = "The race: the count does not become 0 while the writer waits.")
  @State
  public static class DrainsBeforeLockedMutant extends Scenario {
    public DrainsBeforeLockedMutant() {
      super(Subject.mutant(Mutant.DrainsBeforeLocked::new));
    }

    @Override @Actor public void readers() { super.readers(); }

    @Override @Actor public void writer(L_Result r) { super.writer(r); }
  }
}
