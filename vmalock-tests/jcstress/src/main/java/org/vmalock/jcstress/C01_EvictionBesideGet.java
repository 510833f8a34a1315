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
 * A value leaves the cache while a reader is on his way to it, and its block serves another key at once.
 *
 * <pre>
 *   T1 reader                            T2
 *   ---------------------------------    ---------------------------------
 *   looks key 0 up: this block
 *                                        takes key 0 out: nobody holds it, frees the block
 *                                        loads key 1 into it
 *   holds the block?
 * </pre>
 *
 * <p>The look-up has found a life of the block and not the block: the hold is refused, and T1 looks again. Without the generation he
 * would read key 1 and take it for key 0.
 */
public final class C01_EvictionBesideGet {
  private C01_EvictionBesideGet() {}

  @Outcome(id = "(right|GONE|absent)", expect = ACCEPTABLE, desc = "Held in time, or told that it was too late.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final SmallCache cache;

    Scenario(SmallCache cache) {
      this.cache = cache;
      SmallCache.Life loaded = Objects.requireNonNull(cache.get(0));
      loaded.leave(loaded.stamp());
    }

    void reader(L_Result r) {
      SmallCache.Life found = cache.lookUp(0);
      meet();
      randomDelay();
      long stamp = found == null ? 0 : found.hold();
      r.r1 = found == null ? "absent" : stamp > 0 ? SmallCache.read(0, found, stamp) : "GONE";
    }

    void evictor() {
      meet();
      cache.remove(0);
      cache.get(1);
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "other", expect = FORBIDDEN, desc = "The reader has the block of another key.")
  @Outcome(id = "(freed|torn)", expect = FORBIDDEN, desc = "The reader is inside a freed block.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new SmallCache.Library());
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void evictor() {
      super.evictor();
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
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void evictor() {
      super.evictor();
    }
  }

  /** Control: {@link Mutant.NoGeneration}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(other|freed|torn)", expect = ACCEPTABLE_INTERESTING, desc = "The race: the block of another key.")
  @State
  public static class NoGenerationMutant extends Scenario {
    public NoGenerationMutant() {
      super(new SmallCache.Model(new Mutant.NoGeneration(null)));
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void evictor() {
      super.evictor();
    }
  }
}
