package org.vmalock.examples.replay;

import org.HdrHistogram.Histogram;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.trace.RangeEntry;

/**
 * One reader of a concurrent replay: runs the touches over and over, and proves every answer.
 *
 * <p>Of every access it checks that the range covers the address, that the answer is right for a version it can have met (see
 * {@link AnswerChecker}), that the range and its protection stay the same while held, and that no writer is inside. Now and then
 * it holds a range for longer, and checks that the whole range is right and not the touched page alone.
 */
final class ReaderTask extends RunThread {
  /** Accesses between two looks at whether to stop. */
  private static final int BLOCK = 64;

  /** One access in this many is checked thoroughly: a prime, for the same reason as the sampler's. */
  private static final int THOROUGH = 1021;

  private static final int LINGER = 32;

  private final RunControl control;
  private final AddressSpace.Reader reader;
  private final Versions versions;
  private final WriterWitness witness;
  private final AnswerChecker checker;
  private final long[] addresses;
  private final int[] segments;
  private final int first;
  private final AccessCounts counts = new AccessCounts();
  private final LatencySampler sampler = new LatencySampler();
  private int untilThorough = THOROUGH;

  ReaderTask(int number, int first, ConcurrentReplay.Shared shared, AddressSpace.Reader reader) {
    super("reader " + number, shared.control()::failed);
    this.control = shared.control();
    this.reader = reader;
    this.versions = shared.versions();
    this.witness = shared.witness();
    this.checker = new AnswerChecker(shared.timeline());
    this.addresses = shared.touches().addresses();
    this.segments = shared.touches().segments();
    this.first = first;
  }

  /** Returns what it counted; to be called after it has stopped. */
  AccessCounts counts() {
    return counts;
  }

  /** Returns the sampled latencies; to be called after it has stopped. */
  Histogram latency() {
    return sampler.histogram();
  }

  @Override
  protected void work() {
    int next = first;
    long done = 0;
    while (!control.isStopped()) {
      int end = Math.min(next + BLOCK, addresses.length);
      done += end - next;
      while (next < end) {
        access(next++);
      }
      next = next == addresses.length ? 0 : next;
      if (progress() == 0) {
        control.readerIsInside();
      }
      advanceTo(done);
    }
  }

  private void access(int touch) {
    long doneBefore = versions.done();
    if (lock(addresses[touch])) {
      inspect(touch, doneBefore);
    } else {
      long begun = versions.begun();
      counts.unmapped();
      if (!checker.isRight(segments[touch], AnswerTimeline.UNMAPPED, doneBefore, begun)) {
        String seen = "unmapped" + between(doneBefore, begun);
        report(Check.ANSWER, touch, seen, checker.allowed(segments[touch], doneBefore, begun));
      }
    }
  }

  private boolean lock(long address) {
    if (!sampler.isDue()) {
      return reader.lock(address);
    }
    long before = System.nanoTime();
    boolean mapped = reader.lock(address);
    sampler.record(System.nanoTime() - before);
    return mapped;
  }

  /** Checks what is held, gives it back, and then proves the answer. */
  private void inspect(int touch, long doneBefore) {
    int segment = segments[touch];
    long begun = versions.begun();
    long start = reader.start();
    long end = reader.end();
    int protection = reader.protection();
    boolean writerInside = witness.isInside(segment);
    boolean thorough = isThorough();
    if (thorough) {
      writerInside |= linger(segment);
    }
    boolean changed = reader.start() != start || reader.end() != end || reader.protection() != protection;
    writerInside |= witness.isInside(segment);
    long doneHeld = versions.done();
    reader.unlock();

    counts.mapped(protection);
    if (changed || writerInside) {
      reportHeld(touch, start, end, protection, changed);
    }
    if (!covers(start, end, addresses[touch])) {
      report(Check.RANGE, touch, seen(start, end, protection), "a range that covers the address");
    }
    if (!checker.isRightWhileHeld(segment, protection, begun, doneHeld)) {
      String seen = seen(start, end, protection) + between(doneBefore, begun);
      seen += ", still held when version " + Versions.describe(doneHeld) + " was done";
      report(Check.ANSWER, touch, seen, checker.allowedWhileHeld(segment, protection, begun, doneHeld));
    } else if (thorough && !checker.isWholeRangeRight(start, end, protection, begun)) {
      String allowed = "a range whose pages all have this protection at one version";
      report(Check.RANGE, touch, seen(start, end, protection), allowed);
    }
  }

  private boolean isThorough() {
    if (--untilThorough > 0) {
      return false;
    }
    untilThorough = THOROUGH;
    return true;
  }

  /** Stays inside for a while; says whether a writer came in. */
  private boolean linger(int segment) {
    boolean writerInside = false;
    for (int i = 0; i < LINGER; i++) {
      Thread.onSpinWait();
      writerInside |= witness.isInside(segment);
    }
    return writerInside;
  }

  /** The last address is {@code end - 1}, also for the end 0 that means 2^64. */
  private static boolean covers(long start, long end, long address) {
    return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end - 1) <= 0;
  }

  private void reportHeld(int touch, long start, long end, int protection, boolean changed) {
    String what = changed ? "another range or protection" : "a writer inside";
    String seen = seen(start, end, protection) + ", and while that was held " + what;
    report(changed ? Check.STABLE : Check.EXCLUSION, touch, seen, "no change and no writer while it is held");
  }

  private void report(Check check, int touch, String seen, String allowed) {
    String where = name() + ", touch " + (touch + 1) + " of the trace, address 0x" + Long.toHexString(addresses[touch]);
    control.violated(check, () -> where + ": seen " + seen + "; allowed: " + allowed);
  }

  private static String between(long doneBefore, long begun) {
    return " between versions " + Versions.describe(doneBefore) + " and " + Versions.describe(begun);
  }

  private static String seen(long start, long end, int protection) {
    return "prot " + protection + " in " + RangeEntry.range(start, end);
  }
}
