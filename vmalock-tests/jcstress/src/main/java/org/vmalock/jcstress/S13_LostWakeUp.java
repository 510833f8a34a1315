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
 * Scenario S13: the last reader releases while the draining writer parks.
 *
 * <p>Invariant: a draining writer is woken by the last releasing reader.
 *
 * <pre>
 *   T1 endRead                           T2 startWrite
 *   ---------------------------------    ---------------------------------
 *                                        waiter := T2
 *                                        LOCKED set   (read-modify-write)
 *   count: 1 -> 0 (read-modify-write)    count: 1
 *   LOCKED was set: unparks the waiter   parks
 * </pre>
 *
 * <p>The waiter is set before LOCKED: a releasing reader that sees LOCKED sees the waiter, and one that does not see LOCKED has
 * decremented the count before T2 reads it.
 *
 * <p>Mutant: {@code wake-of-parked-threads-only} does not wake a writer that has read the count and is about to park.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t S13_LostWakeUp}
 */
@JCStressTest
@Outcome(id = "woken", expect = ACCEPTABLE, desc = "The writer was woken or did not park.")
@Outcome(id = "not woken", expect = FORBIDDEN, desc = "The last reader has released and the writer is still parked.")
@State
public class S13_LostWakeUp extends Race {
  private final StructureLock structure;
  private final Node node;
  private final long stamp;

  public S13_LostWakeUp() {
    structure = new StructureLock();
    node = new Node(structure);
    attach(structure, node);
    stamp = node.tryStartRead(structure);
  }

  @Actor
  public void reader() {
    awaitWriter(structure, node);
    for (int times = 0; times < 8; times++) {
      randomDelay();
    }
    node.endRead(stamp);
  }

  @Actor
  public void writer(L_Result r) {
    structure.lockWrite();
    r.r1 = drain(node);
    structure.unlockWrite();
  }
}
