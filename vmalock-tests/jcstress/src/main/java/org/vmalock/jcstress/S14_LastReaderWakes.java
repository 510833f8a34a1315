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
 * Scenario S14: two readers release at the same time while a writer drains.
 *
 * <p>Invariant: exactly one of the releasing readers is the last, and it wakes the writer.
 *
 * <pre>
 *   T1 endRead                           T2 endRead                           T3 startWrite
 *   ---------------------------------    ---------------------------------    ------------------
 *                                                                             count: 2, parks
 *   count: 2 -> 1                        count: 1 -> 0
 *   not the last                         the last: unparks T3
 * </pre>
 *
 * <p>Each release decides by the value that its own read-modify-write left. The scenario cannot show that only one of the readers
 * wakes the writer, since a second wake-up looks like a spurious one.
 *
 * <p>Mutant: {@link Mutant.ChecksLastBeforeRelease} reads the count before it decrements it: both readers read 2, and T3 is not
 * woken.
 *
 * <p>Run (three actors, so that {@code org.openjdk.jcstress.Main} omits it on two processors): {@code java -cp
 * vmalock-tests/jcstress/target/jcstress.jar org.vmalock.jcstress.runner.BudgetedRun 60 1 -t S14_LastReaderWakes}
 */
public final class S14_LastReaderWakes {
  private S14_LastReaderWakes() {}

  @Outcome(id = "woken", expect = ACCEPTABLE, desc = "One of the two readers woke the writer.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Node node;
    private final long first;
    private final long second;

    Scenario(Subject subject) {
      super(subject);
      structure = subject.structure();
      node = subject.node(structure);
      attach(structure, node);
      first = node.tryStartRead(structure);
      second = node.tryStartRead(structure);
    }

    void firstReader() {
      awaitWriter(structure, node);
      rendezvous();
      node.endRead(first);
    }

    void secondReader() {
      awaitWriter(structure, node);
      rendezvous();
      node.endRead(second);
    }

    void writer(L_Result r) {
      structure.lockWrite();
      r.r1 = drain(node);
      structure.unlockWrite();
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "not woken", expect = FORBIDDEN, desc = "Both readers have released and the writer is still parked.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void firstReader() { super.firstReader(); }

    @Override @Actor public void secondReader() { super.secondReader(); }

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

    @Override @Actor public void firstReader() { super.firstReader(); }

    @Override @Actor public void secondReader() { super.secondReader(); }

    @Override @Actor public void writer(L_Result r) { super.writer(r); }
  }

  /** Mutant: {@link Mutant.ChecksLastBeforeRelease}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "not woken", expect = ACCEPTABLE_INTERESTING, desc = "The race: neither reader finds itself the last.")
  @State
  public static class ChecksLastBeforeReleaseMutant extends Scenario {
    public ChecksLastBeforeReleaseMutant() {
      super(Subject.mutant(Mutant.ChecksLastBeforeRelease::new));
    }

    @Override @Actor public void firstReader() { super.firstReader(); }

    @Override @Actor public void secondReader() { super.secondReader(); }

    @Override @Actor public void writer(L_Result r) { super.writer(r); }
  }
}
