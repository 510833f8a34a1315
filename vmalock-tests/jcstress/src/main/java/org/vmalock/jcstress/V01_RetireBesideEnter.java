package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * The owner ends an object's life while a reader comes in. Nobody holds a lock.
 *
 * <pre>
 *   T1 reader                            T2 owner
 *   ---------------------------------    ---------------------------------
 *   looks: attached, nobody inside
 *                                        retire: no owner, nobody inside, frees
 *   counted?
 * </pre>
 *
 * <p>T1's compare-and-set fails, since the word has changed, and it has written nothing: dead stays dead. Had it counted first,
 * the step back would have brought the word to zero a second time, and the object would have been freed twice.
 */
public final class V01_RetireBesideEnter {
  private V01_RetireBesideEnter() {}

  @Outcome(id = "(old|GONE), 1", expect = ACCEPTABLE, desc = "Freed once, after the reader or without it.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Node node;
    private final int life;

    Scenario(Subject subject) {
      super(subject);
      node = subject.pooled(null);
      node.markAttached();
      life = node.generation();
    }

    void reader(LI_Result r) {
      meet();
      String seen = "old";
      for (int tries = 0; tries < TRIES && seen.equals("old"); tries++) {
        seen = read(node, node.tryStartRead(life));
      }
      r.r1 = seen;
    }

    void owner() {
      meet();
      node.retire(life);
    }

    void after(LI_Result r) {
      r.r2 = node.payload().frees();
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(freed|torn), .*", expect = FORBIDDEN, desc = "The reader is inside a freed object.")
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Nobody freed it.")
  @Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void reader(LI_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void owner() {
      super.owner();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
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
    public void reader(LI_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void owner() {
      super.owner();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link Mutant.CountsFirst}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, 2", expect = ACCEPTABLE_INTERESTING, desc = "The race: the reader's step back frees it again.")
  @State
  public static class CountsFirstMutant extends Scenario {
    public CountsFirstMutant() {
      super(Subject.flawed(Mutant.CountsFirst::new));
    }

    @Override
    @Actor
    public void reader(LI_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void owner() {
      super.owner();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
    }
  }
}
