package org.vmalock.examples.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vmalock.HazardStats;
import org.vmalock.VmaLock;
import org.vmalock.debug.HoldTracker;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.run.Timeline;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;

/**
 * One torture run. The calling thread supervises the slots: it starts and stops their threads, interrupts and pauses them, and
 * detects those that are stuck. The first violation ends the run, since later ones are mostly its consequences.
 */
final class TortureRun {
  private static final long TICK_MILLIS = 5;

  /** The time for threads to stop once the run has failed. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** The time for the final checks, besides waits. */
  private static final Duration LONGEST_END = Duration.ofSeconds(30);

  private static final int TICKS_PER_STOP = 40;
  private static final int TICKS_PER_START = 4;
  private static final int TICKS_PER_INTERRUPT = 2;
  private static final int TICKS_PER_PAUSE = 80;
  private static final int TICKS_PER_RESUME = 10;

  private final String target;
  private final TortureControl control;
  private final TortureOptions options;
  private final Torture torture;
  private final SplittableRandom random;
  private final List<ThreadSlot> readers = new ArrayList<>();
  private final List<ThreadSlot> writers = new ArrayList<>();
  private final ThreadSlot finalSlot;
  private final Timeline timeline = new Timeline(TortureResult.ROUNDS, TortureResult.WRITES);
  private boolean paused;

  /**
   * Creates a run without starting its threads.
   *
   * @param target the name of the target
   * @param options the options
   * @param tortures creates the torture test
   */
  TortureRun(String target, TortureOptions options, Function<TortureControl, Torture> tortures) {
    this.target = target;
    this.options = options;
    this.control = new TortureControl(options);
    this.random = new SplittableRandom(options.seed());
    this.torture = tortures.apply(control);
    for (int i = 1; i <= options.readers(); i++) {
      readers.add(new ThreadSlot(control, target + " reader " + i, random.split(), torture::newReader));
    }
    for (int i = 1; i <= options.writers(); i++) {
      writers.add(new ThreadSlot(control, target + " writer " + i, random.split(), torture::newWriter));
    }
    finalSlot = new ThreadSlot(control, target + " final check", random.split(), slot -> () -> {});
  }

  /** Ends the run early. May be called by any thread. */
  void finishEarly() {
    control.stopEarly();
  }

  /**
   * Runs the test and waits for its threads.
   *
   * @param line shows the progress
   * @return the result
   * @throws InterruptedException if interrupted
   */
  TortureResult run(LiveLine line) throws InterruptedException {
    long begin = System.nanoTime();
    HazardStats before = VmaLock.hazardStatistics();
    control.reaper().start();
    slots().forEach(ThreadSlot::startIfVacant);
    watch(begin, line);
    timeline.finish(System.nanoTime() - begin, sum(Count.ROUNDS), sum(Count.WRITES));
    boolean stopped = stopAll();
    long spread = VmaLock.hazardStatistics().minus(before).spread();
    if (stopped && control.violations().count() == 0) {
      checkFinalState();
    }
    double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    return new TortureResult(target, options, counters(readers), counters(writers), total(), Counters.waits(all()), spread, timeline,
        control.violations(), seconds);
  }

  private void watch(long begin, LiveLine line) throws InterruptedException {
    long nanos = options.length().toNanos();
    while (!control.isStopped() && control.violations().count() == 0) {
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      long elapsed = System.nanoTime() - begin;
      timeline.update(elapsed, sum(Count.ROUNDS), sum(Count.WRITES));
      line.update(Math.min(1, (double) elapsed / nanos), elapsed, this::describe);
      if (elapsed >= nanos || isAnyStuck()) {
        return;
      }
      slots().forEach(this::startOrStop);
      if (options.has(Fault.INTERRUPT) && random.nextInt(TICKS_PER_INTERRUPT) == 0) {
        List<ThreadSlot> slots = slots().toList();
        slots.get(random.nextInt(slots.size())).interrupt();
      }
      if (options.stutter() && random.nextInt(paused ? TICKS_PER_RESUME : TICKS_PER_PAUSE) == 0) {
        pauseOrResume();
      }
    }
  }

  /**
   * Restarts a vacant slot: at once, or with hot-plug after a random time. With hot-plug also requests that a random thread stop.
   */
  private void startOrStop(ThreadSlot slot) {
    if (!options.hotplug()) {
      slot.startIfVacant();
    } else if (!slot.isOccupied()) {
      if (random.nextInt(TICKS_PER_START) == 0) {
        slot.startIfVacant();
      }
    } else if (random.nextInt(TICKS_PER_STOP) == 0) {
      slot.requestStop();
    }
  }

  private void pauseOrResume() {
    if (paused) {
      control.stutter().resume();
    } else {
      control.stutter().pause();
    }
    paused = !paused;
  }

  private boolean isAnyStuck() {
    long nanos = options.patience().toNanos();
    boolean stuck = control.reaper().isStuck(nanos);
    for (ThreadSlot slot : slots().toList()) {
      stuck |= slot.isStuck(nanos);
    }
    return stuck;
  }

  /** Stops all threads, and returns whether they have terminated. */
  private boolean stopAll() throws InterruptedException {
    control.stop();
    long nanos = (control.violations().count() == 0 ? options.patience() : GRACE).toNanos();
    long begin = System.nanoTime();
    while (slots().anyMatch(ThreadSlot::isOccupied)) {
      long left = nanos - (System.nanoTime() - begin);
      if (left <= 0 || (control.violations().count() == 0 && isAnyStuck())) {
        return failToStop();
      }
      for (ThreadSlot slot : slots().toList()) {
        slot.join(TICK_MILLIS);
      }
    }
    Reaper reaper = control.reaper();
    reaper.finish();
    reaper.join(options.patience().toMillis());
    return !reaper.isRunning() || failToStop();
  }

  private boolean failToStop() {
    if (control.violations().count() == 0) {
      slots().forEach(slot -> slot.isStuck(0));
      control.reaper().isStuck(0);
    }
    if (control.violations().count() == 0) {
      control.reportFailure("some threads did not stop when requested");
    }
    return false;
  }

  /** Checks the final state in a separate thread, because a mutant may make the checks wait for ever. */
  private void checkFinalState() throws InterruptedException {
    RunThread end =
        new RunThread(target + " final check", control::reportFailure) {
          @Override
          protected void work() {
            torture.checkFinalState(finalSlot);
          }
        };
    end.start();
    end.join(options.patience().plus(LONGEST_END).toMillis());
    if (end.isRunning()) {
      end.isStuck(Long.MAX_VALUE);
      end.isStuck(0);
    }
    int holds = HoldTracker.holds();
    if (holds != 0 && control.violations().count() == 0) {
      control.report(Check.BALANCE, () -> holds + " reads are listed by the hold tracker in the final state");
    }
    long balance = total().balance();
    if (balance != 0 && control.violations().count() == 0) {
      control.report(Check.BALANCE, () -> "acquired minus released references: " + balance + " instead of 0");
    }
  }

  private Stream<ThreadSlot> slots() {
    return Stream.concat(writers.stream(), readers.stream());
  }

  private static List<Counters> counters(List<ThreadSlot> slots) {
    return slots.stream().map(ThreadSlot::counters).toList();
  }

  private Counters total() {
    return Counters.sum(all());
  }

  private List<Counters> all() {
    Stream<Counters> others = Stream.of(finalSlot.counters(), control.reaper().counters());
    return Stream.concat(slots().map(ThreadSlot::counters), others).toList();
  }

  private long sum(Count count) {
    return slots().mapToLong(slot -> slot.counters().get(count)).sum();
  }

  private String describe() {
    Counters total = total();
    return String.format(
        Locale.ROOT,
        "%s: violations %,d, %,d rounds, %,d references acquired, %,d writes",
        target,
        control.violations().count(),
        total.get(Count.ROUNDS),
        total.get(Count.ACQUIRED) + total.get(Count.CONVERTED),
        total.get(Count.WRITES));
  }
}
