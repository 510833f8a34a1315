package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.vmalock.StructureLock;

/**
 * Scenario S9: a reader acquires a node while a writer write-locks it, writes and unlocks.
 *
 * <p>Invariant: a reader and a writer never hold a node together.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   early check: sequence even, or != lockSeq
 *                                        sequence + 1: odd
 *                                        LOCKED set, drained, lockSeq := sequence
 *                                        LOCKED cleared
 *   counted                 (acquire)
 *   sequence: changed
 *   late check: lockSeq == sequence?     x = 1
 *   reads x, y                           y = 1
 *                                        unlockWrite
 * </pre>
 *
 * <p>The drain waits for a reader that is counted before LOCKED is set. A reader that is counted after LOCKED is cleared has read
 * from the update that cleared it, so its late check sees lockSeq. This requires the count to be an acquire: otherwise the loads of
 * the late check, or those of the payload, may be satisfied before it, and the reader holds the node together with the writer. If
 * the sequence was even and has not changed, no open section had write-locked the node, and no late check is needed.
 *
 * <p>Mutants: {@code no-late-check} omits the late check, which is the order that a count without acquire allows.
 * {@code no-second-look} only checks that the sequence was even before the count. {@code plain-count} counts the reader by a plain
 * compare-and-set; only the model can show that.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S09_LateCheck}
 */
@JCStressTest
@Outcome(id = "old", expect = ACCEPTABLE, desc = "The read was acquired before the write section.")
@Outcome(id = "new", expect = ACCEPTABLE, desc = "The read was acquired after the write section.")
@Outcome(id = "BUSY", expect = ACCEPTABLE, desc = "The last attempt returned BUSY.")
@Outcome(id = "torn", expect = FORBIDDEN, desc = "The reader and the writer hold the node together.")
@Outcome(id = "GONE", expect = FORBIDDEN, desc = "The node stays attached.")
@State
public class S09_LateCheck extends Race {
  private final StructureLock structure;
  private final Node node;

  public S09_LateCheck() {
    structure = new StructureLock();
    node = new Node(structure);
    attach(structure, node);
  }

  @Actor
  public void reader(L_Result r) {
    rendezvous();
    r.r1 = readUntilChange(structure, node);
  }

  @Actor
  public void writer() {
    rendezvous();
    structure.lockWrite();
    if (tryStartWrite(node)) {
      node.payload().set(1);
    }
    structure.unlockWrite();
  }
}
