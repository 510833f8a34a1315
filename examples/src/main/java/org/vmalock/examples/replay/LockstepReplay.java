package org.vmalock.examples.replay;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.replay.space.ExclusionListener;
import org.vmalock.examples.run.Latency;
import org.vmalock.examples.run.LatencySampler;
import org.vmalock.examples.run.Timeline;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.trace.AddressSpaceModel;
import org.vmalock.examples.trace.Operation;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.Trace;

/**
 * A replay by one thread in the order of the events: each touched address is looked up and compared with a sequential model.
 */
final class LockstepReplay {
  /** Number of operations between two updates of the progress. */
  private static final int BATCH = 64;

  /** One thread does all the work, so what it allocates has no single cause. */
  private static final ReplayResult.Allocated NOT_MEASURED = new ReplayResult.Allocated(0, 0);

  private final Trace trace;
  private final AddressSpace space;
  private final AddressSpace.Reader reader;
  private final AddressSpaceModel model = new AddressSpaceModel();
  private final AccessCounts counts = new AccessCounts();
  private final LatencySampler sampler = new LatencySampler();
  private final Violations<Check> violations = new Violations<>(Check.class);
  private final Histogram operationNanos = Latency.newHistogram();
  private final Timeline timeline = ReplayResult.newTimeline();
  private volatile boolean stopped;

  LockstepReplay(Trace trace, Function<ExclusionListener, AddressSpace> scheme) {
    this.trace = trace;
    this.space = scheme.apply(ExclusionListener.NONE);
    this.reader = space.newReader();
  }

  /** Ends the replay before its next operation. May be called by any thread. */
  void finishEarly() {
    stopped = true;
  }

  /**
   * Replays the trace once, unless it is ended early.
   *
   * @param progress receives the progress
   * @return the result; it may contain violations
   */
  ReplayResult run(Progress progress) {
    long begin = System.nanoTime();
    space.reset(trace.initial());
    model.reset(trace.initial());
    List<Operation> operations = trace.operations();
    long[] touches = trace.touches();
    int next = 0;
    int applied = 0;
    for (int i = 0; i < operations.size() && !stopped; i++) {
      next = accessUntil(trace.touchesBefore(i), next, touches);
      long before = System.nanoTime();
      operations.get(i).applyTo(space);
      operationNanos.recordValue(Math.max(0, System.nanoTime() - before));
      operations.get(i).applyTo(model);
      applied++;
      if (i % BATCH == 0) {
        timeline.update(System.nanoTime() - begin, counts.total(), applied);
        report(progress, begin, (double) i / operations.size());
      }
    }
    boolean complete = !stopped;
    if (complete) {
      accessUntil(touches.length, next, touches);
    }
    timeline.finish(System.nanoTime() - begin, counts.total(), applied);
    double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    EndState end = complete ? EndState.check(space, trace, violations) : EndState.UNKNOWN;
    return new ReplayResult(
        ReplayResult.Mode.LOCKSTEP,
        Threads.ONE,
        counts,
        sampler.histogram(),
        operationNanos,
        timeline,
        NOT_MEASURED,
        new RangeActivity(trace, new AnswerTimeline(trace)).json(null),
        end,
        applied,
        0,
        complete ? 1 : 0,
        space.statistics(),
        violations,
        seconds);
  }

  private int accessUntil(int end, int first, long[] touches) {
    for (int touch = first; touch < end; touch++) {
      access(touch, touches[touch]);
    }
    return Math.max(first, end);
  }

  private void report(Progress progress, long begin, double fraction) {
    progress.update(new Progress.Snapshot(fraction, System.nanoTime() - begin, counts.total(), 0, violations.count()));
  }

  private void access(int touch, long address) {
    long before = System.nanoTime();
    boolean mapped = reader.lock(address);
    long after = System.nanoTime();
    if (sampler.isDue()) {
      sampler.record(after - before);
    }
    RangeEntry allowed = model.find(address);
    if (!mapped) {
      counts.unmapped();
      check(allowed == null, touch, address, "unmapped", allowed);
      return;
    }
    long start = reader.start();
    long end = reader.end();
    int protection = reader.protection();
    reader.unlock();
    counts.mapped(protection);
    boolean right = allowed != null && protection == allowed.protection() && isWithin(start, end, address, allowed);
    check(right, touch, address, "prot " + protection + " in " + RangeEntry.range(start, end), allowed);
  }

  /** Tells whether a range contains the address and lies within the widest range of this protection. */
  private static boolean isWithin(long start, long end, long address, RangeEntry widest) {
    return Long.compareUnsigned(widest.start(), start) <= 0
        && Long.compareUnsigned(start, address) <= 0
        && Long.compareUnsigned(address, end - 1) <= 0
        && Long.compareUnsigned(end - 1, widest.end() - 1) <= 0;
  }

  private void check(boolean isRight, int touch, long address, String observed, @Nullable RangeEntry allowed) {
    if (!isRight) {
      String where = "touch " + (touch + 1) + " of the trace, address 0x" + Long.toHexString(address);
      String right = allowed == null ? "unmapped" : allowed.toString();
      violations.add(Check.ANSWER, () -> where + ": observed " + observed + "; allowed: " + right);
    }
  }
}
