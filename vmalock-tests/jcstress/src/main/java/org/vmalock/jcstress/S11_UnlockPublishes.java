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
 * Scenario S11: a writer writes, unlocks and begins the next section, while a reader acquires the node on the evidence of the
 * sequence alone.
 *
 * <p>Invariant: a reader that finds a node not write-locked sees all stores of the section that has write-locked it.
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
 *   they differ: acquired, reads x, y
 * </pre>
 *
 * <p>The sequence is the only thing T1 reads that T2 stored after x and y. So the step to even must be a release and T1's load an
 * acquire; and since T1 may read 5 without having read 4, the step to odd must be a release too.
 *
 * <p>Mutants: {@link Mutant.NoStepOnUnlock} with {@link Mutant.StepsOnStartWrite} steps the sequence before the writer's stores,
 * which is the order that an unlock without release allows. {@link Mutant.PlainSequence} steps the sequence by plain stores.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S11_UnlockPublishes}
 */
public final class S11_UnlockPublishes {
  private S11_UnlockPublishes() {}

  @Outcome(id = "old", expect = ACCEPTABLE, desc = "The read was acquired before the write section.")
  @Outcome(id = "new", expect = ACCEPTABLE, desc = "The read was acquired after the write section.")
  @Outcome(id = "BUSY", expect = ACCEPTABLE, desc = "The last attempt returned BUSY.")
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
      rendezvous();
      r.r1 = readUntilChange(structure, node);
    }

    void writer() {
      rendezvous();
      structure.lockWrite();
      if (tryStartWrite(node)) {
        node.payload().set(1);
      }
      structure.unlockWrite();
      structure.lockWrite();
      structure.unlockWrite();
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = FORBIDDEN, desc = "The node could be acquired before all stores of the section were visible.")
  @Outcome(id = "GONE", expect = FORBIDDEN, desc = "The node stays attached.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

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

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }
  }

  /** Mutant: {@link Mutant.NoStepOnUnlock} with {@link Mutant.StepsOnStartWrite}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: acquired before the stores are visible.")
  @State
  public static class StepsBeforeStoresMutant extends Scenario {
    public StepsBeforeStoresMutant() {
      super(Subject.mutant(Mutant.NoStepOnUnlock::new, Mutant.StepsOnStartWrite::new));
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }
  }

  /**
   * Mutant: {@link Mutant.PlainSequence}. Not observable on x86, which keeps loads and stores in order, unless C2 reorders them.
   */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "torn", expect = ACCEPTABLE_INTERESTING, desc = "The race: acquired before the stores are visible.")
  @State
  public static class PlainSequenceMutantOnWeakHardware extends Scenario {
    public PlainSequenceMutantOnWeakHardware() {
      super(Subject.mutantStructure(Mutant.PlainSequence::new));
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void writer() { super.writer(); }
  }
}
