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
 * <p>Mutant: {@link Mutant.NoGenerationCheck} acquires the block in its current generation, and T1 takes the content of key 1 for
 * that of key 0.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t C01_EvictionBesideGet}
 */
public final class C01_EvictionBesideGet {
  private C01_EvictionBesideGet() {}

  @Outcome(id = "(right|GONE|absent)", expect = ACCEPTABLE, desc = "Read before the eviction, or refused after it.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final SmallCache cache;

    Scenario(SmallCache cache) {
      this.cache = cache;
      SmallCache.Handle loaded = Objects.requireNonNull(cache.get(0));
      loaded.endRead(loaded.stamp());
    }

    void reader(L_Result r) {
      SmallCache.Handle found = cache.lookUp(0);
      rendezvous();
      randomDelay();
      long stamp = found == null ? 0 : found.startRead();
      r.r1 = found == null ? "absent" : stamp > 0 ? SmallCache.read(0, found, stamp) : "GONE";
    }

    void evictor() {
      rendezvous();
      cache.remove(0);
      cache.get(1);
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "other", expect = FORBIDDEN, desc = "The reader acquired the content of another key.")
  @Outcome(id = "(freed|torn)", expect = FORBIDDEN, desc = "The reader holds a freed block.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new SmallCache.Library());
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void evictor() { super.evictor(); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(new SmallCache.Model());
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void evictor() { super.evictor(); }
  }

  /** Mutant: {@link Mutant.NoGenerationCheck}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(
      id = "(other|freed|torn)",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The race: the reader acquired the content of another key.")
  @State
  public static class NoGenerationCheckMutant extends Scenario {
    public NoGenerationCheckMutant() {
      super(new SmallCache.Model(new Mutant.NoGenerationCheck(null)));
    }

    @Override @Actor public void reader(L_Result r) { super.reader(r); }

    @Override @Actor public void evictor() { super.evictor(); }
  }
}
