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
 * A writer writes, unlocks, and begins the next section; a reader comes in by the sequence alone.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *                                        lockWrite: sequence 3, startWrite
 *                                        x = 1, y = 1
 *                                        unlockWrite: sequence 4   (release)
 *                                        lockWrite:   sequence 5   (release)
 *   counted
 *   lockSeq 3, sequence 4 or 5 (acquire)
 *   they differ: stays, reads x, y
 * </pre>
 *
 * <p>T1 has not read anything that the writer wrote but the sequence. So the step to even must be a release and T1's load an
 * acquire; and because T1 may see 5 without ever having seen 4, the step to odd must be a release too. (S11, F15.)
 */
public final class S11_UnlockPublishes {
  private S11_UnlockPublishes() {}

  @Outcome(id = "old", expect = ACCEPTABLE, desc = "It was in before the writer.")
  @Outcome(id = "new", expect = ACCEPTABLE, desc = "It was in after the writer.")
  @Outcome(id = "BUSY", expect = ACCEPTABLE, desc = "It was kept out each time.")
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

    void reader(L_Result r) {
      meet();
      r.r1 = readUntilNews(structure, node);
    }

    void writer() {
      meet();
      structure.lockWrite();
      if (startWrite(node)) {
        node.payload().set(1);
      }
      structure.unlockWrite();
      structure.lockWrite();
      structure.unlockWrite();
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = FORBIDDEN, desc = "The node is open before all of the section's stores are visible.")
  @Outcome(id = "GONE", expect = FORBIDDEN, desc = "The node was attached all the time.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
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
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }
  }

  /** Control: {@link Mutant.StepsOnStartWrite}, the order as an unlock without release would have it. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: open before the stores.")
  @State
  public static class StepsBeforeTheStoresMutant extends Scenario {
    public StepsBeforeTheStoresMutant() {
      super(Subject.flawed(Mutant.StepsNoMore::new, Mutant.StepsOnStartWrite::new));
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }
  }

  /** Control: {@link Mutant.PlainSequence}. On x86 loads and stores stay in order, and C2 would have to change theirs. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: open before the stores.")
  @State
  public static class PlainSequenceMutantOnWeakHardware extends Scenario {
    public PlainSequenceMutantOnWeakHardware() {
      super(Subject.flawedStructure(Mutant.PlainSequence::new));
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }
  }
}
