package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.vmalock.Spreading;
import org.vmalock.StructureLock;

/**
 * Scenario S21: two readers acquire a node whose count has room for one.
 *
 * <p>Invariant: one of the two acquires the node, the other gets BUSY, and the count never exceeds LIMIT.
 *
 * <pre>
 *   T1 tryStartRead                      T2 tryStartRead
 *   ---------------------------------    ---------------------------------
 *   count: LIMIT - 1
 *                                        count: LIMIT - 1
 *   compare-and-set: LIMIT
 *                                        compare-and-set fails: reads again
 *                                        count: LIMIT, returns BUSY
 * </pre>
 *
 * <p>The bits above the count have other meanings, so the count must not carry into them. After a release there is room for one
 * reader again. The node is never spread: hazard reads have their places in the slots, and those that are counted later have counts
 * above LIMIT that no reader takes.
 *
 * <p>Mutant: {@code counted-before-the-limit} increments first and checks afterwards (scenario S19): each reader finds the
 * other's increment, both return BUSY, and the count exceeds LIMIT meanwhile.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S21_CountLimit}
 */
@JCStressTest
@Outcome(id = "acquired, BUSY, full", expect = ACCEPTABLE, desc = "The first reader got the last place in the count.")
@Outcome(id = "BUSY, acquired, full", expect = ACCEPTABLE, desc = "The second reader got the last place in the count.")
@Outcome(id = "acquired, acquired, .*", expect = FORBIDDEN, desc = "The count exceeded LIMIT.")
@Outcome(id = "BUSY, BUSY, .*", expect = FORBIDDEN, desc = "Both were refused although there was room for one.")
@Outcome(id = ".*, miscounted", expect = FORBIDDEN, desc = "The count is not the number of reads held.")
@State
public class S21_CountLimit extends Race {
  private final StructureLock structure;
  private final Node node;
  private long first;
  private long second;

  public S21_CountLimit() {
    structure = new StructureLock(Spreading.NEVER);
    node = new Node(structure);
    attach(structure, node);
    node.fill(1);
  }

  @Actor
  public void firstReader(LLL_Result r) {
    rendezvous();
    first = node.tryStartRead(structure);
    r.r1 = first > 0 ? "acquired" : "BUSY";
  }

  @Actor
  public void secondReader(LLL_Result r) {
    rendezvous();
    second = node.tryStartRead(structure);
    r.r2 = second > 0 ? "acquired" : "BUSY";
  }

  @Arbiter
  public void after(LLL_Result r) {
    boolean full = node.tryStartRead(structure) == Node.BUSY;
    if (first > 0 || second > 0) {
      node.endRead(Math.max(first, second));
    }
    boolean roomAgain = node.tryStartRead(structure) > 0;
    r.r3 = full && roomAgain ? "full" : "miscounted";
  }
}
