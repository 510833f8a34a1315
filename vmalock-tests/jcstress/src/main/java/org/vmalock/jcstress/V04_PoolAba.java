package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.vmalock.CellStack;

/**
 * Scenario V4: two threads take cells off the stack of free cells, and one of them puts a cell back in between (an ABA race).
 *
 * <p>Invariant: a free cell is taken by one thread.
 *
 * <pre>
 *   T1 pop                               T2
 *   ---------------------------------    ---------------------------------
 *   head: A; next below it: B
 *                                        takes A, takes B, puts A back
 *   head is A again: head := B?
 * </pre>
 *
 * <p>B belongs to T2. The head of the stack carries a version, so T1's compare-and-set fails although A is on top again.
 *
 * <p>Mutant: {@code head-without-version} has no version in the head.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V04_PoolAba}
 */
@JCStressTest
@Outcome(id = "distinct", expect = ACCEPTABLE, desc = "Each thread has cells of its own.")
@Outcome(id = "shared", expect = FORBIDDEN, desc = "Two threads have taken one cell.")
@Outcome(id = "exhausted", expect = FORBIDDEN, desc = "A cell was lost.")
@State
public class V04_PoolAba extends Race {
  private final CellStack stack = new CellStack(4);
  private final @Nullable Object[] taken = new Object[3];

  @Actor
  public void firstThread() {
    rendezvous();
    taken[0] = stack.pop();
    taken[1] = stack.pop();
  }

  @Actor
  public void secondThread() {
    rendezvous();
    Object first = stack.pop();
    taken[2] = stack.pop();
    if (first != null) {
      stack.push(first);
    }
  }

  @Arbiter
  public void after(L_Result r) {
    boolean shared = taken[0] == taken[1] || taken[0] == taken[2] || taken[1] == taken[2];
    boolean exhausted = taken[0] == null || taken[1] == null || taken[2] == null;
    r.r1 = exhausted ? "exhausted" : shared ? "shared" : "distinct";
  }
}
