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
 * An object is taken for a new life, initialised and attached; a reader that has kept the reference comes in.
 *
 * <pre>
 *   T1 reader                            T2 owner
 *   ---------------------------------    ---------------------------------
 *                                        taken: generation g + 1
 *                                        x = 2
 *                                        y = 2
 *                                        markAttached            (release)
 *   tryStartRead(g + 1)  (acquire)
 *   reads x, y
 * </pre>
 *
 * <p>Nothing but the word is between them: no lock, no publication of the reference, which T1 has had since the last life. So
 * the attach must be a release, or T1 sees what the object held when it was freed. (S10.)
 */
public final class S10_AttachPublishes {
  private S10_AttachPublishes() {}

  @Outcome(id = "new", expect = ACCEPTABLE, desc = "It sees the whole of the new life.")
  @Outcome(id = "GONE", expect = ACCEPTABLE, desc = "It came before the attach.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Node node;
    private final int nextLife;

    Scenario(Subject subject) {
      super(subject);
      node = subject.pooled(null);
      int life = node.generation();
      nextLife = life + 1;
      node.retire(life);
    }

    void reader(L_Result r) {
      meet();
      String seen = "GONE";
      for (int tries = 0; tries < TRIES && seen.equals("GONE"); tries++) {
        seen = read(node, node.tryStartRead(nextLife));
      }
      r.r1 = seen;
    }

    void owner() {
      meet();
      Payload payload = node.payload();
      node.reuse(null);
      payload.x = 2;
      payload.y = 2;
      node.markAttached();
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "freed", expect = FORBIDDEN, desc = "It is in before the new life was initialised.")
  @Outcome(id = "torn", expect = FORBIDDEN, desc = "It is in while the new life is initialised.")
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
    public void owner() {
      super.owner();
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
    public void owner() {
      super.owner();
    }
  }

  /** Control: {@link Mutant.AttachesEarly}, the order as a plain attach would have it. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = {"freed", "torn"}, expect = ACCEPTABLE_INTERESTING, desc = "The race: in before it is initialised.")
  @State
  public static class AttachesEarlyMutant extends Scenario {
    public AttachesEarlyMutant() {
      super(Subject.flawed(Mutant.AttachesEarly::new));
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void owner() {
      super.owner();
    }
  }

  /** Control: {@link Mutant.PlainAttach}. On x86 stores stay in order, and C2 would have to change theirs. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = {"freed", "torn"}, expect = ACCEPTABLE_INTERESTING, desc = "The race: in before it is initialised.")
  @State
  public static class PlainAttachMutantOnWeakHardware extends Scenario {
    public PlainAttachMutantOnWeakHardware() {
      super(Subject.flawed(Mutant.PlainAttach::new));
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void owner() {
      super.owner();
    }
  }
}
