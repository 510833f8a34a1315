package org.vmalock.examples.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vmalock.debug.HoldTracker;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;

/**
 * One torture from its beginning to its end. The calling thread watches over the seats: it fills them and empties them,
 * interrupts, pauses and looks after stuck ones. The first violation ends the run, since more of the same teaches nothing.
 */
final class TortureRun {
  private static final long TICK_MILLIS = 5;

  /** How long threads may take to stop once the run has failed. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** What the last look may take with work that is no waiting. */
  private static final Duration LONGEST_END = Duration.ofSeconds(30);

  private static final int TICKS_UNTIL_VACATED = 40;
  private static final int TICKS_UNTIL_FILLED = 4;
  private static final int TICKS_BETWEEN_INTERRUPTS = 2;
  private static final int TICKS_UNTIL_PAUSED = 80;
  private static final int TICKS_PAUSED = 10;

  private final String what;
  private final Session session;
  private final TortureOptions options;
  private final Torture torture;
  private final SplittableRandom random;
  private final List<ThreadSlot> readers = new ArrayList<>();
  private final List<ThreadSlot> writers = new ArrayList<>();
  private final ThreadSlot last;
  private boolean paused;

  /**
   * Prepares a run.
   *
   * @param what the name of what is tortured
   * @param options how
   * @param tortures makes it
   */
  TortureRun(String what, TortureOptions options, Function<Session, Torture> tortures) {
    this.what = what;
    this.options = options;
    this.session = new Session(options);
    this.random = new SplittableRandom(options.seed());
    this.torture = tortures.apply(session);
    for (int i = 1; i <= options.readers(); i++) {
      readers.add(new ThreadSlot(session, what + " reader " + i, random.split(), torture::newReader));
    }
    for (int i = 1; i <= options.writers(); i++) {
      writers.add(new ThreadSlot(session, what + " writer " + i, random.split(), torture::newWriter));
    }
    last = new ThreadSlot(session, what + " end", random.split(), slot -> () -> {});
  }

  /** Ends the run early. For any thread. */
  void finishEarly() {
    session.endEarly();
  }

  /**
   * Runs.
   *
   * @param line is shown how far the run is
   * @return what happened
   */
  TortureResult run(LiveLine line) throws InterruptedException {
    long begin = System.nanoTime();
    session.reaper().start();
    seats().forEach(ThreadSlot::fill);
    watch(begin, line);
    boolean stopped = stopAll();
    if (stopped && session.violations().count() == 0) {
      takeApart();
    }
    double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    return new TortureResult(what, options, counters(readers), counters(writers), total(), session.violations(), seconds);
  }

  private void watch(long begin, LiveLine line) throws InterruptedException {
    long nanos = options.length().toNanos();
    while (!session.isOver() && session.violations().count() == 0) {
      TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
      long gone = System.nanoTime() - begin;
      line.update(Math.min(1, (double) gone / nanos), gone, this::describe);
      if (gone >= nanos || isAnyStuck()) {
        return;
      }
      seats().forEach(this::plug);
      if (options.has(Fault.INTERRUPT) && random.nextInt(TICKS_BETWEEN_INTERRUPTS) == 0) {
        List<ThreadSlot> seats = seats().toList();
        seats.get(random.nextInt(seats.size())).interrupt();
      }
      if (options.stutter() && random.nextInt(paused ? TICKS_PAUSED : TICKS_UNTIL_PAUSED) == 0) {
        stutter();
      }
    }
  }

  /** A seat whose thread has died is taken by another at once; with hot-plug threads go for no reason, and come after a while. */
  private void plug(ThreadSlot slot) {
    if (!options.hotplug()) {
      slot.fill();
    } else if (!slot.isTaken()) {
      if (random.nextInt(TICKS_UNTIL_FILLED) == 0) {
        slot.fill();
      }
    } else if (random.nextInt(TICKS_UNTIL_VACATED) == 0) {
      slot.vacate();
    }
  }

  private void stutter() {
    if (paused) {
      session.stutter().resume();
    } else {
      session.stutter().pause();
    }
    paused = !paused;
  }

  private boolean isAnyStuck() {
    long nanos = options.patience().toNanos();
    boolean stuck = session.reaper().isStuck(nanos);
    for (ThreadSlot slot : seats().toList()) {
      stuck |= slot.isStuck(nanos);
    }
    return stuck;
  }

  /** Stops all threads; says whether they have ended. */
  private boolean stopAll() throws InterruptedException {
    session.end();
    long nanos = (session.violations().count() == 0 ? options.patience() : GRACE).toNanos();
    long begin = System.nanoTime();
    while (seats().anyMatch(ThreadSlot::isTaken)) {
      long left = nanos - (System.nanoTime() - begin);
      if (left <= 0 || (session.violations().count() == 0 && isAnyStuck())) {
        return failToStop();
      }
      for (ThreadSlot slot : seats().toList()) {
        slot.join(TICK_MILLIS);
      }
    }
    Reaper reaper = session.reaper();
    reaper.finish();
    reaper.join(options.patience().toMillis());
    return !reaper.isRunning() || failToStop();
  }

  private boolean failToStop() {
    if (session.violations().count() == 0) {
      seats().forEach(slot -> slot.isStuck(0));
      session.reaper().isStuck(0);
    }
    if (session.violations().count() == 0) {
      session.failed("not all threads have stopped when they were told to");
    }
    return false;
  }

  /** In a thread of its own: what is broken may make the last look wait for ever. */
  private void takeApart() throws InterruptedException {
    RunThread end =
        new RunThread(what + " end", session::failed) {
          @Override
          protected void work() {
            torture.takeApart(last);
          }
        };
    end.start();
    end.join(options.patience().plus(LONGEST_END).toMillis());
    if (end.isRunning()) {
      end.isStuck(Long.MAX_VALUE);
      end.isStuck(0);
    }
    int holds = HoldTracker.holds();
    if (holds != 0 && session.violations().count() == 0) {
      session.violated(Check.BALANCE, () -> holds + " reads are listed by the lock-dependency checker when all is over");
    }
    long balance = total().balance();
    if (balance != 0 && session.violations().count() == 0) {
      session.violated(Check.BALANCE, () -> balance + " more references were taken than given up");
    }
  }

  private Stream<ThreadSlot> seats() {
    return Stream.concat(writers.stream(), readers.stream());
  }

  private static List<Counters> counters(List<ThreadSlot> seats) {
    return seats.stream().map(ThreadSlot::counters).toList();
  }

  private Counters total() {
    return Counters.sum(Stream.concat(seats().map(ThreadSlot::counters), Stream.of(last.counters(), session.reaper().counters())).toList());
  }

  private String describe() {
    Counters total = total();
    return String.format(
        Locale.ROOT,
        "%s: %,d rounds, %,d references taken, %,d written, violations %,d",
        what,
        total.get(Count.ROUNDS),
        total.get(Count.GRABS) + total.get(Count.CONVERTS),
        total.get(Count.WRITES),
        session.violations().count());
  }
}
