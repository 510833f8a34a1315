package org.vmalock.examples.torture;

/** A torture test of one target, run by readers and writers. */
interface Torture {
  /** Returns the workload of a new thread in a reader's slot. */
  Workload newReader(ThreadSlot slot);

  /** Returns the workload of a new thread in a writer's slot. */
  Workload newWriter(ThreadSlot slot);

  /** Checks the final state after all threads have stopped, and releases every object. */
  void checkFinalState(ThreadSlot slot);
}
