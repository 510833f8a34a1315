package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Scenario C2: a reader releases its handle twice, and in between the block is reused for another key and another reader.
 *
 * <p>Invariant: the second release is refused and does not release the read of the next generation.
 *
 * <pre>
 *   T1 releases twice                    T2
 *   ---------------------------------    ---------------------------------
 *   endRead: last release, frees
 *                                        loads key 1 into the block, holds it
 *   endRead again
 *                                        removes key 1: is its read still counted?
 * </pre>
 *
 * <p>The stamp contains the generation that it was given for, so the second {@code endRead} is refused.
 *
 * <p>Mutant: {@link SmallCache.NoGenerationOnRelease} decrements the count of the current generation: T1 releases the read of T2,
 * and the block is freed while T2 holds it.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t C02_LateReleaseBesideReuse}
 */
public final class C02_LateReleaseBesideReuse {
  private C02_LateReleaseBesideReuse() {}

  @Outcome(
      id = "(right|busy)",
      expect = ACCEPTABLE,
      desc = "The read of the next generation stayed counted, or that generation did not begin in time.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final SmallCache cache;
    private final SmallCache.Handle held;

    Scenario(SmallCache cache) {
      this.cache = cache;
      held = Objects.requireNonNull(cache.get(0));
      cache.remove(0);
    }

    void releaseTwice() {
      rendezvous();
      held.endRead(held.stamp());
      randomDelay();
      held.endRead(held.stamp());
    }

    void nextReader(L_Result r) {
      rendezvous();
      SmallCache.Handle handle = cache.get(1);
      for (int tries = 0; tries < TRIES && handle == null; tries++) {
        handle = cache.get(1);
      }
      if (handle == null) {
        r.r1 = "busy";
        return;
      }
      randomDelay();
      cache.remove(1);
      randomDelay();
      r.r1 = SmallCache.read(1, handle, handle.stamp());
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(freed|torn|other)", expect = FORBIDDEN, desc = "The block was freed while its reader held it.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new SmallCache.Library());
    }

    @Override @Actor public void releaseTwice() { super.releaseTwice(); }

    @Override @Actor public void nextReader(L_Result r) { super.nextReader(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(new SmallCache.Model());
    }

    @Override @Actor public void releaseTwice() { super.releaseTwice(); }

    @Override @Actor public void nextReader(L_Result r) { super.nextReader(r); }
  }

  /** Mutant: {@link SmallCache.NoGenerationOnRelease}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(freed|torn|other)", expect = ACCEPTABLE_INTERESTING, desc = "The race: freed while its reader held it.")
  @State
  public static class NoGenerationOnReleaseMutant extends Scenario {
    public NoGenerationOnReleaseMutant() {
      super(new SmallCache.NoGenerationOnRelease());
    }

    @Override @Actor public void releaseTwice() { super.releaseTwice(); }

    @Override @Actor public void nextReader(L_Result r) { super.nextReader(r); }
  }
}
