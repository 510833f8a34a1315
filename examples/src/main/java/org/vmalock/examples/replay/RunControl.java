package org.vmalock.examples.replay;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.vmalock.examples.run.Violations;

/** State shared by the threads of one concurrent replay: violations and stop flags. Written rarely, read often. */
final class RunControl {
  private final CountDownLatch startedReaders;
  private final Violations<Check> violations = new Violations<>(Check.class);
  private volatile boolean finishing;
  private volatile boolean stopped;

  RunControl(int readers) {
    this.startedReaders = new CountDownLatch(readers);
  }

  Violations<Check> violations() {
    return violations;
  }

  /** Reports that a reader has finished its first batch of look-ups. */
  void countStartedReader() {
    startedReaders.countDown();
  }

  /** Waits until every reader has finished its first batch of look-ups, or the run is stopped. */
  void awaitReaders() throws InterruptedException {
    while (!stopped && !startedReaders.await(10, TimeUnit.MILLISECONDS)) {
      // A reader that has terminated with an exception does not count down, but stops the run.
    }
  }

  /** Makes the writer stop at the end of its round. */
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

  /** Adds a violation and makes the run end with the current round. */
  void addViolation(Check check, Supplier<String> words) {
    violations.add(check, words);
    finishing = true;
  }

  /** Fails and stops the run, because a thread has terminated with an exception or makes no progress. */
  void fail(String words) {
    violations.add(Check.LIVENESS, () -> words);
    stop();
  }
}
