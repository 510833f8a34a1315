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
 * A look-up has walked to a range that is replaced before it has come in.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   walks version 1 to b
 *                                        write-locks b, publishes version 2 with B
 *                                        detaches b, unlocks
 *   tryStartRead(b): GONE
 *   walks again: in which version?
 * </pre>
 *
 * <p>A refusal says that what the walk has seen is out of date, so the next walk begins at the root. One that goes on where it
 * was finds b again, and is refused again; in the kernel it followed freed nodes. The key is mapped all the time: T1 finds b or
 * B. (S36.)
 */
public final class S36_RestartAfterRefusal {
  private S36_RestartAfterRefusal() {}

  @Outcome(id = "b", expect = ACCEPTABLE, desc = "Before the change.")
  @Outcome(id = "B", expect = ACCEPTABLE, desc = "After the change.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final RangeTree tree;

    Scenario(RangeTree tree) {
      this.tree = tree;
    }

    void reader(L_Result r) {
      meet();
      String seen = "b";
      for (int tries = 0; tries < TRIES && seen.equals("b"); tries++) {
        seen = tree.valueAt(15);
      }
      r.r1 = seen;
    }

    void writer() {
      meet();
      tree.replaceMiddle();
    }

    void after(L_Result r) {
      if (!tree.clear()) {
        r.r1 = "somebody is left inside";
      }
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "hole", expect = FORBIDDEN, desc = "A key that is mapped all the time was not found.")
  @Outcome(id = "lost", expect = FORBIDDEN, desc = "The look-up does not come out of the old version.")
  @Outcome(id = "somebody is left inside", expect = FORBIDDEN, desc = "The counts are not balanced.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(new VmaRanges());
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
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
      super(new ModelTree());
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(L_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link TreeMutant.NoRestart}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "lost", expect = ACCEPTABLE_INTERESTING, desc = "The race: it does not come out of the old version.")
  @State
  public static class NoRestartMutant extends Scenario {
    public NoRestartMutant() {
      super(new TreeMutant.NoRestart());
    }

    @Override
    @Actor
    public void reader(L_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(L_Result r) {
      super.after(r);
    }
  }
}
