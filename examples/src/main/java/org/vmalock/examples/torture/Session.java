package org.vmalock.examples.torture;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;

/** What all threads of one torture share. Written rarely, read often. */
final class Session {
  private static final int ROUNDS_UNTIL_THROWN = 500;

  private final TortureOptions options;
  private final Violations<Check> violations = new Violations<>(Check.class);
  private final Stutter stutter = new Stutter();
  private final Reaper reaper = new Reaper(this);
  private volatile boolean over;
  private volatile boolean early;

  Session(TortureOptions options) {
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

  /** Makes every thread stop after its round. */
  void end() {
    over = true;
    stutter.resume();
  }

  /** The user does not want to wait: nothing that takes long from here on. */
  void endEarly() {
    early = true;
    end();
  }

  boolean hasEndedEarly() {
    return early;
  }

  boolean isOver() {
    return over;
  }

  /** Where users' code runs: throws now and then, if that is wanted. */
  void throwNowAndThen() {
    if (options.has(Fault.THROW) && ThreadLocalRandom.current().nextInt(ROUNDS_UNTIL_THROWN) == 0) {
      throw new InjectedException();
    }
  }

  void violated(Check check, Supplier<String> words) {
    violations.add(check, () -> Thread.currentThread().getName() + ": " + words.get());
  }

  /** A thread died or is stuck. */
  void failed(String words) {
    violations.add(Check.LIVENESS, () -> words);
  }
}
