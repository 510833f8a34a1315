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
 * Scenario S14: two readers release at the same time while a writer drains.
 *
 * <p>Invariant: exactly one of the releasing readers is the last, and it wakes the writer.
 *
 * <pre>
 *   T1 endRead                           T2 endRead                           T3 startWrite
 *   ---------------------------------    ---------------------------------    ------------------
 *                                                                             count: 2, parks
 *   count: 2 -> 1                        count: 1 -> 0
 *   not the last                         the last: unparks T3
 * </pre>
 *
 * <p>Each release decides by the value that its own read-modify-write left. The scenario cannot show that only one of the readers
 * wakes the writer, since a second wake-up looks like a spurious one.
 *
 * <p>Mutant: {@code wake-decided-before-release} reads the count before it decrements it: both readers read 2, and T3 is not
 * woken.
 *
 * <p>Run (three actors, so that {@code org.openjdk.jcstress.Main} omits it on two processors): {@code java -cp
 * vmalock-tests/jcstress/target/jcstress.jar org.vmalock.jcstress.runner.BudgetedRun 60 1 -t S14_LastReaderWakes}
 */
@JCStressTest
@Outcome(id = "woken", expect = ACCEPTABLE, desc = "One of the two readers woke the writer.")
@Outcome(id = "not woken", expect = FORBIDDEN, desc = "Both readers have released and the writer is still parked.")
@State
public class S14_LastReaderWakes extends Race {
  private final StructureLock structure;
  private final Node node;
  private final long first;
  private final long second;

  public S14_LastReaderWakes() {
    structure = new StructureLock();
    node = new Node(structure);
    attach(structure, node);
    first = node.tryStartRead(structure);
    second = node.tryStartRead(structure);
  }

  @Actor
  public void firstReader() {
    awaitWriter(structure, node);
    rendezvous();
    node.endRead(first);
  }

  @Actor
  public void secondReader() {
    awaitWriter(structure, node);
    rendezvous();
    node.endRead(second);
  }

  @Actor
  public void writer(L_Result r) {
    structure.lockWrite();
    r.r1 = drain(node);
    structure.unlockWrite();
  }
}
