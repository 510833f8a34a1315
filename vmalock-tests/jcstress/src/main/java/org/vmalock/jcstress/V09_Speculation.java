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
 * Scenario V9: a reader reads a structure without a lock and validates afterwards.
 *
 * <p>Invariant: {@code validate} returns true only if no write section overlapped the reads.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   trySpeculate: even
 *   reads x                              lockWrite: odd
 *                                        x = 1, y = 1
 *   reads y                              unlockWrite: even
 *   validate: the sequence has changed, false
 * </pre>
 *
 * <p>The fence after the step to odd orders the step before the writer's stores; the fence in {@code validate} orders the reader's
 * loads before its load of the sequence. So a reader that saw one of the stores sees the step.
 *
 * <p>Mutant: {@code validate-compares-nothing} does not compare the sequence with the one at the begin.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V09_Speculation}
 */
@JCStressTest
@Outcome(id = "old", expect = ACCEPTABLE, desc = "Read before the section.")
@Outcome(id = "new", expect = ACCEPTABLE, desc = "Read after the section.")
@Outcome(id = "invalid", expect = ACCEPTABLE, desc = "The last attempt was refused or failed validation.")
@Outcome(id = "torn", expect = FORBIDDEN, desc = "An inconsistent read was validated.")
@State
public class V09_Speculation extends Race {
  private final StructureLock structure;
  private final Payload payload = new Payload();

  public V09_Speculation() {
    structure = new StructureLock();
  }

  @Actor
  public void reader(L_Result r) {
    rendezvous();
    String seen = "old";
    for (int tries = 0; tries < TRIES && (seen.equals("old") || seen.equals("invalid")); tries++) {
      seen = speculate();
    }
    r.r1 = seen;
  }

  private String speculate() {
    long sequence = structure.trySpeculate();
    int x = payload.x;
    int y = payload.y;
    return sequence < 0 || !structure.validate(sequence) ? "invalid" : x != y ? "torn" : x == 0 ? "old" : "new";
  }

  @Actor
  public void writer() {
    rendezvous();
    structure.lockWrite();
    payload.set(1);
    structure.unlockWrite();
  }
}
