package org.vmalock.jcstress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.vmalock.StructureLock;

/**
 * Scenario S7: a reader without a generation acquires an object that has been recycled for another structure, while that
 * structure's writer drains it.
 *
 * <p>Invariant: a reader that delays a draining writer wakes that writer, whichever structure the reader was given.
 *
 * <pre>
 *   T1 reader of structure A             T2 writer of structure B
 *   ---------------------------------    ---------------------------------
 *   looks up the object in A
 *                                        the object is recycled for B
 *   count: 0 -> 1
 *                                        startWrite: one reader, parks
 *   the owner is B: releases, GONE
 * </pre>
 *
 * <p>The kernel counts T1 before it knows the object's structure: T1 delays the writer of B, so it has to wake the
 * writer of B, not that of A. The library reads the owner first and counts only in the generation in which it read the owner, so T1
 * delays no writer. In both cases T2 acquires the node.
 *
 * <p>Mutant: {@code any-structure} does not compare the structure, and acquires the node of B for a reader of A.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S07_ReaderOfOtherStructure}
 */
@JCStressTest
@Outcome(
    id = "GONE, woken",
    expect = ACCEPTABLE,
    desc = "The reader was refused (GONE or BUSY), and the writer acquired the node.")
@Outcome(id = ".*, not woken", expect = FORBIDDEN, desc = "The reader delayed one writer and woke another.")
@Outcome(id = "(old|new|torn), .*", expect = FORBIDDEN, desc = "The reader holds a node of another structure.")
@State
public class S07_ReaderOfOtherStructure extends Race {
  private final StructureLock other;
  private final StructureLock structure;
  private final Node node;

  public S07_ReaderOfOtherStructure() {
    other = new StructureLock();
    structure = new StructureLock();
    node = new Node(structure);
    attach(structure, node);
  }

  @Actor
  public void reader(LL_Result r) {
    rendezvous();
    String seen = "GONE";
    for (int tries = 0; tries < 20 && seen.equals("GONE"); tries++) {
      seen = read(node, node.tryStartRead(other));
    }
    r.r1 = seen.equals("BUSY") ? "GONE" : seen;
  }

  @Actor
  public void writer(LL_Result r) {
    rendezvous();
    structure.lockWrite();
    r.r2 = drain(node);
    structure.unlockWrite();
  }
}
