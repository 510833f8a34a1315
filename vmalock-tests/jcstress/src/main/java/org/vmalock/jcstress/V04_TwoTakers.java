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
 * Two threads take objects out of a pool, and one gives one back in between.
 *
 * <pre>
 *   T1 take                              T2
 *   ---------------------------------    ---------------------------------
 *   topmost: A, below it B
 *                                        takes A, takes B, gives A back
 *   topmost is A still: B is next
 * </pre>
 *
 * <p>B is T2's. The stack's head carries a version, so that T1 sees that it is another A; and what is taken is taken by one.
 */
public final class V04_TwoTakers {
  private V04_TwoTakers() {}

  @Outcome(id = "different", expect = ACCEPTABLE, desc = "Everybody has an object of its own.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Pool pool;
    private final Object[] taken = new Object[3];

    Scenario(Pool pool) {
      this.pool = pool;
    }

    void one() {
      meet();
      taken[0] = pool.take();
      taken[1] = pool.take();
    }

    void other() {
      meet();
      Object first = pool.take();
      taken[2] = pool.take();
      if (first != null) {
        pool.give(first);
      }
    }

    void after(L_Result r) {
      boolean twice = taken[0] == taken[1] || taken[0] == taken[2] || taken[1] == taken[2];
      boolean refused = taken[0] == null || taken[1] == null || taken[2] == null;
      r.r1 = refused ? "refused" : twice ? "twice" : "different";
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "twice", expect = FORBIDDEN, desc = "Two takers have one object.")
  @Outcome(id = "refused", expect = FORBIDDEN, desc = "There are more objects than takers.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new Pool.Library());
    }

    @Override
    @Actor
    public void one() {
      super.one();
    }

    @Override
    @Actor
    public void other() {
      super.other();
    }

    @Override
    @Arbiter
    public void after(L_Result r) {
      super.after(r);
    }
  }

  /** The model, which must pass for the controls to mean anything. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(new Pool.Model());
    }

    @Override
    @Actor
    public void one() {
      super.one();
    }

    @Override
    @Actor
    public void other() {
      super.other();
    }

    @Override
    @Arbiter
    public void after(L_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link Pool.NoVersion}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "(twice|refused)", expect = ACCEPTABLE_INTERESTING, desc = "The race: an object that is in use is taken again.")
  @State
  public static class NoVersionMutant extends Scenario {
    public NoVersionMutant() {
      super(new Pool.NoVersion());
    }

    @Override
    @Actor
    public void one() {
      super.one();
    }

    @Override
    @Actor
    public void other() {
      super.other();
    }

    @Override
    @Arbiter
    public void after(L_Result r) {
      super.after(r);
    }
  }
}
