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
 * Scenario S13: the last reader releases while the draining writer parks.
 *
 * <p>Invariant: a draining writer is woken by the last releasing reader.
 *
 * <pre>
 *   T1 endRead                           T2 startWrite
 *   ---------------------------------    ---------------------------------
 *                                        waiter := T2
 *                                        LOCKED set   (read-modify-write)
 *   count: 1 -> 0 (read-modify-write)    count: 1
 *   LOCKED was set: unparks the waiter   parks
 * </pre>
 *
 * <p>The waiter is set before LOCKED: a releasing reader that sees LOCKED sees the waiter, and one that does not see LOCKED has
 * decremented the count before T2 reads it.
 *
 * <p>Mutant: {@link Mutant.WaiterAfterLocked} sets the waiter after LOCKED. T1 finds LOCKED set and no waiter, and T2 parks without
 * being woken.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S13_LostWakeUp}
 */
public final class S13_LostWakeUp {
  private S13_LostWakeUp() {}

  @Outcome(id = "woken", expect = ACCEPTABLE, desc = "The writer was woken or did not park.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Node node;
    private final long stamp;

    Scenario(Subject subject) {
      super(subject);
      structure = subject.structure();
      node = subject.node(structure);
      attach(structure, node);
      stamp = node.tryStartRead(structure);
    }

    void reader() {
      awaitWriter(structure, node);
      for (int times = 0; times < 8; times++) {
        randomDelay();
      }
      node.endRead(stamp);
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
  @Outcome(id = "not woken", expect = FORBIDDEN, desc = "The last reader has released and the writer is still parked.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void reader() { super.reader(); }

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

    @Override @Actor public void reader() { super.reader(); }

    @Override @Actor public void writer(L_Result r) { super.writer(r); }
  }

  /** Mutant: {@link Mutant.WaiterAfterLocked}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(
      id = "not woken",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The race: the last reader found no waiter, and the writer parks.")
  @State
  public static class WaiterAfterLockedMutant extends Scenario {
    public WaiterAfterLockedMutant() {
      super(Subject.mutant(Mutant.WaiterAfterLocked::new));
    }

    @Override @Actor public void reader() { super.reader(); }

    @Override @Actor public void writer(L_Result r) { super.writer(r); }
  }
}
