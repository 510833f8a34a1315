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
 * Scenario S1: a writer detaches and retires a node while a reader that has looked it up acquires it.
 *
 * <p>Invariant: the node is freed exactly once, by the thread whose update makes the word "not owned, no reader".
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   early check: not write-locked
 *                                        startWrite: no reader
 *   count: 0 -> 1
 *                                        markDetached, retire
 *   late check: write-locked, releases
 * </pre>
 *
 * <p>The count that {@code retire} finds is that of T1, which is about to release. In this interleaving T1's release frees the
 * node; if T1 has released before {@code retire}, T2 frees it.
 *
 * <p>Mutant: {@code retire-frees-beside-readers} does not look at the count, and frees the node while T1 is counted. T1's release
 * then finds neither owner nor reader and frees the node again.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S01_DetachBesideLookup}
 */
@JCStressTest
@Outcome(id = "(GONE|BUSY|old), 1", expect = ACCEPTABLE, desc = "Freed once; the read ended before the free or was refused.")
@Outcome(id = "freed, .*", expect = FORBIDDEN, desc = "The reader holds a freed node.")
@Outcome(id = ".*, 0", expect = FORBIDDEN, desc = "Never freed.")
@Outcome(id = ".*, 2", expect = FORBIDDEN, desc = "Freed twice: by the writer and by the reader.")
@State
public class S01_DetachBesideLookup extends Race {
  private final StructureLock structure;
  private final Node node;

  public S01_DetachBesideLookup() {
    structure = new StructureLock();
    node = new Node(structure);
    attach(structure, node);
  }

  @Actor
  public void reader(LI_Result r) {
    rendezvous();
    r.r1 = readUntilChange(structure, node);
  }

  @Actor
  public void writer() {
    rendezvous();
    structure.lockWrite();
    if (tryStartWrite(node)) {
      node.markDetached();
      node.retire(node.generation());
    }
    structure.unlockWrite();
  }

  @Arbiter
  public void after(LI_Result r) {
    r.r2 = node.payload().frees();
  }
}
