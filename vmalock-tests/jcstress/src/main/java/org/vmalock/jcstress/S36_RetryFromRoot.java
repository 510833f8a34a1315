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
 * Scenario S36: a lookup has walked to a range that is replaced before the lookup acquires it.
 *
 * <p>Invariant: a lookup of a key that stays mapped finds it.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   walks version 1 to b
 *                                        write-locks b, publishes version 2 with B
 *                                        detaches b, unlockWrite
 *   tryStartRead(b): GONE
 *   walks again: which version?
 * </pre>
 *
 * <p>GONE says that the walked version is out of date, so the retry starts at the root of the current version, and T1 finds b or B.
 * In the kernel a walk that continued from where it was followed freed nodes.
 *
 * <p>Mutant: {@code replaced-range-is-a-hole} does not walk again: it takes the GONE of b for a key without a range.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S36_RetryFromRoot}
 */
@JCStressTest
@Outcome(id = "b", expect = ACCEPTABLE, desc = "The lookup found the range as of before the change.")
@Outcome(id = "B", expect = ACCEPTABLE, desc = "The lookup found the range as of after the change.")
@Outcome(id = "hole", expect = FORBIDDEN, desc = "A key that stays mapped was not found.")
@Outcome(id = "lost", expect = FORBIDDEN, desc = "The lookup used up its retries on the old version.")
@Outcome(id = "unbalanced", expect = FORBIDDEN, desc = "A read was not released.")
@State
public class S36_RetryFromRoot extends Race {
  private final RangeTree tree = new RangeTree();

  @Actor
  public void reader(L_Result r) {
    rendezvous();
    String seen = "b";
    for (int tries = 0; tries < TRIES && seen.equals("b"); tries++) {
      seen = tree.valueAt(15);
    }
    r.r1 = seen;
  }

  @Actor
  public void writer() {
    rendezvous();
    tree.replaceMiddle();
  }

  @Arbiter
  public void after(L_Result r) {
    if (!tree.clear()) {
      r.r1 = "unbalanced";
    }
  }
}
