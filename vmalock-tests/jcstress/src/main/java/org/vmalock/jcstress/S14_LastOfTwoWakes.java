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
 * Two readers leave at once while a writer waits for both.
 *
 * <pre>
 *   T1 endRead                           T2 endRead                           T3 startWrite
 *   ---------------------------------    ---------------------------------    ------------------
 *                                                                             two inside, parks
 *   count: 2 -> 1                        count: 1 -> 0
 *   not the last                         the last: wakes T3
 * </pre>
 *
 * <p>Who is the last follows from the value that one's own step left behind, so exactly one of the two is. If it is asked before
 * the step, both see two inside, and nobody wakes. (S14. That not both wake cannot be seen from outside: a second wake-up is a
 * spurious one.)
 */
public final class S14_LastOfTwoWakes {
  private S14_LastOfTwoWakes() {}

  @Outcome(id = "woken", expect = ACCEPTABLE, desc = "One of the two woke the writer.")
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

    void oneReader() {
      awaitWriter(structure, node);
      meet();
      node.endRead(first);
    }

    void otherReader() {
      awaitWriter(structure, node);
      meet();
      node.endRead(second);
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
  @Outcome(id = "forgotten", expect = FORBIDDEN, desc = "Both readers have left and the writer sleeps.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void oneReader() {
      super.oneReader();
    }

    @Override
    @Actor
    public void otherReader() {
      super.otherReader();
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
    public void oneReader() {
      super.oneReader();
    }

    @Override
    @Actor
    public void otherReader() {
      super.otherReader();
    }

    @Override
    @Actor
    public void writer(L_Result r) {
      super.writer(r);
    }
  }

  /** Control: {@link Mutant.LooksBeforeLeaving}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "forgotten", expect = ACCEPTABLE_INTERESTING, desc = "The race: neither takes itself for the last.")
  @State
  public static class LooksBeforeLeavingMutant extends Scenario {
    public LooksBeforeLeavingMutant() {
      super(Subject.flawed(Mutant.LooksBeforeLeaving::new));
    }

    @Override
    @Actor
    public void oneReader() {
      super.oneReader();
    }

    @Override
    @Actor
    public void otherReader() {
      super.otherReader();
    }

    @Override
    @Actor
    public void writer(L_Result r) {
      super.writer(r);
    }
  }
}
