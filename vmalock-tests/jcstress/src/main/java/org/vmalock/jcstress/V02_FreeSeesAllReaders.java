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
 * Scenario V2: two readers of a retired object release it, each after a store; the last release frees the object.
 *
 * <p>Invariant: what every reader did happens before the free, not only what the last reader did.
 *
 * <pre>
 *   T1 reader                            T2 reader
 *   ---------------------------------    ---------------------------------
 *   x = 1                                y = 1
 *   endRead: 2 -> 1                      endRead: 1 -> 0, frees: x, y?
 * </pre>
 *
 * <p>T1's decrement must release, and T2's must acquire what T1 has released, through the same word. A decrement that only
 * releases, with an acquire when it reaches zero, would rely on release sequences, which Java does not specify.
 *
 * <p>Mutants: {@link Mutant.LoadsBeforeEndRead} loads what the free needs before it decrements, which is the order that a decrement
 * without acquire allows. {@link Mutant.ReleaseOnlyEndRead} decrements with release only.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V02_FreeSeesAllReaders}
 */
public final class V02_FreeSeesAllReaders {
  private V02_FreeSeesAllReaders() {}

  @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "Freed once, and the free saw both stores.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Node node;
    private final long first;
    private final long second;

    Scenario(Subject subject) {
      super(subject);
      node = subject.pooled(null);
      node.markAttached();
      int generation = node.generation();
      first = node.tryStartRead(generation);
      second = node.tryStartRead(generation);
      node.retire(generation);
    }

    void firstReader() {
      rendezvous();
      node.payload().x = 1;
      node.endRead(first);
    }

    void secondReader() {
      rendezvous();
      node.payload().y = 1;
      node.endRead(second);
    }

    void after(III_Result r) {
      Payload payload = node.payload();
      r.r1 = payload.xAtFree;
      r.r2 = payload.yAtFree;
      r.r3 = payload.frees();
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = {"0, 1, 1", "1, 0, 1", "0, 0, 1"}, expect = FORBIDDEN, desc = "The free missed a store of a reader.")
  @Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Never freed.")
  @Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override @Actor public void firstReader() { super.firstReader(); }

    @Override @Actor public void secondReader() { super.secondReader(); }

    @Override @Arbiter public void after(III_Result r) { super.after(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(Subject.MODEL);
    }

    @Override @Actor public void firstReader() { super.firstReader(); }

    @Override @Actor public void secondReader() { super.secondReader(); }

    @Override @Arbiter public void after(III_Result r) { super.after(r); }
  }

  /** Mutant: {@link Mutant.LoadsBeforeEndRead}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(
      id = {"0, 1, 1", "1, 0, 1", "0, 0, 1"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "The race: the free missed a store of a reader.")
  @State
  public static class LoadsBeforeEndReadMutant extends Scenario {
    public LoadsBeforeEndReadMutant() {
      super(Subject.mutant(Mutant.LoadsBeforeEndRead::new));
    }

    @Override @Actor public void firstReader() { super.firstReader(); }

    @Override @Actor public void secondReader() { super.secondReader(); }

    @Override @Arbiter public void after(III_Result r) { super.after(r); }
  }

  /** Mutant: {@link Mutant.ReleaseOnlyEndRead}. Not observable on x86, where every read-modify-write is a full fence. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(
      id = {"0, 1, 1", "1, 0, 1", "0, 0, 1"},
      expect = ACCEPTABLE_INTERESTING,
      desc = "The race: the free missed a store of a reader.")
  @State
  public static class ReleaseOnlyEndReadMutantOnWeakHardware extends Scenario {
    public ReleaseOnlyEndReadMutantOnWeakHardware() {
      super(Subject.mutant(Mutant.ReleaseOnlyEndRead::new));
    }

    @Override @Actor public void firstReader() { super.firstReader(); }

    @Override @Actor public void secondReader() { super.secondReader(); }

    @Override @Arbiter public void after(III_Result r) { super.after(r); }
  }
}
