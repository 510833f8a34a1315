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
 * Scenario S7: a reader without a generation acquires an object that has been recycled for another structure, while that
 * structure's writer drains it.
 *
 * <p>Invariant: a reader that delays a draining writer wakes that writer, whichever structure the reader was given.
 *
 * <pre>
 *   T1 reader of structure A             T2 writer of structure B
 *   ---------------------------------    ---------------------------------
 *   looks up the object in A
 *                                        the object is recycled for B
 *   count: 0 -> 1
 *                                        startWrite: one reader, parks
 *   the owner is B: releases, GONE
 * </pre>
 *
 * <p>The kernel and the model count T1 before they know the object's structure: T1 delays the writer of B, so it has to wake the
 * writer of B, not that of A. The library reads the owner first and counts only in the generation in which it read the owner, so T1
 * delays no writer. In both cases T2 acquires the node.
 *
 * <p>Mutant: {@link Mutant.WakesWrongStructure} wakes the writer of A, the structure that the reader was given.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S07_ReaderOfOtherStructure}
 */
public final class S07_ReaderOfOtherStructure {
  private S07_ReaderOfOtherStructure() {}

  @Outcome(
      id = "GONE, woken",
      expect = ACCEPTABLE,
      desc = "The reader was refused (GONE or BUSY), and the writer acquired the node.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure other;
    private final Structure structure;
    private final Node node;

    Scenario(Subject subject) {
      super(subject);
      other = subject.structure();
      structure = subject.structure();
      node = subject.node(structure);
      attach(structure, node);
    }

    void reader(LL_Result r) {
      rendezvous();
      String seen = "GONE";
      for (int tries = 0; tries < 20 && seen.equals("GONE"); tries++) {
        seen = read(node, node.tryStartRead(other));
      }
      r.r1 = seen.equals("BUSY") ? "GONE" : seen;
    }

    void writer(LL_Result r) {
      rendezvous();
      structure.lockWrite();
      r.r2 = drain(node);
      structure.unlockWrite();
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, not woken", expect = FORBIDDEN, desc = "The reader delayed one writer and woke another.")
  @Outcome(id = "(old|new|torn), .*", expect = FORBIDDEN, desc = "The reader holds a node of another structure.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void reader(LL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LL_Result r) { super.writer(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(Subject.MODEL);
    }

    @Override @Actor public void reader(LL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LL_Result r) { super.writer(r); }
  }

  /** Mutant: {@link Mutant.WakesWrongStructure}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "GONE, not woken", expect = ACCEPTABLE_INTERESTING, desc = "The race: the writer of B is not woken.")
  @State
  public static class WakesWrongStructureMutant extends Scenario {
    public WakesWrongStructureMutant() {
      super(Subject.mutant(Mutant.WakesWrongStructure::new));
    }

    @Override @Actor public void reader(LL_Result r) { super.reader(r); }

    @Override @Actor public void writer(LL_Result r) { super.writer(r); }
  }
}
