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
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * A reader leaves, and what it has left is recycled before it is done with leaving.
 *
 * <pre>
 *   T1 endRead                           T2 writer
 *   ---------------------------------    ---------------------------------
 *   count: 1 -> 0
 *                                        startWrite sees 0, markDetached
 *                                        retire, freed; taken for another life
 *   last one out? whom to wake?
 * </pre>
 *
 * <p>After the count has fallen nothing of the object is T1's to look at. What it has to do follows from the value that its own
 * read-modify-write left behind and from the owner that it copied before. If it looks at the word again it takes T2's step for
 * its own and frees a second time; if it asks the object whom to wake it finds a stranger, or nobody. (S3, and R4 of rcuref.)
 */
public final class S03_UseAfterLeaving {
  private S03_UseAfterLeaving() {}

  @Outcome(id = "left, 1", expect = ACCEPTABLE, desc = "Freed once, and the reader touched nobody else's object.")
  interface Legal {}

  abstract static class Scenario extends Race {
    private final Structure structure;
    private final Node node;
    private final int life;
    private final long stamp;

    Scenario(Subject subject) {
      super(subject);
      structure = subject.structure();
      node = subject.pooled(structure);
      attach(structure, node);
      life = node.generation();
      stamp = node.tryStartRead(structure);
    }

    void reader(LI_Result r) {
      awaitWriter(structure, node);
      try {
        node.endRead(stamp);
        r.r1 = "left";
      } catch (RuntimeException e) {
        r.r1 = e.getClass().getSimpleName();
      }
    }

    void writer() {
      structure.lockWrite();
      if (startWrite(node)) {
        node.markDetached();
      }
      structure.unlockWrite();
      node.retire(life);
      node.reuse(null);
    }

    void after(LI_Result r) {
      r.r2 = node.payload().frees();
    }
  }

  /** The library. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "left, 2", expect = FORBIDDEN, desc = "Freed twice: by the owner and by a reader that looked again.")
  @Outcome(id = "NullPointerException, .*", expect = FORBIDDEN, desc = "The reader asked the next life whom to wake.")
  @State
  public static class Real extends Scenario {
    public Real() {
      super(Subject.VMALOCK);
    }

    @Override
    @Actor
    public void reader(LI_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
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
    public void reader(LI_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link Mutant.LooksAfterLeaving}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "left, 2", expect = ACCEPTABLE_INTERESTING, desc = "The race: freed twice.")
  @State
  public static class LooksAfterLeavingMutant extends Scenario {
    public LooksAfterLeavingMutant() {
      super(Subject.flawed(Mutant.LooksAfterLeaving::new));
    }

    @Override
    @Actor
    public void reader(LI_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
    }
  }

  /** Control: {@link Mutant.WakesThroughTheObject}. */
  @JCStressTest
  @JCStressMeta(Legal.class)
  @Outcome(id = "NullPointerException, .*", expect = ACCEPTABLE_INTERESTING, desc = "The race: the owner is another one by now.")
  @State
  public static class WakesThroughTheObjectMutant extends Scenario {
    public WakesThroughTheObjectMutant() {
      super(Subject.flawed(Mutant.WakesThroughTheObject::new));
    }

    @Override
    @Actor
    public void reader(LI_Result r) {
      super.reader(r);
    }

    @Override
    @Actor
    public void writer() {
      super.writer();
    }

    @Override
    @Arbiter
    public void after(LI_Result r) {
      super.after(r);
    }
  }
}
