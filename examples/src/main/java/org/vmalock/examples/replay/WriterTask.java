package org.vmalock.examples.replay;

import java.util.List;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.trace.Operation;
import org.vmalock.examples.trace.Trace;

/** The writer thread of a concurrent replay: applies the operations of the trace, round after round, and publishes each as a version. */
final class WriterTask extends RunThread {
  private final RunControl control;
  private final Trace trace;
  private final AddressSpace space;
  private final Versions versions;
  private final RunLength length;
  private volatile int rounds;
  private volatile boolean complete;
  private long operationsDone;

  WriterTask(RunControl control, Trace trace, AddressSpace space, Versions versions, RunLength length) {
    super("writer", control::fail);
    this.control = control;
    this.trace = trace;
    this.space = space;
    this.versions = versions;
    this.length = length;
  }

  /** Returns the number of complete rounds. */
  int rounds() {
    return rounds;
  }

  /** Tells whether the writer stopped at the end of a round. */
  boolean isComplete() {
    return complete;
  }

  /** Returns the number of operations applied; exact after the writer has stopped. */
  long operationsDone() {
    return operationsDone;
  }

  @Override
  protected void work() throws InterruptedException {
    control.awaitReaders();
    long begin = System.nanoTime();
    for (int round = 0; !control.isStopped(); round++) {
      if (round > 0) {
        publish(Versions.of(round, 0), () -> space.reset(trace.initial()));
      }
      if (!replay(round)) {
        return;
      }
      rounds = round + 1;
      if (control.isFinishing() || length.isReached(round + 1L, System.nanoTime() - begin)) {
        complete = true;
        return;
      }
    }
  }

  /** Replays one round; returns whether it is complete. */
  private boolean replay(int round) {
    List<Operation> operations = trace.operations();
    for (int i = 0; i < operations.size(); i++) {
      if (control.isStopped()) {
        return false;
      }
      Operation operation = operations.get(i);
      publish(Versions.of(round, i + 1), () -> operation.applyTo(space));
      operationsDone = (long) round * operations.size() + i + 1;
    }
    return true;
  }

  private void publish(long version, Runnable operation) {
    versions.begin(version);
    operation.run();
    versions.finish(version);
    advanceTo(version);
  }
}
