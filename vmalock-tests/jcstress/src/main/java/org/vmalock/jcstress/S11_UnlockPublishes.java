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
 * Scenario S11: a writer writes, unlocks and begins the next section, while a reader acquires the node on the evidence of the
 * sequence alone.
 *
 * <p>Invariant: a reader that finds a node not write-locked sees all stores of the section that has write-locked it.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *                                        lockWrite: sequence 3, startWrite
 *                                        x = 1, y = 1
 *                                        unlockWrite: sequence 4   (release)
 *                                        lockWrite:   sequence 5   (release)
 *   counted
 *   lockSeq 3, sequence 4 or 5 (acquire)
 *   they differ: acquired, reads x, y
 * </pre>
 *
 * <p>The sequence is the only thing T1 reads that T2 stored after x and y. So the step to even must be a release and T1's load an
 * acquire; and since T1 may read 5 without having read 4, the step to odd must be a release too.
 *
 * <p>Mutants: {@code lock-of-no-section} marks the node with the number of the last section: readers acquire it beside the
 * writer's stores, which is the order that an unlock without release allows. {@code plain-step} ends the section by a plain
 * store; only the model can show that.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S11_UnlockPublishes}
 */
@JCStressTest
@Outcome(id = "old", expect = ACCEPTABLE, desc = "The read was acquired before the write section.")
@Outcome(id = "new", expect = ACCEPTABLE, desc = "The read was acquired after the write section.")
@Outcome(id = "BUSY", expect = ACCEPTABLE, desc = "The last attempt returned BUSY.")
@Outcome(id = "torn", expect = FORBIDDEN, desc = "The node could be acquired before all stores of the section were visible.")
@Outcome(id = "GONE", expect = FORBIDDEN, desc = "The node stays attached.")
@State
public class S11_UnlockPublishes extends Race {
  private final StructureLock structure;
  private final Node node;

  public S11_UnlockPublishes() {
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
    structure.lockWrite();
    structure.unlockWrite();
  }
}
