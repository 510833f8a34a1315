package org.vmalock.examples.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.replay.space.ExclusionListener;
import org.vmalock.examples.run.Latency;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.run.Timeline;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.trace.Trace;

/**
 * A concurrent replay: one writer applies the mapping operations at full speed, round after round, while readers repeatedly look up the
 * touched addresses and check every answer.
 */
final class ConcurrentReplay {
  /** Longest time without progress of a thread before the run fails. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Longest time to wait for the threads after the run has failed. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final long POLL_MILLIS = 100;

  /**
   * Objects shared by all threads of a run.
   *
   * @param control the stop flags and the violations
   * @param versions the versions that the writer has begun and completed
   * @param timeline the right answers at each version
   * @param exclusive the segments to which the writer has exclusive access
   * @param touches the addresses that the readers look up
   */
  record Shared(RunControl control, Versions versions, AnswerTimeline timeline, ExclusiveSegments exclusive, TouchedAddresses touches) {
    static Shared of(Trace trace, int readers) {
      AnswerTimeline timeline = new AnswerTimeline(trace);
      ExclusiveSegments exclusive = new ExclusiveSegments(timeline.segments());
      TouchedAddresses touches = TouchedAddresses.of(trace, timeline.segments());
      return new Shared(new RunControl(readers), new Versions(), timeline, exclusive, touches);
    }
  }

  private final Trace trace;
  private final Threads threads;
  private final RunLength length;
  private final Duration patience;
  private final Shared shared;
  private final AddressSpace space;
  private final WriterTask writer;
  private final List<ReaderTask> readers = new ArrayList<>();
  private final Timeline timeline = ReplayResult.newTimeline();

  /**
   * Creates the threads of a run.
   *
   * @param trace a trace with at least one touch
   * @param scheme creates the address space
   * @param threads the readers, at least 1, and the yields of the writer
   * @param length the length of the run
   * @param patience the longest time without progress of a thread before the run fails
   */
  ConcurrentReplay(Trace trace, Function<ExclusionListener, AddressSpace> scheme, Threads threads, RunLength length, Duration patience) {
    this.trace = trace;
    this.threads = threads;
    this.length = length;
    this.patience = patience;
    this.shared = Shared.of(trace, threads.readers());
    this.space = scheme.apply(shared.exclusive());
    space.reset(trace.initial());
    this.writer = new WriterTask(shared.control(), trace, space, shared.versions(), length, threads);
    for (int i = 0; i < threads.readers(); i++) {
      int first = (int) ((long) shared.touches().count() * i / threads.readers());
      readers.add(new ReaderTask(i + 1, first, shared, space.newReader()));
    }
  }

  /** Ends the run at once, within a round. May be called by any thread. */
  void finishEarly() {
    shared.control().stop();
  }

  /**
   * Runs all threads until the writer has finished or the run has failed.
   *
   * @param progress receives the progress a few times per second
   * @return the result; it may contain violations
   */
  ReplayResult run(Progress progress) throws InterruptedException {
    long begin = System.nanoTime();
    readers.forEach(RunThread::start);
    writer.start();
    watch(begin, progress);
    timeline.finish(System.nanoTime() - begin, accesses(), writer.operationsDone());
    boolean allStopped = joinAll(shared.control().isStopped() ? GRACE : patience);
    double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    return result(allStopped, seconds);
  }

  /** Watches the threads until the writer has finished or the run has failed. */
  private void watch(long begin, Progress progress) throws InterruptedException {
    RunControl control = shared.control();
    while (writer.isRunning() && !control.isStopped()) {
      writer.join(POLL_MILLIS);
      long elapsed = System.nanoTime() - begin;
      long accesses = accesses();
      timeline.update(elapsed, accesses, writer.operationsDone());
      double fraction = length.fraction(writer.rounds(), elapsed);
      progress.update(new Progress.Snapshot(fraction, elapsed, accesses, writer.rounds(), control.violations().count()));
      if (isAnyStuck()) {
        return;
      }
    }
  }

  private long accesses() {
    return readers.stream().mapToLong(RunThread::progress).sum();
  }

  /** Stops all threads; returns whether all have terminated in time. */
  private boolean joinAll(Duration allowed) throws InterruptedException {
    shared.control().stop();
    long begin = System.nanoTime();
    boolean running = true;
    while (running && System.nanoTime() - begin < allowed.toNanos()) {
      running = writer.isRunning();
      for (ReaderTask reader : readers) {
        reader.join(POLL_MILLIS);
        running |= reader.isRunning();
      }
    }
    return !running;
  }

  private boolean isAnyStuck() {
    boolean stuck = writer.isStuck(patience.toNanos());
    for (ReaderTask reader : readers) {
      stuck |= reader.isStuck(patience.toNanos());
    }
    return stuck;
  }

  private ReplayResult result(boolean allStopped, double seconds) {
    AccessCounts counts = new AccessCounts();
    Histogram latency = Latency.newHistogram();
    SampledLookUps lookUps = new SampledLookUps(shared.timeline().segments().count());
    long allocated = 0;
    Violations<Check> violations = shared.control().violations();
    if (allStopped) {
      for (ReaderTask reader : readers) {
        counts.add(reader.counts());
        latency.add(reader.latency());
        lookUps.add(reader.lookUps());
        allocated += reader.allocated();
      }
    } else if (violations.count() == 0) {
      violations.add(Check.LIVENESS, () -> "not all threads stopped when requested");
    }
    boolean complete = allStopped && writer.isComplete();
    return new ReplayResult(
        ReplayResult.Mode.CONCURRENT,
        threads,
        counts,
        latency,
        allStopped ? writer.nanos() : Latency.newHistogram(),
        timeline,
        new ReplayResult.Allocated(allocated, writer.allocated()),
        new RangeActivity(trace, shared.timeline()).json(lookUps),
        complete ? EndState.check(space, trace, violations) : EndState.UNKNOWN,
        writer.operationsDone(),
        writer.yields(),
        writer.rounds(),
        space.statistics(),
        violations,
        seconds);
  }
}
