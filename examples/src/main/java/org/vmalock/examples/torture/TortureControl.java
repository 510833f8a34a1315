package org.vmalock.examples.torture;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;

/** The state that all threads of one torture run share: its options, the violations found so far, and the request to stop. */
final class TortureControl {
  private static final int CALLS_PER_EXCEPTION = 500;

  private final TortureOptions options;
  private final Violations<Check> violations = new Violations<>(Check.class);
  private final Stutter stutter = new Stutter();
  private final Reaper reaper = new Reaper(this);
  private volatile boolean stopped;
  private volatile boolean stoppedEarly;

  TortureControl(TortureOptions options) {
    this.options = options;
  }

  TortureOptions options() {
    return options;
  }

  Violations<Check> violations() {
    return violations;
  }

  Stutter stutter() {
    return stutter;
  }

  Reaper reaper() {
    return reaper;
  }

  /** Makes every thread stop after its current round. */
  void stop() {
    stopped = true;
    stutter.resume();
  }

  /** Stops the run before its time, as Ctrl-C does: the checks of the final state skip what takes long. */
  void stopEarly() {
    stoppedEarly = true;
    stop();
  }

  boolean isStoppedEarly() {
    return stoppedEarly;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Called where user code runs: throws occasionally if {@link Fault#THROW} is enabled. */
  void throwOccasionally() {
    if (options.has(Fault.THROW) && ThreadLocalRandom.current().nextInt(CALLS_PER_EXCEPTION) == 0) {
      throw new InjectedException();
    }
  }

  /** Adds a violation found by the current thread. */
  void report(Check check, Supplier<String> words) {
    violations.add(check, () -> Thread.currentThread().getName() + ": " + words.get());
  }

  /** Adds the violation that a thread terminated with an exception or makes no progress. */
  void reportFailure(String words) {
    violations.add(Check.LIVENESS, () -> words);
  }
}
