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
 * Scenario S18: readers acquire a node one after the other, each before the previous one releases, while a writer acquires it.
 *
 * <p>Invariant: readers cannot starve a writer.
 *
 * <pre>
 *   T1 readers                           T2 startWrite
 *   ---------------------------------    ---------------------------------
 *   acquires
 *   acquires, releases the previous      LOCKED set
 *   acquires: BUSY, releases the last    no reader: write-locked
 * </pre>
 *
 * <p>LOCKED is set before the writer waits, so the writer waits only for reads that are already held.
 *
 * <p>Mutant: {@code locked-not-set} waits until the count is 0 and does not refuse readers meanwhile; overlapping reads keep the
 * count above 0.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S18_WriterStarvation}
 */
@JCStressTest
@Outcome(id = "acquired", expect = ACCEPTABLE, desc = "The writer acquired the node while readers kept acquiring it.")
@Outcome(id = "starved", expect = FORBIDDEN, desc = "The readers kept the writer from acquiring the node.")
@State
public class S18_WriterStarvation extends Race {
  private final StructureLock structure;
  private final Node node;
  private final long stamp;
  private volatile boolean writerDone;

  public S18_WriterStarvation() {
    structure = new StructureLock();
    node = new Node(structure);
    attach(structure, node);
    stamp = node.tryStartRead(structure);
  }

  @Actor
  public void readers() {
    long held = stamp;
    while (!writerDone) {
      long next = node.tryStartRead(structure);
      if (next == Node.BUSY) {
        break;
      }
      node.endRead(held);
      held = next;
    }
    node.endRead(held);
  }

  @Actor
  public void writer(L_Result r) {
    structure.lockWrite();
    try {
      r.r1 = tryStartWrite(node) ? "acquired" : "starved";
      structure.unlockWrite();
    } finally {
      writerDone = true; // ends the readers
    }
  }
}
