package org.vmalock.examples.torture;

import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;

/**
 * A slot for one thread at a time. With hot-plug, or after a thread was terminated, another thread takes the slot; all threads of
 * a slot share its counters.
 */
final class ThreadSlot {
  private final TortureControl control;
  private final String name;
  private final Function<ThreadSlot, Workload> workloads;
  private final SplittableRandom random;
  private final Counters counters = new Counters();
  private FaultInjector injector;
  private @Nullable TortureThread thread;
  private int started;

  ThreadSlot(TortureControl control, String name, SplittableRandom random, Function<ThreadSlot, Workload> workloads) {
    this.control = control;
    this.name = name;
    this.workloads = workloads;
    this.random = random;
    this.injector = new FaultInjector(random.split(), control.options());
  }

  TortureControl control() {
    return control;
  }

  /** Returns the random choices of the slot's present thread. */
  FaultInjector injector() {
    return injector;
  }

  Counters counters() {
    return counters;
  }

  void count(Count count) {
    counters.count(count);
  }

  // ---- Called by the thread that supervises all slots

  /** Starts a new thread if the slot is vacant. */
  void startIfVacant() {
    if (isOccupied()) {
      return;
    }
    started++;
    injector = new FaultInjector(random.split(), control.options());
    thread = new TortureThread(started == 1 ? name : name + "." + started, this, workloads);
    thread.start();
  }

  boolean isOccupied() {
    return thread != null && thread.isRunning();
  }

  /** Requests that the slot's thread stop after its current round. */
  void requestStop() {
    if (thread != null) {
      thread.requestStop();
    }
  }

  void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /**
   * Waits for the slot's thread, which must have been requested to stop.
   *
   * @param millis the longest wait in milliseconds
   */
  void join(long millis) throws InterruptedException {
    if (thread != null) {
      thread.join(millis);
    }
  }

  boolean isStuck(long nanos) {
    return thread != null && thread.isStuck(nanos);
  }
}
