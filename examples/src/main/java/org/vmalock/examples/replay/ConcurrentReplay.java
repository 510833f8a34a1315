package org.vmalock.examples.replay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.replay.space.WriterMark;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.trace.Trace;

/**
 * A concurrent replay: one writer applies the mapping operations at full speed, round after round, while readers run the touches
 * over and over and prove every answer.
 */
final class ConcurrentReplay {
  /** How long a thread may stand still before the run fails. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long threads may take to stop once the run has failed. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final long POLL_MILLIS = 100;

  /**
   * What all threads of a run share.
   *
   * @param control stopping and failing
   * @param versions what the writer has begun and done
   * @param timeline what is right, at each version
   * @param witness where the writer is
   * @param touches what the readers look up
   */
  record Shared(RunControl control, Versions versions, AnswerTimeline timeline, WriterWitness witness, Touches touches) {
    static Shared of(Trace trace, int readers) {
      AnswerTimeline timeline = new AnswerTimeline(trace);
      WriterWitness witness = new WriterWitness(timeline.segments());
      Touches touches = Touches.of(trace, timeline.segments());
      return new Shared(new RunControl(readers), new Versions(), timeline, witness, touches);
    }
  }

  private final Trace trace;
  private final RunLength length;
  private final Duration patience;
  private final Shared shared;
  private final AddressSpace space;
  private final WriterTask writer;
  private final List<ReaderTask> readers = new ArrayList<>();

  /**
   * Prepares a run.
   *
   * @param trace a trace with at least one touch
   * @param scheme makes the address space
   * @param readerCount how many readers, at least one
   * @param length when to stop
   * @param patience how long a thread may stand still
   */
  ConcurrentReplay(Trace trace, Function<WriterMark, AddressSpace> scheme, int readerCount, RunLength length, Duration patience) {
    this.trace = trace;
    this.length = length;
    this.patience = patience;
    this.shared = Shared.of(trace, readerCount);
    this.space = scheme.apply(shared.witness());
    space.reset(trace.initial());
    this.writer = new WriterTask(shared.control(), trace, space, shared.versions(), length);
    for (int i = 0; i < readerCount; i++) {
      int first = (int) ((long) shared.touches().count() * i / readerCount);
      readers.add(new ReaderTask(i + 1, first, shared, space.newReader()));
    }
  }

  /** Makes the run end with the round that is running. For any thread. */
  void finishEarly() {
    shared.control().finish();
  }

  /**
   * Runs.
   *
   * @param progress is told how far the run is, a few times a second
   * @return what happened; its violations are not necessarily 0
   */
  ReplayResult run(Progress progress) throws InterruptedException {
    long begin = System.nanoTime();
    readers.forEach(RunThread::start);
    writer.start();
    watch(begin, progress);
    boolean allStopped = joinAll(shared.control().isStopped() ? GRACE : patience);
    double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    return result(allStopped, seconds);
  }

  /** Watches the threads until the writer is done or the run has failed. */
  private void watch(long begin, Progress progress) throws InterruptedException {
    RunControl control = shared.control();
    while (writer.isRunning() && !control.isStopped()) {
      writer.join(POLL_MILLIS);
      long gone = System.nanoTime() - begin;
      long accesses = readers.stream().mapToLong(RunThread::progress).sum();
      double fraction = length.fraction(writer.rounds(), gone);
      progress.update(new Progress.Snapshot(fraction, gone, accesses, writer.rounds(), control.violations().count()));
      if (isAnyStuck()) {
        return;
      }
    }
  }

  /** Stops all threads; says whether they have ended. */
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
    Histogram latency = LatencySampler.emptyHistogram();
    Violations<Check> violations = shared.control().violations();
    if (allStopped) {
      for (ReaderTask reader : readers) {
        counts.add(reader.counts());
        latency.add(reader.latency());
      }
    } else if (violations.count() == 0) {
      violations.add(Check.LIVENESS, () -> "not all threads have stopped when they were told to");
    }
    boolean complete = allStopped && writer.isComplete();
    return new ReplayResult(
        ReplayResult.Mode.CONCURRENT,
        readers.size(),
        counts,
        latency,
        complete ? EndState.check(space, trace, violations) : EndState.UNKNOWN,
        writer.operationsDone(),
        writer.rounds(),
        space.statistics(),
        violations,
        seconds);
  }
}
