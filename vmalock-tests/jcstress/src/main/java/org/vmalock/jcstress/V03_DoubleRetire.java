package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * Scenario V3: two threads retire the same generation.
 *
 * <p>Invariant: one of them succeeds. The other gets an exception and has changed nothing, even if the next generation has begun.
 *
 * <pre>
 *   T1 retire(g)                         T2 retire(g)
 *   ---------------------------------    ---------------------------------
 *   word: owned, generation g
 *                                        word: owned, generation g
 *   not owned, no reader: frees
 *   allocated again: generation g + 1
 *                                        not owned, no reader: frees?
 * </pre>
 *
 * <p>The check and the update are one compare-and-set, so T2's update fails.
 *
 * <p>Mutant: {@code retire-in-two-steps} checks the word and updates it in two steps.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V03_DoubleRetire}
 */
@JCStressTest
@Outcome(
    id = {"retired, refused, next generation", "refused, retired, next generation"},
    expect = ACCEPTABLE,
    desc = "One thread retired the generation, the other was refused.")
@Outcome(id = "retired, retired, .*", expect = FORBIDDEN, desc = "Both threads retired the same generation.")
@Outcome(id = ".*, freed again", expect = FORBIDDEN, desc = "The next generation was affected.")
@Outcome(id = "refused, refused, .*", expect = FORBIDDEN, desc = "Neither thread could retire the generation.")
@State
public class V03_DoubleRetire extends Race {
  private final Node node;
  private final int generation;

  public V03_DoubleRetire() {
    node = Node.pooled(null);
    node.markAttached();
    generation = node.generation();
  }

  @Actor
  public void firstThread(LLL_Result r) {
    rendezvous();
    r.r1 = retire();
  }

  @Actor
  public void secondThread(LLL_Result r) {
    rendezvous();
    r.r2 = retire();
  }

  private String retire() {
    try {
      node.retire(generation);
    } catch (IllegalStateException e) {
      return "refused";
    }
    node.tryReuse(null);
    return "retired";
  }

  @Arbiter
  public void after(LLL_Result r) {
    boolean freedOnce = node.payload().frees() == 1;
    r.r3 = freedOnce && node.generation() == generation + 1 && !node.tryReuse(null) ? "next generation" : "freed again";
  }
}
