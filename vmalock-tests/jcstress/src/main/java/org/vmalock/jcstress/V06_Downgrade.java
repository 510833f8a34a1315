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
 * Scenario V6: a writer downgrades and reads what it wrote, while another writer waits for the structure lock.
 *
 * <p>Invariant: a downgrade makes the nodes available to readers, and no other write section begins before the downgraded lock is
 * released.
 *
 * <pre>
 *   T1 writer                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   lockWrite, startWrite
 *   x = 1, y = 1
 *                                        lockWrite: waits
 *   downgrade: nodes unlocked, structure read-locked
 *   reads x, y
 *   unlockRead
 *                                        startWrite, x = 2, y = 2
 * </pre>
 *
 * <p>Mutant: {@link Mutant.DowngradesInTwoSteps} unlocks and then read-locks, so that another write section can run in between.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V06_Downgrade}
 */
public final class V06_Downgrade {
  private V06_Downgrade() {}

  @Outcome(id = "as written, readable", expect = ACCEPTABLE, desc = "No other writer wrote in between, and the node can be read.")
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

    void downgrader(LL_Result r) {
      rendezvous();
      Payload payload = node.payload();
      structure.lockWrite();
      if (tryStartWrite(node)) {
        payload.set(1);
      }
      structure.downgrade();
      r.r1 = payload.x == 1 && payload.y == 1 ? "as written" : "overwritten";
      String seen = read(node, node.startReadLocked());
      r.r2 = seen.equals("new") ? "readable" : seen;
      structure.unlockRead();
    }

    void writer() {
      rendezvous();
      structure.lockWrite();
      if (tryStartWrite(node)) {
        node.payload().set(2);
      }
      structure.unlockWrite();
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "overwritten, .*", expect = FORBIDDEN, desc = "Another write section ran in between.")
  @Outcome(id = ".*, (BUSY|GONE)", expect = FORBIDDEN, desc = "The node stayed write-locked.")
  @Outcome(id = ".*, (torn|old)", expect = FORBIDDEN, desc = "A reader and a writer held the node together.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void downgrader(LL_Result r) { super.downgrader(r); }

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

    @Override @Actor public void downgrader(LL_Result r) { super.downgrader(r); }

    @Override @Actor public void writer() { super.writer(); }
  }

  /** Mutant: {@link Mutant.DowngradesInTwoSteps}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "overwritten, .*", expect = ACCEPTABLE_INTERESTING, desc = "The race: another write section ran in between.")
  @Outcome(id = "as written, torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: the other writer wrote during the read.")
  @State
  public static class DowngradesInTwoStepsMutant extends Scenario {
    public DowngradesInTwoStepsMutant() {
      super(Subject.mutantStructure(Mutant.DowngradesInTwoSteps::new));
    }

    @Override @Actor public void downgrader(LL_Result r) { super.downgrader(r); }

    @Override @Actor public void writer() { super.writer(); }
  }
}
