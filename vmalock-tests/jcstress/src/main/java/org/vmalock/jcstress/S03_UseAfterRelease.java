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
 * Scenario S3: a node is recycled between a reader's decrement of the count and the rest of its {@code endRead}.
 *
 * <p>Invariant: after the decrement, {@code endRead} accesses no field of the object.
 *
 * <pre>
 *   T1 endRead                           T2 writer
 *   ---------------------------------    ---------------------------------
 *   count: 1 -> 0
 *                                        startWrite: no reader; markDetached
 *                                        retire, frees; allocated again, without a structure
 *   last release? which writer to wake?
 * </pre>
 *
 * <p>T1 decides by the value that its own read-modify-write left and by the owner that it copied before.
 *
 * <p>Mutants: {@link Mutant.RereadsWordAfterRelease} reads the word again, takes T2's update for its own and frees a second time.
 * {@link Mutant.ReadsOwnerAfterRelease} reads the owner after the decrement and finds that of the next generation, which here is
 * null.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S03_UseAfterRelease}
 */
public final class S03_UseAfterRelease {
  private S03_UseAfterRelease() {}

  @Outcome(id = "released, 1", expect = ACCEPTABLE, desc = "Freed once; the reader did not access the next generation.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Node node;
    private final int generation;
    private final long stamp;

    Scenario(Subject subject) {
      super(subject);
      structure = subject.structure();
      node = subject.pooled(structure);
      attach(structure, node);
      generation = node.generation();
      stamp = node.tryStartRead(structure);
    }

    void reader(LI_Result r) {
      awaitWriter(structure, node);
      try {
        node.endRead(stamp);
        r.r1 = "released";
      } catch (RuntimeException e) {
        r.r1 = e.getClass().getSimpleName();
      }
    }

    void writer() {
      structure.lockWrite();
      if (tryStartWrite(node)) {
        node.markDetached();
      }
      structure.unlockWrite();
      node.retire(generation);
      node.tryReuse(null);
    }

    void after(LI_Result r) {
      r.r2 = node.payload().frees();
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "released, 2", expect = FORBIDDEN, desc = "Freed twice: by the owner and by a reader that read the word again.")
  @Outcome(id = "NullPointerException, .*", expect = FORBIDDEN, desc = "The reader read the owner of the next generation.")
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

  /** Mutant: {@link Mutant.RereadsWordAfterRelease}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "released, 2", expect = ACCEPTABLE_INTERESTING, desc = "The race: freed twice.")
  @State
  public static class RereadsWordAfterReleaseMutant extends Scenario {
    public RereadsWordAfterReleaseMutant() {
      super(Subject.mutant(Mutant.RereadsWordAfterRelease::new));
    }

    @Override @Actor public void reader(LI_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }

  /** Mutant: {@link Mutant.ReadsOwnerAfterRelease}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(
      id = "NullPointerException, .*",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The race: the owner is that of the next generation.")
  @State
  public static class ReadsOwnerAfterReleaseMutant extends Scenario {
    public ReadsOwnerAfterReleaseMutant() {
      super(Subject.mutant(Mutant.ReadsOwnerAfterRelease::new));
    }

    @Override @Actor public void reader(LI_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }

    @Override @Arbiter public void after(LI_Result r) { super.after(r); }
  }
}
