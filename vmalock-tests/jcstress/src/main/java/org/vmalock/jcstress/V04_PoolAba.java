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
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Scenario V4: two threads allocate objects from a pool, and one of them frees an object in between (an ABA race).
 *
 * <p>Invariant: a pooled object has one owner at a time.
 *
 * <pre>
 *   T1 tryAlloc                          T2
 *   ---------------------------------    ---------------------------------
 *   head: A; next below it: B
 *                                        allocates A, allocates B, frees A
 *   head is A again: head := B?
 * </pre>
 *
 * <p>B is allocated to T2. The head of the stack carries a version, so T1's compare-and-set fails although A is on top again.
 *
 * <p>Mutant: {@link Pool.NoVersion} has no version in the head.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V04_PoolAba}
 */
public final class V04_PoolAba {
  private V04_PoolAba() {}

  @Outcome(id = "distinct", expect = ACCEPTABLE, desc = "Each thread has objects of its own.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Pool pool;
    private final Object[] allocated = new Object[3];

    Scenario(Pool pool) {
      this.pool = pool;
    }

    void firstThread() {
      rendezvous();
      allocated[0] = pool.tryAlloc();
      allocated[1] = pool.tryAlloc();
    }

    void secondThread() {
      rendezvous();
      Object first = pool.tryAlloc();
      allocated[2] = pool.tryAlloc();
      if (first != null) {
        pool.free(first);
      }
    }

    void after(L_Result r) {
      boolean shared = allocated[0] == allocated[1] || allocated[0] == allocated[2] || allocated[1] == allocated[2];
      boolean exhausted = allocated[0] == null || allocated[1] == null || allocated[2] == null;
      r.r1 = exhausted ? "exhausted" : shared ? "shared" : "distinct";
    }
  }

  /** The scenario on the library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "shared", expect = FORBIDDEN, desc = "One object was allocated to two owners.")
  @Outcome(
      id = "exhausted",
      expect = FORBIDDEN,
      desc = "An allocation failed although the pool has more objects than are allocated.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new Pool.Library());
    }

    @Override @Actor public void firstThread() { super.firstThread(); }

    @Override @Actor public void secondThread() { super.secondThread(); }

    @Override @Arbiter public void after(L_Result r) { super.after(r); }
  }

  /** The scenario on the model without a mutant, which must show no forbidden outcome either. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(new Pool.Model());
    }

    @Override @Actor public void firstThread() { super.firstThread(); }

    @Override @Actor public void secondThread() { super.secondThread(); }

    @Override @Arbiter public void after(L_Result r) { super.after(r); }
  }

  /** Mutant: {@link Pool.NoVersion}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(shared|exhausted)", expect = ACCEPTABLE_INTERESTING, desc = "The race: an object in use was allocated again.")
  @State
  public static class NoVersionMutant extends Scenario {
    public NoVersionMutant() {
      super(new Pool.NoVersion());
    }

    @Override @Actor public void firstThread() { super.firstThread(); }

    @Override @Actor public void secondThread() { super.secondThread(); }

    @Override @Arbiter public void after(L_Result r) { super.after(r); }
  }
}
