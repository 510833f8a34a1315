package org.vmalock.examples.lazy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.vmalock.examples.run.Latency;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.run.Timeline;
import org.vmalock.examples.run.Violations;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.LazyStats;
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
  private final Timeline timeline = new Timeline(LazyResult.SWITCHES, LazyResult.CLOSES);
  private volatile boolean stopped;

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

  boolean isStopped() {
    return stopped;
  }

  /** Ends the run now. May be called by any thread. */
  void finishEarly() {
    stopped = true;
  }

  void reportUseAfterFree(String worker, Segment segment) {
    violations.add(Check.USE_AFTER_FREE, () -> worker + " keeps " + segment + ", whose memory was freed or belongs to another segment");
    stopped = true;
  }

  /** Fails and stops the run, because a thread has terminated with an exception or makes no progress. */
  void fail(String words) {
    violations.add(Check.LIVENESS, () -> words);
    stopped = true;
  }

  /**
   * Runs all threads for the length of the run.
   *
   * @param line shows the progress
   * @return the result; it may contain violations
   */
  LazyResult run(LiveLine line) throws InterruptedException {
    long begin = System.nanoTime();
    threads().forEach(RunThread::start);
    long elapsed = 0;
    while (!stopped && elapsed < options.length().toNanos()) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      elapsed = System.nanoTime() - begin;
      timeline.update(elapsed, switches(), closer.progress());
      line.update(Math.min(1, (double) elapsed / options.length().toNanos()), elapsed, this::describe);
      checkProgress();
    }
    LazyStats statistics = domain.statistics();
    double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    long switches = switches();
    stopped = true;
    timeline.finish(System.nanoTime() - begin, switches, closer.progress());
    boolean allStopped = joinAll();
    if (allStopped) {
      contexts.close();
    }
    return new LazyResult(
        scheme,
        switches,
        closer.progress(),
        statistics.conversions(),
        closer.mostPending(),
        allStopped ? switchNanos() : Latency.newHistogram(),
        allStopped ? closer.closeNanos() : Latency.newHistogram(),
        timeline,
        violations,
        seconds);
  }

  private Histogram switchNanos() {
    Histogram sum = Latency.newHistogram();
    workers.forEach(worker -> sum.add(worker.nanos()));
    return sum;
  }

  private boolean joinAll() throws InterruptedException {
    for (RunThread worker : threads().toList()) {
      worker.join(PATIENCE.toMillis());
      if (worker.isRunning()) {
        fail(worker.name() + " did not stop when requested");
        return false;
      }
    }
    return true;
  }

  /** Fails the run if a thread makes no progress; the closer is exempt if its pauses are long. */
  private void checkProgress() {
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
        "%s: violations %,d, %,d switches, %,d closed, %d hand-offs pending",
        LazyCommand.label(scheme),
        violations.count(),
        switches(),
        closer.progress(),
        domain.pendingHandOffs());
  }

  private Stream<RunThread> threads() {
    return Stream.concat(Stream.of(closer), workers.stream());
  }
}
