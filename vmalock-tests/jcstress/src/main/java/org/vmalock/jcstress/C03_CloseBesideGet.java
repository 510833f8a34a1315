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
 * Scenario C3: a cache is closed while a reader loads a block.
 *
 * <p>Invariant: every loaded block is freed once, also after the cache is closed.
 *
 * <pre>
 *   T1 reader                            T2
 *   ---------------------------------    ---------------------------------
 *   not closed: loads the block
 *                                        closed := true
 *                                        retires what is registered: nothing
 *   registers the block
 * </pre>
 *
 * <p>T1 checks whether the cache is closed after it has registered the block; T2 retires the registered blocks after it has closed
 * the cache. At least one of the two sees the other's store, and the block is freed.
 *
 * <p>Mutant: {@link SmallCache.ChecksClosedBeforeRegister} checks whether the cache is closed before it registers the block.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t C03_CloseBesideGet}
 */
public final class C03_CloseBesideGet {
  private C03_CloseBesideGet() {}

  @Outcome(id = "(right|refused), balanced", expect = ACCEPTABLE, desc = "Read or refused; every loaded block was freed.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final SmallCache cache;

    Scenario(SmallCache cache) {
      this.cache = cache;
    }

    void reader(LL_Result r) {
      rendezvous();
      SmallCache.Handle handle = cache.get(0);
      r.r1 = handle == null ? "refused" : SmallCache.read(0, handle, handle.stamp());
    }

    void closer() {
      rendezvous();
      randomDelay();
      cache.close();
    }

    void after(LL_Result r) {
      r.r2 = cache.loads() == cache.frees() ? "balanced" : cache.loads() > cache.frees() ? "lost" : "freed twice";
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, lost", expect = FORBIDDEN, desc = "A loaded block was not freed.")
  @Outcome(id = ".*, freed twice", expect = FORBIDDEN, desc = "Freed twice.")
  @Outcome(id = "(freed|torn|other), .*", expect = FORBIDDEN, desc = "The close freed the block while its reader held it.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new SmallCache.Library());
    }

    @Override @Actor public void reader(LL_Result r) { super.reader(r); }

    @Override @Actor public void closer() { super.closer(); }

    @Override @Arbiter public void after(LL_Result r) { super.after(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(new SmallCache.Model());
    }

    @Override @Actor public void reader(LL_Result r) { super.reader(r); }

    @Override @Actor public void closer() { super.closer(); }

    @Override @Arbiter public void after(LL_Result r) { super.after(r); }
  }

  /** Mutant: {@link SmallCache.ChecksClosedBeforeRegister}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = ".*, lost", expect = ACCEPTABLE_INTERESTING, desc = "The race: a loaded block was not freed.")
  @State
  public static class ChecksClosedBeforeRegisterMutant extends Scenario {
    public ChecksClosedBeforeRegisterMutant() {
      super(new SmallCache.ChecksClosedBeforeRegister());
    }

    @Override @Actor public void reader(LL_Result r) { super.reader(r); }

    @Override @Actor public void closer() { super.closer(); }

    @Override @Arbiter public void after(LL_Result r) { super.after(r); }
  }
}
