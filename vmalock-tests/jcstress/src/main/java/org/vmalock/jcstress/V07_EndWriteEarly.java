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
 * Scenario V7: a writer releases one node before its section ends, and write-locks the node again in the same section.
 *
 * <p>Invariant: the second {@code startWrite} waits for readers that have acquired the node since {@code endWrite}.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *                                        startWrite, x = 1, y = 1, endWrite
 *   acquires
 *   reads x
 *                                        startWrite: waits for T1
 *   reads y, endRead
 *                                        x = 2, y = 2
 *                                        unlockWrite
 * </pre>
 *
 * <p>The sequence does not change between the two, so only the node's lockSeq tells the reader that the node is not write-locked;
 * and the second {@code startWrite} must not conclude from the first that it still is.
 *
 * <p>Mutant: {@code end-write-forgotten} takes a node that it has write-locked once in a section for write-locked, and does not
 * wait.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V07_EndWriteEarly}
 */
@JCStressTest
@Outcome(id = "old", expect = ACCEPTABLE, desc = "The read was acquired before the write section.")
@Outcome(id = "new", expect = ACCEPTABLE, desc = "The read was acquired after endWrite or after the section.")
@Outcome(id = "BUSY", expect = ACCEPTABLE, desc = "The last attempt returned BUSY.")
@Outcome(id = "torn", expect = FORBIDDEN, desc = "The writer acquired the node again without waiting for the reader.")
@Outcome(id = "GONE", expect = FORBIDDEN, desc = "The node stays attached.")
@State
public class V07_EndWriteEarly extends Race {
  private final StructureLock structure;
  private final Node node;

  public V07_EndWriteEarly() {
    structure = new StructureLock();
    node = new Node(structure);
    attach(structure, node);
  }

  @Actor
  public void reader(L_Result r) {
    rendezvous();
    String seen = "old";
    for (int tries = 0; tries < TRIES && (seen.equals("old") || seen.equals("BUSY")); tries++) {
      seen = readWithDelay(node, node.tryStartRead(structure));
    }
    r.r1 = seen;
  }

  @Actor
  public void writer() {
    rendezvous();
    structure.lockWrite();
    if (tryStartWrite(node)) {
      node.payload().set(1);
      node.endWrite();
      if (tryStartWrite(node)) {
        node.payload().set(2);
      }
    }
    structure.unlockWrite();
  }
}
