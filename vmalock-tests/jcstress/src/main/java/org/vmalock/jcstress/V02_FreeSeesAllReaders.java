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
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two readers of a retired object leave, each after a store; the last one frees.
 *
 * <pre>
 *   T1 reader                            T2 reader
 *   ---------------------------------    ---------------------------------
 *   x = 1                                y = 1
 *   endRead: 2 -> 1                      endRead: 1 -> 0, frees: x, y?
 * </pre>
 *
 * <p>What all readers did happens before the free, not only what the last one did: T1's step must release and T2's must acquire
 * what T1 released, through the same word. (F16, for which a release with an acquire at zero is not enough without release
 * sequences.)
 */
public final class V02_FreeSeesAllReaders {
  private V02_FreeSeesAllReaders() {}

  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Freed once, and the free saw both.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Node node;
    private final long one;
    private final long other;

    Scenario(Subject subject) {
      super(subject);
      node = subject.pooled(null);
      node.markAttached();
      int life = node.generation();
      one = node.tryStartRead(life);
      other = node.tryStartRead(life);
      node.retire(life);
    }

    void oneReader() {
      meet();
      node.payload().x = 1;
      node.endRead(one);
    }

    void otherReader() {
      meet();
      node.payload().y = 1;
      node.endRead(other);
    }

    void after(III_Result r) {
      Payload payload = node.payload();
      r.r1 = payload.xAtFree;
      r.r2 = payload.yAtFree;
      r.r3 = payload.frees();
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = {"0, 1, 1", "1, 0, 1", "0, 0, 1"}, expect = FORBIDDEN, desc = "The free has not seen what a reader did.")
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Nobody freed it.")
  @Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice.")
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
    @Arbiter
    public void after(III_Result r) {
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
    public void oneReader() {
      super.oneReader();
    }

    @Override
    @Actor
    public void otherReader() {
      super.otherReader();
    }

    @Override
    @Arbiter
    public void after(III_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link Mutant.LoadsBeforeLeaving}, the order as a leave without acquire would have it. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(
      id = {"0, 1, 1", "1, 0, 1", "0, 0, 1"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "The race: the free has missed a reader's store.")
  @State
  public static class LoadsBeforeLeavingMutant extends Scenario {
    public LoadsBeforeLeavingMutant() {
      super(Subject.flawed(Mutant.LoadsBeforeLeaving::new));
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
    @Arbiter
    public void after(III_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link Mutant.ReleaseOnlyLeave}. Invisible on x86, where every read-modify-write is a full fence. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(
      id = {"0, 1, 1", "1, 0, 1", "0, 0, 1"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "The race: the free has missed a reader's store.")
  @State
  public static class ReleaseOnlyLeaveMutantOnWeakHardware extends Scenario {
    public ReleaseOnlyLeaveMutantOnWeakHardware() {
      super(Subject.flawed(Mutant.ReleaseOnlyLeave::new));
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
    @Arbiter
    public void after(III_Result r) {
      super.after(r);
    }
  }
}
