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
 * A writer downgrades and looks at what it wrote; another writer waits for its turn.
 *
 * <pre>
 *   T1 writer                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   lockWrite, startWrite
 *   x = 1, y = 1
 *                                        lockWrite: waits
 *   downgrade: nodes open, structure read-locked
 *   looks: x, y
 *   unlockRead
 *                                        startWrite, x = 2, y = 2
 * </pre>
 *
 * <p>A downgrade opens the nodes to readers and lets no other writer in between.
 */
public final class V06_Downgrade {
  private V06_Downgrade() {}

  @Outcome(id = "as written, open", expect = ACCEPTABLE, desc = "Nobody wrote in between, and readers come in.")
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
      meet();
      Payload payload = node.payload();
      structure.lockWrite();
      if (startWrite(node)) {
        payload.set(1);
      }
      structure.downgrade();
      r.r1 = payload.x == 1 && payload.y == 1 ? "as written" : "overwritten";
      String seen = read(node, node.startReadLocked());
      r.r2 = seen.equals("new") ? "open" : seen;
      structure.unlockRead();
    }

    void writer() {
      meet();
      structure.lockWrite();
      if (startWrite(node)) {
        node.payload().set(2);
      }
      structure.unlockWrite();
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "overwritten, .*", expect = FORBIDDEN, desc = "Another writer came in between.")
  @Outcome(id = ".*, (BUSY|GONE)", expect = FORBIDDEN, desc = "The nodes stayed locked.")
  @Outcome(id = ".*, (torn|old)", expect = FORBIDDEN, desc = "A reader came in beside a writer.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void downgrader(LL_Result r) {
      super.downgrader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
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
    public void downgrader(LL_Result r) {
      super.downgrader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }
  }

  /** Control: {@link Mutant.UnlocksToDowngrade}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "overwritten, .*", expect = ACCEPTABLE_INTERESTING, desc = "The race: another writer came in between.")
  @Outcome(id = "as written, torn", expect = ACCEPTABLE_INTERESTING, desc = "The race, too.")
  @State
  public static class UnlocksToDowngradeMutant extends Scenario {
    public UnlocksToDowngradeMutant() {
      super(Subject.flawedStructure(Mutant.UnlocksToDowngrade::new));
    }

    @Override
    @Actor
    public void downgrader(LL_Result r) {
      super.downgrader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }
  }
}
