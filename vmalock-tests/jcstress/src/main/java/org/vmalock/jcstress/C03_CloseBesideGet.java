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
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * The cache is closed while a reader loads.
 *
 * <pre>
 *   T1 reader                            T2
 *   ---------------------------------    ---------------------------------
 *   open: loads the block
 *                                        closed := true
 *                                        retires what is registered: nothing
 *   registers the block
 * </pre>
 *
 * <p>T1 looks whether the cache is closed after he has registered what he loaded, and T2 looks for what is registered after he has closed
 * it. At least one of the two sees the other, and the block is freed.
 */
public final class C03_CloseBesideGet {
  private C03_CloseBesideGet() {}

  @Outcome(id = "(right|refused), balanced", expect = ACCEPTABLE, desc = "Read or refused; and every load is freed.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final SmallCache cache;

    Scenario(SmallCache cache) {
      this.cache = cache;
    }

    void reader(LL_Result r) {
      meet();
      SmallCache.Life mine = cache.get(0);
      r.r1 = mine == null ? "refused" : SmallCache.read(0, mine, mine.stamp());
    }

    void closer() {
      meet();
      randomDelay();
      cache.close();
    }

    void after(LL_Result r) {
      r.r2 = cache.loads() == cache.frees() ? "balanced" : cache.loads() > cache.frees() ? "lost" : "freed twice";
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, lost", expect = FORBIDDEN, desc = "A block stays behind that nobody frees.")
  @Outcome(id = ".*, freed twice", expect = FORBIDDEN, desc = "Freed twice.")
  @Outcome(id = "(freed|torn|other), .*", expect = FORBIDDEN, desc = "The close has freed it under its reader.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new SmallCache.Library());
    }

    @Override
    @Actor
    public void reader(LL_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void closer() {
      super.closer();
    }

    @Override
    @Arbiter
    public void after(LL_Result r) {
      super.after(r);
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
    public void reader(LL_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void closer() {
      super.closer();
    }

    @Override
    @Arbiter
    public void after(LL_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link SmallCache.LooksBeforeItRegisters}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, lost", expect = ACCEPTABLE_INTERESTING, desc = "The race: a block that nobody frees.")
  @State
  public static class LooksBeforeItRegistersMutant extends Scenario {
    public LooksBeforeItRegistersMutant() {
      super(new SmallCache.LooksBeforeItRegisters());
    }

    @Override
    @Actor
    public void reader(LL_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void closer() {
      super.closer();
    }

    @Override
    @Arbiter
    public void after(LL_Result r) {
      super.after(r);
    }
  }
}
