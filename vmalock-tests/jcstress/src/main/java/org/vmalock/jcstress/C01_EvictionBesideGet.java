package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Objects;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Scenario C1: an entry is evicted, and its block is loaded for another key, while a reader that has looked the entry up acquires
 * it.
 *
 * <p>Invariant: a handle never acquires the content of another key.
 *
 * <pre>
 *   T1 reader                            T2
 *   ---------------------------------    ---------------------------------
 *   looks up key 0: this block
 *                                        removes key 0: no reader, frees the block
 *                                        loads key 1 into it
 *   startRead on the block?
 * </pre>
 *
 * <p>The lookup has found a generation of the block: the read is refused, and T1 can look the key up again.
 *
 * <p>Mutant: {@code any-generation} acquires the block in its current generation, and T1 takes the content of key 1 for that of
 * key 0.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t C01_EvictionBesideGet}
 */
@JCStressTest
@Outcome(id = "(right|GONE|absent)", expect = ACCEPTABLE, desc = "Read before the eviction, or refused after it.")
@Outcome(id = "other", expect = FORBIDDEN, desc = "The reader acquired the content of another key.")
@Outcome(id = "(freed|torn)", expect = FORBIDDEN, desc = "The reader holds a freed block.")
@State
public class C01_EvictionBesideGet extends Race {
  private final SmallCache cache = new SmallCache();

  public C01_EvictionBesideGet() {
    SmallCache.Held loaded = Objects.requireNonNull(cache.get(0));
    loaded.endRead(loaded.stamp());
  }

  @Actor
  public void reader(L_Result r) {
    SmallCache.Held found = cache.lookUp(0);
    rendezvous();
    randomDelay();
    long stamp = found == null ? 0 : found.startRead();
    r.r1 = found == null ? "absent" : stamp > 0 ? SmallCache.read(0, found, stamp) : "GONE";
  }

  @Actor
  public void evictor() {
    rendezvous();
    cache.remove(0);
    cache.get(1);
  }
}
