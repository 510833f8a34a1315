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
 * Scenario S10: an owner allocates an object again, initialises and attaches it, while a reader that has kept the reference
 * acquires it.
 *
 * <p>Invariant: a reader that acquires generation g + 1 sees everything that its owner stored before {@code markAttached}.
 *
 * <pre>
 *   T1 reader                            T2 owner
 *   ---------------------------------    ---------------------------------
 *                                        allocated: generation g + 1
 *                                        x = 2
 *                                        y = 2
 *                                        markAttached            (release)
 *   tryStartRead(g + 1)  (acquire)
 *   reads x, y
 * </pre>
 *
 * <p>The word is the only communication between T1 and T2: there is no lock, and T1 has had the reference since the previous
 * generation. So {@code markAttached} must be a release, or T1 may see what the object contained when it was freed.
 *
 * <p>Mutants: {@link Mutant.AttachesBeforeInit} attaches before the object is initialised, which is the order that an attach
 * without release allows. {@link Mutant.PlainAttach} attaches by a plain store.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S10_AttachPublishes}
 */
public final class S10_AttachPublishes {
  private S10_AttachPublishes() {}

  @Outcome(id = "new", expect = ACCEPTABLE, desc = "The reader sees the new generation fully initialised.")
  @Outcome(id = "GONE", expect = ACCEPTABLE, desc = "Every attempt came before the attach.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Node node;
    private final int nextGeneration;

    Scenario(Subject subject) {
      super(subject);
      node = subject.pooled(null);
      int generation = node.generation();
      nextGeneration = generation + 1;
      node.retire(generation);
    }

    void reader(L_Result r) {
      rendezvous();
      String seen = "GONE";
      for (int tries = 0; tries < TRIES && seen.equals("GONE"); tries++) {
        seen = read(node, node.tryStartRead(nextGeneration));
      }
      r.r1 = seen;
    }

    void owner() {
      rendezvous();
      Payload payload = node.payload();
      node.tryReuse(null);
      payload.x = 2;
      payload.y = 2;
      node.markAttached();
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed", expect = FORBIDDEN, desc = "The reader acquired the new generation before it was initialised.")
  @Outcome(id = "torn", expect = FORBIDDEN, desc = "The reader acquired the new generation while it was being initialised.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void owner() { super.owner(); }
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

    @Override @Actor public void owner() { super.owner(); }
  }

  /** Mutant: {@link Mutant.AttachesBeforeInit}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = {"freed", "torn"}, expect = ACCEPTABLE_INTERESTING, desc = "The race: acquired before it is initialised.")
  @State
  public static class AttachesBeforeInitMutant extends Scenario {
    public AttachesBeforeInitMutant() {
      super(Subject.mutant(Mutant.AttachesBeforeInit::new));
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void owner() { super.owner(); }
  }

  /** Mutant: {@link Mutant.PlainAttach}. Not observable on x86, which keeps stores in order, unless C2 reorders them. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = {"freed", "torn"}, expect = ACCEPTABLE_INTERESTING, desc = "The race: acquired before it is initialised.")
  @State
  public static class PlainAttachMutantOnWeakHardware extends Scenario {
    public PlainAttachMutantOnWeakHardware() {
      super(Subject.mutant(Mutant.PlainAttach::new));
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void owner() { super.owner(); }
  }
}
