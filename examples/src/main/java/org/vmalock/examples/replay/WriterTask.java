package org.vmalock.examples.replay;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.run.Allocation;
import org.vmalock.examples.run.Latency;
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
  private final Threads threads;
  private volatile int rounds;
  private volatile boolean complete;
  private volatile long operationsDone;
  private final Histogram nanos = Latency.newHistogram();
  private long allocated;
  private long yields;

  WriterTask(RunControl control, Trace trace, AddressSpace space, Versions versions, RunLength length, Threads threads) {
    super("writer", control::fail);
    this.control = control;
    this.trace = trace;
    this.space = space;
    this.versions = versions;
    this.length = length;
    this.threads = threads;
  }

  /** Returns the number of complete rounds. */
  int rounds() {
    return rounds;
  }

  /** Tells whether the writer stopped at the end of a round. */
  boolean isComplete() {
    return complete;
  }

  /** Returns the times of the operations, including their waits for readers; to be called after the writer has stopped. */
  Histogram nanos() {
    return nanos;
  }

  /** Returns the bytes that the writer has allocated; to be called after it has stopped. */
  long allocated() {
    return allocated;
  }

  /** Returns how often the writer has yielded its processor; to be called after it has stopped. */
  long yields() {
    return yields;
  }

  /** Returns the number of operations applied so far. */
  long operationsDone() {
    return operationsDone;
  }

  @Override
  protected void work() throws InterruptedException {
    control.awaitReaders();
    long allocatedBefore = Allocation.ofCurrentThread();
    try {
      replayRounds();
    } finally {
      allocated = Allocation.ofCurrentThread() - allocatedBefore;
    }
  }

  private void replayRounds() {
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
      long before = System.nanoTime();
      publish(Versions.of(round, i + 1), () -> operation.applyTo(space));
      nanos.recordValue(Math.max(0, System.nanoTime() - before));
      operationsDone = (long) round * operations.size() + i + 1;
      if (threads.yieldsAfter(operationsDone)) {
        yieldProcessor();
      }
    }
    return true;
  }

  @SuppressWarnings("ThreadPriorityCheck") // the user asks for the hint; correctness does not depend on it
  private void yieldProcessor() {
    Thread.yield();
    yields++;
  }

  private void publish(long version, Runnable operation) {
    versions.begin(version);
    operation.run();
    versions.finish(version);
    advanceTo(version);
  }
}
