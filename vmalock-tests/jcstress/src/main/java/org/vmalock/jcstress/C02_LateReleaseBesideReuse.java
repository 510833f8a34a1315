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
 * A reader gives his hold back twice, and in between the block has found another key and another reader.
 *
 * <pre>
 *   T1 leaves twice                      T2
 *   ---------------------------------    ---------------------------------
 *   leaves: the last one out, frees
 *                                        loads key 1 into the block, and holds it
 *   leaves again
 *                                        takes key 1 out: does his hold still count?
 * </pre>
 *
 * <p>The stamp names the life that it was given for, so the second leave is refused and T2's hold is still there. Without that T1 takes
 * T2's place, and the block is freed under T2.
 */
public final class C02_LateReleaseBesideReuse {
  private C02_LateReleaseBesideReuse() {}

  @Outcome(id = "(right|busy)", expect = ACCEPTABLE, desc = "The hold of the next life counts, or that life has not begun in time.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final SmallCache cache;
    private final SmallCache.Life held;

    Scenario(SmallCache cache) {
      this.cache = cache;
      held = Objects.requireNonNull(cache.get(0));
      cache.remove(0);
    }

    void twice() {
      meet();
      held.leave(held.stamp());
      randomDelay();
      held.leave(held.stamp());
    }

    void next(L_Result r) {
      meet();
      SmallCache.Life mine = cache.get(1);
      for (int tries = 0; tries < TRIES && mine == null; tries++) {
        mine = cache.get(1);
      }
      if (mine == null) {
        r.r1 = "busy";
        return;
      }
      randomDelay();
      cache.remove(1);
      randomDelay();
      r.r1 = SmallCache.read(1, mine, mine.stamp());
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(freed|torn|other)", expect = FORBIDDEN, desc = "The block was freed under its reader.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new SmallCache.Library());
    }

    @Override
    @Actor
    public void twice() {
      super.twice();
    }

    @Override
    @Actor
    public void next(L_Result r) {
      super.next(r);
    }
  }

  /** The model, which must pass for the controls to mean anything. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(new SmallCache.Model());
    }

    @Override
    @Actor
    public void twice() {
      super.twice();
    }

    @Override
    @Actor
    public void next(L_Result r) {
      super.next(r);
    }
  }

  /** Control: {@link SmallCache.LateLeave}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(freed|torn|other)", expect = ACCEPTABLE_INTERESTING, desc = "The race: freed under its reader.")
  @State
  public static class LateLeaveMutant extends Scenario {
    public LateLeaveMutant() {
      super(new SmallCache.LateLeave());
    }

    @Override
    @Actor
    public void twice() {
      super.twice();
    }

    @Override
    @Actor
    public void next(L_Result r) {
      super.next(r);
    }
  }
}
