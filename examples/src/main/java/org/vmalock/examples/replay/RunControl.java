package org.vmalock.examples.replay;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.vmalock.examples.run.Violations;

/** What the threads of one concurrent replay tell each other. Written rarely, read often. */
final class RunControl {
  private final CountDownLatch readersInside;
  private final Violations<Check> violations = new Violations<>(Check.class);
  private volatile boolean finishing;
  private volatile boolean stopped;

  RunControl(int readers) {
    this.readersInside = new CountDownLatch(readers);
  }

  Violations<Check> violations() {
    return violations;
  }

  /** A reader has finished its first look-up. */
  void readerIsInside() {
    readersInside.countDown();
  }

  /** Waits until every reader has finished its first look-up or the run is stopped. */
  void awaitReaders() throws InterruptedException {
    while (!stopped && !readersInside.await(10, TimeUnit.MILLISECONDS)) {
      // A reader that died does not count down; then the run is stopped.
    }
  }

  /** Lets the writer stop when its round is over. */
  void finish() {
    finishing = true;
  }

  boolean isFinishing() {
    return finishing;
  }

  /** Makes every thread stop at once. */
  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** A violation: the run goes on until the round is over, since more of the same teaches nothing. */
  void violated(Check check, Supplier<String> words) {
    violations.add(check, words);
    finishing = true;
  }

  /** A thread died or is stuck: nothing can be proven from here on. */
  void failed(String words) {
    violations.add(Check.LIVENESS, () -> words);
    stop();
  }
}
