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
 * Scenario V6: a writer downgrades and reads what it wrote, while another writer waits for the structure lock.
 *
 * <p>Invariant: a downgrade makes the nodes available to readers, and no other write section begins before the downgraded lock is
 * released.
 *
 * <pre>
 *   T1 writer                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   lockWrite, startWrite
 *   x = 1, y = 1
 *                                        lockWrite: waits
 *   downgrade: nodes unlocked, structure read-locked
 *   reads x, y
 *   unlockRead
 *                                        startWrite, x = 2, y = 2
 * </pre>
 *
 * <p>Mutant: {@code downgrade-in-two-steps} unlocks and then read-locks, so that another write section can run in between.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V06_Downgrade}
 */
@JCStressTest
@Outcome(id = "as written, readable", expect = ACCEPTABLE, desc = "No other writer wrote in between, and the node can be read.")
@Outcome(id = "overwritten, .*", expect = FORBIDDEN, desc = "Another write section ran in between.")
@Outcome(id = ".*, (BUSY|GONE)", expect = FORBIDDEN, desc = "The node stayed write-locked.")
@Outcome(id = ".*, (torn|old)", expect = FORBIDDEN, desc = "A reader and a writer held the node together.")
@State
public class V06_Downgrade extends Race {
  private final StructureLock structure;
  private final Node node;

  public V06_Downgrade() {
    structure = new StructureLock();
    node = new Node(structure);
    attach(structure, node);
  }

  @Actor
  public void downgrader(LL_Result r) {
    rendezvous();
    Payload payload = node.payload();
    structure.lockWrite();
    try {
      if (tryStartWrite(node)) {
        payload.set(1);
      }
    } finally {
      structure.downgrade();
    }
    try {
      r.r1 = payload.x == 1 && payload.y == 1 ? "as written" : "overwritten";
      String seen = read(node, node.startReadLocked());
      r.r2 = seen.equals("new") ? "readable" : seen;
    } finally {
      structure.unlockRead();
    }
  }

  @Actor
  public void writer() {
    rendezvous();
    structure.lockWrite();
    try {
      if (tryStartWrite(node)) {
        node.payload().set(2);
      }
    } finally {
      structure.unlockWrite();
    }
  }
}
