package org.vmalock.examples.replay;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.replay.space.WriterMark;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.trace.AddressSpaceModel;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.Operation;
import org.vmalock.examples.trace.Trace;

/**
 * A replay by one thread, events in order: each touch is looked up through the scheme and compared with the sequential model.
 */
final class LockstepReplay {
  /** Operations between two looks at the clock. */
  private static final int STEPS = 64;

  private final Trace trace;
  private final AddressSpace space;
  private final AddressSpace.Reader reader;
  private final AddressSpaceModel model = new AddressSpaceModel();
  private final AccessCounts counts = new AccessCounts();
  private final LatencySampler sampler = new LatencySampler();
  private final Violations<Check> violations = new Violations<>(Check.class);

  LockstepReplay(Trace trace, Function<WriterMark, AddressSpace> scheme) {
    this.trace = trace;
    this.space = scheme.apply(WriterMark.NONE);
    this.reader = space.newReader();
  }

  /**
   * Runs.
   *
   * @param progress is told how far the run is
   * @return what happened; its violations are not necessarily 0
   */
  ReplayResult run(Progress progress) {
    long begin = System.nanoTime();
    space.reset(trace.initial());
    model.reset(trace.initial());
    List<Operation> operations = trace.operations();
    long[] touches = trace.touches();
    int next = 0;
    for (int i = 0; i < operations.size(); i++) {
      next = accessUntil(trace.touchesBefore(i), next, touches);
      operations.get(i).applyTo(space);
      operations.get(i).applyTo(model);
      if (i % STEPS == 0) {
        report(progress, begin, (double) i / operations.size());
      }
    }
    accessUntil(touches.length, next, touches);
    double seconds = (double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1);
    EndState end = EndState.check(space, trace, violations);
    return new ReplayResult(
        ReplayResult.Mode.LOCKSTEP,
        1,
        counts,
        sampler.histogram(),
        end,
        operations.size(),
        1,
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
    boolean right = allowed != null && protection == allowed.protection() && isAround(start, end, address, allowed);
    check(right, touch, address, "prot " + protection + " in " + RangeEntry.range(start, end), allowed);
  }

  /** The range found need not be the widest there is, but it covers the address and nothing of another protection. */
  private static boolean isAround(long start, long end, long address, RangeEntry widest) {
    return Long.compareUnsigned(widest.start(), start) <= 0
        && Long.compareUnsigned(start, address) <= 0
        && Long.compareUnsigned(address, end - 1) <= 0
        && Long.compareUnsigned(end - 1, widest.end() - 1) <= 0;
  }

  private void check(boolean isRight, int touch, long address, String seen, @Nullable RangeEntry allowed) {
    if (!isRight) {
      String where = "touch " + (touch + 1) + " of the trace, address 0x" + Long.toHexString(address);
      String right = allowed == null ? "unmapped" : allowed.toString();
      violations.add(Check.ANSWER, () -> where + ": seen " + seen + "; allowed: " + right);
    }
  }
}
