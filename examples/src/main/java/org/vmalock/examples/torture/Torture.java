package org.vmalock.examples.torture;

/** One thing that is tortured, by readers and writers. */
interface Torture {
  /** Returns the work of a thread that sits down in a reader's seat. */
  Workload newReader(ThreadSlot slot);

  /** Returns the work of a thread that sits down in a writer's seat. */
  Workload newWriter(ThreadSlot slot);

  /** Looks whether all is as it should be when all threads have gone, and takes it apart. */
  void takeApart(ThreadSlot slot);
}
