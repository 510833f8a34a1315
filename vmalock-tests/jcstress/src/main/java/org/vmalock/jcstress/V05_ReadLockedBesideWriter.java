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
 * Scenario V5: a reader acquires a node under the structure lock, releases the structure lock and reads, while a writer acquires
 * the node.
 *
 * <p>Invariant: {@code startWrite} waits for reads that were acquired by {@code startReadLocked}.
 *
 * <pre>
 *   T1 reader                            T2 writer
 *   ---------------------------------    ---------------------------------
 *   lockRead
 *   startReadLocked
 *   unlockRead
 *                                        lockWrite
 *   reads x                              startWrite: waits for T1
 *   reads y, endRead
 *                                        x = 1, y = 1
 * </pre>
 *
 * <p>The structure lock does not cover the nodes: readers may still hold them, and only {@code startWrite} waits for those readers.
 *
 * <p>Mutant: {@code drain-does-not-wait} does not wait for them.
 *
 * <p>Run: {@code java -jar vmalock-tests/jcstress/target/jcstress.jar -t V05_ReadLockedBesideWriter}
 */
@JCStressTest
@Outcome(id = "old", expect = ACCEPTABLE, desc = "The read was acquired before the write section.")
@Outcome(id = "new", expect = ACCEPTABLE, desc = "The read was acquired after the write section.")
@Outcome(id = "torn", expect = FORBIDDEN, desc = "The writer did not wait for the reader.")
@Outcome(id = "(BUSY|GONE)", expect = FORBIDDEN, desc = "Under the structure lock no writer can make the read fail.")
@State
public class V05_ReadLockedBesideWriter extends Race {
  private final StructureLock structure;
  private final Node node;

  public V05_ReadLockedBesideWriter() {
    structure = new StructureLock();
    node = new Node(structure);
    attach(structure, node);
  }

  @Actor
  public void reader(L_Result r) {
    rendezvous();
    long stamp = 0;
    structure.lockRead();
    try {
      stamp = node.startReadLocked();
    } finally {
      structure.unlockRead();
    }
    r.r1 = readWithDelay(node, stamp);
  }

  @Actor
  public void writer() {
    rendezvous();
    structure.lockWrite();
    try {
      if (tryStartWrite(node)) {
        node.payload().set(1);
      }
    } finally {
      structure.unlockWrite();
    }
  }
}
