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
 * The last reader leaves at the moment when the writer goes to sleep.
 *
 * <pre>
 *   T1 endRead                           T2 startWrite
 *   ---------------------------------    ---------------------------------
 *                                        waiter := T2
 *                                        LOCKED up    (read-modify-write)
 *   count: 1 -> 0 (read-modify-write)    looks: one inside?
 *   LOCKED was up: wake the waiter       parks
 * </pre>
 *
 * <p>The waiter is published before LOCKED goes up, so a leaver who sees LOCKED sees the waiter, and one who does not has left
 * before T2 looks. The other way round T1 finds LOCKED up and nobody to wake, and T2 parks for ever. (S13, F14.)
 */
public final class S13_LostWake {
  private S13_LostWake() {}

  @Outcome(id = "woken", expect = ACCEPTABLE, desc = "The writer was woken, or did not need it.")
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

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "forgotten", expect = FORBIDDEN, desc = "The last reader has left and the writer sleeps.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void reader() {
      super.reader();
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
    public void reader() {
      super.reader();
    }

    @Override
    @Actor
    public void writer(L_Result r) {
      super.writer(r);
    }
  }

  /** Control: {@link Mutant.WaiterAfterLocked}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "forgotten", expect = ACCEPTABLE_INTERESTING, desc = "The race: nobody to wake yet, and nobody wakes later.")
  @State
  public static class WaiterAfterLockedMutant extends Scenario {
    public WaiterAfterLockedMutant() {
      super(Subject.flawed(Mutant.WaiterAfterLocked::new));
    }

    @Override
    @Actor
    public void reader() {
      super.reader();
    }

    @Override
    @Actor
    public void writer(L_Result r) {
      super.writer(r);
    }
  }
}
