package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Scenario S39: a range merges with its neighbour while an iteration is about to acquire it.
 *
 * <p>Invariant: an iteration reports each key once and makes progress.
 *
 * <pre>
 *   T1 startReadNext from 0              T2 writer
 *   ---------------------------------    ---------------------------------
 *   walks to a = [0, 10)
 *                                        a and b become [0, 20)
 *   acquires a, reports [0, 20)
 *   next step from 10 or from 20?
 * </pre>
 *
 * <p>The cursor holds a key: the end of the range as it was reported.
 *
 * <p>Mutant: {@code cursor-passes-the-range-found-first} sets the cursor to the end that the range had when the walk passed it;
 * the next step finds the same range again.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S39_IterationProgress}
 */
@JCStressTest
@Outcome(id = "contiguous", expect = ACCEPTABLE, desc = "Every key was reported once.")
@Outcome(id = "gap", expect = FORBIDDEN, desc = "Keys that stay mapped were skipped.")
@Outcome(id = "repeated", expect = FORBIDDEN, desc = "Keys were reported twice.")
@Outcome(id = "short", expect = FORBIDDEN, desc = "The iteration ended early.")
@Outcome(id = "unbalanced", expect = FORBIDDEN, desc = "A read was not released.")
@State
public class S39_IterationProgress extends Race {
  private final RangeTree tree = new RangeTree();

  private volatile boolean over;

  @Actor
  public void reader(L_Result r) {
    rendezvous();
    String seen = "contiguous";
    boolean once = false;
    for (int tries = 0; tries < TRIES && seen.equals("contiguous") && !once; tries++) {
      once = over;
      seen = iterate();
    }
    r.r1 = seen;
  }

  private String iterate() {
    RangeTree.Walk walk = new RangeTree.Walk();
    long covered = 0;
    while (tree.next(walk)) {
      if (walk.from != covered) {
        return walk.from > covered ? "gap" : "repeated";
      }
      covered = walk.to;
    }
    return covered == RangeTree.END ? "contiguous" : "short";
  }

  @Actor
  public void writer() {
    rendezvous();
    tree.mergeFirstTwo();
    over = true;
  }

  @Arbiter
  public void after(L_Result r) {
    if (!tree.clear()) {
      r.r1 = "unbalanced";
    }
  }
}
