package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
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
 * <p>Mutant: {@code closed-looked-at-before-registering} checks whether the cache is closed before it registers the block.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t C03_CloseBesideGet}
 */
@JCStressTest
@Outcome(id = "(right|refused), balanced", expect = ACCEPTABLE, desc = "Read or refused; every loaded block was freed.")
@Outcome(id = ".*, lost", expect = FORBIDDEN, desc = "A loaded block was not freed.")
@Outcome(id = ".*, freed twice", expect = FORBIDDEN, desc = "Freed twice.")
@Outcome(id = "(freed|torn|other), .*", expect = FORBIDDEN, desc = "The close freed the block while its reader held it.")
@State
public class C03_CloseBesideGet extends Race {
  private final SmallCache cache = new SmallCache();

  @Actor
  public void reader(LL_Result r) {
    rendezvous();
    SmallCache.Held handle = cache.get(0);
    r.r1 = handle == null ? "refused" : SmallCache.read(0, handle, handle.stamp());
  }

  @Actor
  public void closer() {
    rendezvous();
    randomDelay();
    cache.close();
  }

  @Arbiter
  public void after(LL_Result r) {
    r.r2 = cache.loads() == cache.frees() ? "balanced" : cache.loads() > cache.frees() ? "lost" : "freed twice";
  }
}
