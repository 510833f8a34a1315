package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.vmalock.StructureLock;

/**
 * Scenario S3: a node is recycled between a reader's decrement of the count and the rest of its {@code endRead}.
 *
 * <p>Invariant: after the decrement, {@code endRead} accesses no field of the object.
 *
 * <pre>
 *   T1 endRead                           T2 writer
 *   ---------------------------------    ---------------------------------
 *   count: 1 -> 0
 *                                        startWrite: no reader; markDetached
 *                                        retire, frees; allocated again, without a structure
 *   last release? which writer to wake?
 * </pre>
 *
 * <p>T1 decides by the value that its own read-modify-write left and by the owner that it copied before.
 *
 * <p>Mutants: {@code release-reads-the-word-again} reads the word again, takes T2's update for its own and frees a second time.
 * {@code release-reads-the-structure-again} reads the structure after the decrement and finds that of the next generation, which
 * here is null.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S03_UseAfterRelease}
 */
@JCStressTest
@Outcome(id = "released, 1", expect = ACCEPTABLE, desc = "Freed once; the reader did not access the next generation.")
@Outcome(id = "released, 2", expect = FORBIDDEN, desc = "Freed twice: by the owner and by a reader that read the word again.")
@Outcome(id = "NullPointerException, .*", expect = FORBIDDEN, desc = "The reader read the owner of the next generation.")
@State
public class S03_UseAfterRelease extends Race {
  private final StructureLock structure;
  private final Node node;
  private final int generation;
  private final long stamp;

  public S03_UseAfterRelease() {
    structure = new StructureLock();
    node = Node.pooled(structure);
    attach(structure, node);
    generation = node.generation();
    stamp = node.tryStartRead(structure);
  }

  @Actor
  public void reader(LI_Result r) {
    awaitWriter(structure, node);
    try {
      node.endRead(stamp);
      r.r1 = "released";
    } catch (RuntimeException e) {
      r.r1 = e.getClass().getSimpleName();
    }
  }

  @Actor
  public void writer() {
    structure.lockWrite();
    if (tryStartWrite(node)) {
      node.markDetached();
    }
    structure.unlockWrite();
    node.retire(generation);
    node.tryReuse(null);
  }

  @Arbiter
  public void after(LI_Result r) {
    r.r2 = node.payload().frees();
  }
}
