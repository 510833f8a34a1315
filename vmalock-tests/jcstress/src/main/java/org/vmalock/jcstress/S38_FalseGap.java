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
 * Scenario S38: a range shrinks, and a new range takes the keys at its front, while an iteration is about to acquire it.
 *
 * <p>Invariant: an iteration over keys that stay mapped reports no gap.
 *
 * <pre>
 *   T1 startReadNext from 0              T2 writer
 *   ---------------------------------    ---------------------------------
 *   walks to a = [0, 10)
 *                                        a becomes [5, 10), A = [0, 5) is new
 *   acquires a: starts at 5
 *   is [0, 5) a gap?
 * </pre>
 *
 * <p>T1 knows the keys before the range from the walk, and the range from after the change. Both must be of one version. In the
 * library the shrunk range is a new object, and the lock of the old one returns GONE. In the kernel the shrunk
 * range stays the same object, and the iteration validates the sequence to find out whether anything has changed since the walk.
 *
 * <p>Mutant: {@code next-skips-a-replaced-range} goes on behind the range that it could not acquire.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S38_FalseGap}
 */
@JCStressTest
@Outcome(id = "contiguous", expect = ACCEPTABLE, desc = "Every key was reported once.")
@Outcome(id = "gap", expect = FORBIDDEN, desc = "Keys that stay mapped were skipped.")
@Outcome(id = "repeated", expect = FORBIDDEN, desc = "Keys were reported twice.")
@Outcome(id = "short", expect = FORBIDDEN, desc = "The iteration ended early.")
@Outcome(id = "unbalanced", expect = FORBIDDEN, desc = "A read was not released.")
@State
public class S38_FalseGap extends Race {
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
    tree.shrinkFirst();
    over = true;
  }

  @Arbiter
  public void after(L_Result r) {
    if (!tree.clear()) {
      r.r1 = "unbalanced";
    }
  }
}
