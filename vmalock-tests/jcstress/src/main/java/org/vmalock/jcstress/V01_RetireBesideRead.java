package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * Scenario V1: the owner retires an object while a reader acquires it; no lock is held.
 *
 * <p>Invariant: the object is freed once, and a reader that is refused has not written to the word.
 *
 * <pre>
 *   T1 reader                            T2 owner
 *   ---------------------------------    ---------------------------------
 *   word: attached, count 0
 *                                        retire: not owned, no reader; frees
 *   compare-and-set: count 1?
 * </pre>
 *
 * <p>T1's compare-and-set fails, since the word has changed, and T1 has written nothing: a retired object stays retired.
 *
 * <p>Mutant: {@code rolled-back-without-duties} increments, reads the word again and subtracts its count if the word has changed.
 * A retire in between finds a reader and does not free, and the reader does not either.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V01_RetireBesideRead}
 */
@JCStressTest
@Outcome(id = "(old|GONE), 1", expect = ACCEPTABLE, desc = "Freed once; the read ended before the free or was refused.")
@Outcome(id = "(freed|torn), .*", expect = FORBIDDEN, desc = "The reader holds a freed object.")
@Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Never freed.")
@Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice.")
@State
public class V01_RetireBesideRead extends Race {
  private final Node node;
  private final int generation;

  public V01_RetireBesideRead() {
    node = Node.pooled(null);
    node.markAttached();
    generation = node.generation();
  }

  @Actor
  public void reader(LI_Result r) {
    rendezvous();
    String seen = "old";
    for (int tries = 0; tries < TRIES && seen.equals("old"); tries++) {
      seen = read(node, node.tryStartRead(generation));
    }
    r.r1 = seen;
  }

  @Actor
  public void owner() {
    rendezvous();
    node.retire(generation);
  }

  @Arbiter
  public void after(LI_Result r) {
    r.r2 = node.payload().frees();
  }
}
