package org.vmalock.examples.lazy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.run.RunThread;
import org.vmalock.lazymm.LazyStats;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Scheme;

/** One run of one scheme. */
final class LazyRun {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 50;

  private final Scheme scheme;
  private final LazyOptions options;
  private final LazyDomain domain;
  private final Violations<Check> violations = new Violations<>(Check.class);
  private final Contexts contexts;
  private final List<SwitchingTask> workers = new ArrayList<>();
  private final ClosingTask closer;
  private volatile boolean over;

  LazyRun(Scheme scheme, LazyOptions options) {
    this.scheme = scheme;
    this.options = options;
    this.domain = LazyDomain.builder().name("lazy example").scheme(scheme).workers(options.workers()).build();
    this.contexts = new Contexts(domain, options, violations);
    for (int number = 1; number <= options.workers(); number++) {
      workers.add(new SwitchingTask(number, this));
    }
    this.closer = new ClosingTask(this, options.closeMicros());
  }

  LazyDomain domain() {
    return domain;
  }

  Contexts contexts() {
    return contexts;
  }

  boolean isOver() {
    return over;
  }

  /** Ends the run early. For any thread. */
  void finishEarly() {
    over = true;
  }

  void usedAfterFree(String worker, Segment segment) {
    violations.add(Check.USE_AFTER_FREE, () -> worker + " has " + segment + " at hand, and its memory is freed, or another one's");
    over = true;
  }

  /** A thread died or is stuck. */
  void failed(String words) {
    violations.add(Check.LIVENESS, () -> words);
    over = true;
  }

  /**
   * Runs.
   *
   * @param line is shown how far the run is
   * @return what happened
   */
  LazyResult run(LiveLine line) throws InterruptedException {
    long begin = System.nanoTime();
    threads().forEach(RunThread::start);
    long gone = 0;
    while (!over && gone < options.length().toNanos()) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      gone = System.nanoTime() - begin;
      line.update(Math.min(1, (double) gone / options.length().toNanos()), gone, this::describe);
      failIfAnyIsStuck();
    }
    LazyStats statistics = domain.statistics();
    double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    long switches = switches();
    over = true;
    if (haveStopped()) {
      contexts.close();
    }
    return new LazyResult(scheme, switches, closer.progress(), statistics.conversions(), closer.mostPending(), violations, seconds);
  }

  private boolean haveStopped() throws InterruptedException {
    for (RunThread worker : threads().toList()) {
      worker.join(PATIENCE.toMillis());
      if (worker.isRunning()) {
        failed(worker.name() + " has not stopped when it was told to");
        return false;
      }
    }
    return true;
  }

  /** The closer rests for as long as the user wants. */
  private void failIfAnyIsStuck() {
    workers.forEach(worker -> worker.isStuck(PATIENCE.toNanos()));
    if (options.closeMicros() < TimeUnit.SECONDS.toMicros(1)) {
      closer.isStuck(PATIENCE.toNanos());
    }
  }

  private long switches() {
    return workers.stream().mapToLong(RunThread::progress).sum();
  }

  private String describe() {
    return String.format(
        Locale.ROOT,
        "%s: %,d switches, %,d closed, %d hand-offs pending, violations %,d",
        LazyCommand.label(scheme),
        switches(),
        closer.progress(),
        domain.pendingHandOffs(),
        violations.count());
  }

  private Stream<RunThread> threads() {
    return Stream.concat(Stream.of(closer), workers.stream());
  }
}
