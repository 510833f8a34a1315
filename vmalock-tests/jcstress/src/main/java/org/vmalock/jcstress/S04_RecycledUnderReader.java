package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A reader enters an object by the generation that it has looked up, while it is freed and begins its next life.
 *
 * <pre>
 *   T1 reader                            T2 owner
 *   ---------------------------------    ---------------------------------
 *   looks up: this object, generation g
 *                                        retire(g), freed
 *                                        taken again: g + 1, initialised, attached
 *   tryStartRead(g)
 * </pre>
 *
 * <p>T1 is in the old life, and then that does not end before T1 leaves; or it is told GONE. It never sees the new life, and
 * never writes to its word: its owner, who may be draining it, must not meet the count of somebody who took a wrong turn. That
 * is more than the kernel has, which counts first and looks at the owner afterwards (S4, S7).
 */
public final class S04_RecycledUnderReader {
  private S04_RecycledUnderReader() {}

  @Outcome(
      id = "(old|GONE), alone",
      expect = ACCEPTABLE,
      desc = "In the old life or in none, and the new life's word was left alone.")
  @Outcome(
      id = "(old|GONE), still read",
      expect = ACCEPTABLE,
      desc = "The old life's last reader had not left when the owner wanted the object again.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Node node;
    private final int life;
    private volatile boolean over;

    Scenario(Subject subject) {
      super(subject);
      node = subject.pooled(null);
      node.markAttached();
      life = node.generation();
    }

    void reader(LL_Result r) {
      meet();
      String seen = "old";
      for (int tries = 0; tries < TRIES && !seen.equals("new") && !over; tries++) {
        seen = read(node, node.tryStartRead(life));
      }
      r.r1 = seen;
    }

    void owner(LL_Result r) {
      meet();
      node.retire(life);
      if (node.reuse(null)) {
        node.payload().set(2);
        node.markAttached();
        r.r2 = isAlone() ? "alone" : "disturbed";
      } else {
        r.r2 = "still read";
      }
      over = true;
    }

    private boolean isAlone() {
      for (int looks = 0; looks < 16; looks++) {
        if (node.readers() != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "new, .*", expect = FORBIDDEN, desc = "The reader is in a life that it did not ask for.")
  @Outcome(id = "(torn|freed), .*", expect = FORBIDDEN, desc = "The reader is inside while the object changes hands.")
  @Outcome(id = ".*, disturbed", expect = FORBIDDEN, desc = "The reader was counted in the next owner's word.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void reader(LL_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void owner(LL_Result r) {
      super.owner(r);
    }
  }

  /** The model, which must pass for the controls to mean anything. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @State
  public static class Model extends Scenario {
    public Model() {
      super(Subject.MODEL);
    }

    @Override
    @Actor
    public void reader(LL_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void owner(LL_Result r) {
      super.owner(r);
    }
  }

  /** Control: {@link Mutant.NoGeneration}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "new, .*", expect = ACCEPTABLE_INTERESTING, desc = "The race: in the wrong life.")
  @Outcome(id = "(old|GONE), disturbed", expect = ACCEPTABLE_INTERESTING, desc = "The race: counted in the wrong life.")
  @State
  public static class NoGenerationMutant extends Scenario {
    public NoGenerationMutant() {
      super(Subject.flawed(Mutant.NoGeneration::new));
    }

    @Override
    @Actor
    public void reader(LL_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void owner(LL_Result r) {
      super.owner(r);
    }
  }

  /** Control: {@link Mutant.CountsInAStrangersWord}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(
      id = "(old|GONE), disturbed",
      expect = ACCEPTABLE_INTERESTING,
      desc = "The race: counted in the next owner's word, for a moment.")
  @State
  public static class CountsInAStrangersWordMutant extends Scenario {
    public CountsInAStrangersWordMutant() {
      super(Subject.flawed(Mutant.CountsInAStrangersWord::new));
    }

    @Override
    @Actor
    public void reader(LL_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void owner(LL_Result r) {
      super.owner(r);
    }
  }
}
