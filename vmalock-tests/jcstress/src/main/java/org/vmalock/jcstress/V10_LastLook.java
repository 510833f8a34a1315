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
 * Scenario V10: a reader is counted on a write-locked node and does not run again until the write section has ended.
 *
 * <p>Invariant: a reader does not acquire a detached node.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   early check: not write-locked
 *                                        LOCKED set, drained, lockSeq := sequence
 *                                        LOCKED cleared
 *   counted                 (acquire)
 *                                        x = 1, y = 1
 *                                        markDetached
 *                                        unlockWrite: sequence + 1    (release)
 *   late check: lockSeq != sequence
 *   last look at the word: not attached -> GONE
 * </pre>
 *
 * <p>By the late check alone T1 would acquire a detached node, which the writer takes to have no reader: the writer has drained it,
 * and no read can have been acquired since. T1 has read the sequence with acquire, so it sees the word as the section left it, and
 * the last look decides: if the node is attached, T1 holds it after the section; otherwise T1 releases and returns GONE.
 *
 * <p>Mutant: {@code no-last-look} omits the last look.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V10_LastLook}
 */
@JCStressTest
@Outcome(id = "old", expect = ACCEPTABLE, desc = "The read was acquired before the write section.")
@Outcome(id = "BUSY", expect = ACCEPTABLE, desc = "The last attempt returned BUSY.")
@Outcome(id = "GONE", expect = ACCEPTABLE, desc = "The reader found the node detached.")
@Outcome(id = "new", expect = FORBIDDEN, desc = "The reader acquired a detached node.")
@Outcome(id = "torn", expect = FORBIDDEN, desc = "The reader and the writer hold the node together.")
@State
public class V10_LastLook extends Race {
  private final StructureLock structure;
  private final Node node;

  public V10_LastLook() {
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
      node.markDetached();
    }
    structure.unlockWrite();
  }
}
