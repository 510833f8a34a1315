package org.vmalock.examples.replay;

import org.HdrHistogram.Histogram;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.run.Allocation;
import org.vmalock.examples.run.LatencySampler;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.trace.RangeEntry;

/**
 * A reader thread of a concurrent replay: repeatedly looks up the touched addresses and checks every answer.
 *
 * <p>For every access it checks that the range contains the address, that the answer is right for a version that the look-up can have
 * observed (see {@link AnswerChecker}), that the range and its protection do not change while it is held, and that no writer has
 * exclusive access meanwhile. From time to time it holds a range for longer, and checks the whole range and not only the touched page.
 */
final class ReaderTask extends RunThread {
  /** Number of accesses between two checks of the stop flag. */
  private static final int BATCH = 64;

  /** One access in this many is checked thoroughly; a prime, for the reason given at {@link LatencySampler#PERIOD}. */
  private static final int THOROUGH_PERIOD = 1021;

  private static final int LONG_HOLD_SPINS = 32;

  private final RunControl control;
  private final AddressSpace.Reader reader;
  private final Versions versions;
  private final ExclusiveSegments exclusive;
  private final AnswerChecker checker;
  private final long[] addresses;
  private final int[] segments;
  private final int first;
  private final AccessCounts counts = new AccessCounts();
  private final LatencySampler sampler = new LatencySampler();
  private final SampledLookUps lookUps;
  private long allocated;
  private int untilThorough = THOROUGH_PERIOD;

  ReaderTask(int number, int first, ConcurrentReplay.Shared shared, AddressSpace.Reader reader) {
    super("reader " + number, shared.control()::fail);
    this.control = shared.control();
    this.reader = reader;
    this.versions = shared.versions();
    this.exclusive = shared.exclusive();
    this.checker = new AnswerChecker(shared.timeline());
    this.addresses = shared.touches().addresses();
    this.segments = shared.touches().segments();
    this.first = first;
    this.lookUps = new SampledLookUps(shared.timeline().segments().count());
  }

  /** Returns the counts; to be called after the thread has stopped. */
  AccessCounts counts() {
    return counts;
  }

  /** Returns the sampled latencies; to be called after the thread has stopped. */
  Histogram latency() {
    return sampler.histogram();
  }

  /** Returns the numbers of sampled look-ups by segment; to be called after the thread has stopped. */
  SampledLookUps lookUps() {
    return lookUps;
  }

  /** Returns the bytes that the thread has allocated; to be called after it has stopped. */
  long allocated() {
    return allocated;
  }

  @Override
  protected void work() {
    long allocatedBefore = Allocation.ofCurrentThread();
    accessRepeatedly();
    allocated = Allocation.ofCurrentThread() - allocatedBefore;
  }

  private void accessRepeatedly() {
    int next = first;
    long done = 0;
    while (!control.isStopped()) {
      int end = Math.min(next + BATCH, addresses.length);
      done += end - next;
      while (next < end) {
        access(next++);
      }
      next = next == addresses.length ? 0 : next;
      if (progress() == 0) {
        control.countStartedReader();
      }
      advanceTo(done);
    }
  }

  private void access(int touch) {
    long doneBefore = versions.done();
    if (lock(touch)) {
      inspect(touch, doneBefore);
    } else {
      long begun = versions.begun();
      counts.unmapped();
      if (!checker.isRight(segments[touch], AnswerTimeline.UNMAPPED, doneBefore, begun)) {
        String observed = "unmapped" + between(doneBefore, begun);
        report(Check.ANSWER, touch, observed, checker.allowed(segments[touch], doneBefore, begun));
      }
    }
  }

  private boolean lock(int touch) {
    long address = addresses[touch];
    if (!sampler.isDue()) {
      return reader.lock(address);
    }
    long before = System.nanoTime();
    boolean mapped = reader.lock(address);
    long elapsed = System.nanoTime() - before;
    sampler.record(elapsed);
    lookUps.add(segments[touch], elapsed);
    return mapped;
  }

  /** Checks that the held range does not change, releases it, and then checks the answer. */
  private void inspect(int touch, long doneBefore) {
    int segment = segments[touch];
    long begun = versions.begun();
    long start = reader.start();
    long end = reader.end();
    int protection = reader.protection();
    int mark = exclusive.mark(segment);
    boolean thorough = isThorough();
    if (thorough) {
      holdLonger();
    }
    boolean changed = reader.start() != start || reader.end() != end || reader.protection() != protection;
    boolean writerExclusive = exclusive.wasExclusive(segment, mark);
    long doneHeld = versions.done();
    reader.unlock();

    counts.mapped(protection);
    if (changed || writerExclusive) {
      reportHeld(touch, start, end, protection, changed);
    }
    if (!contains(start, end, addresses[touch])) {
      report(Check.RANGE, touch, describe(start, end, protection), "a range that contains the address");
    }
    if (!checker.isRightWhileHeld(segment, protection, begun, doneHeld)) {
      String observed = describe(start, end, protection) + between(doneBefore, begun);
      observed += ", still held when version " + Versions.describe(doneHeld) + " was completed";
      report(Check.ANSWER, touch, observed, checker.allowedWhileHeld(segment, protection, begun, doneHeld));
    } else if (thorough && !checker.isWholeRangeRight(start, end, protection, begun)) {
      String allowed = "a range whose pages all have this protection at one version";
      report(Check.RANGE, touch, describe(start, end, protection), allowed);
    }
  }

  private boolean isThorough() {
    if (--untilThorough > 0) {
      return false;
    }
    untilThorough = THOROUGH_PERIOD;
    return true;
  }

  /** Lets time pass while the range is held. */
  private static void holdLonger() {
    for (int i = 0; i < LONG_HOLD_SPINS; i++) {
      Thread.onSpinWait();
    }
  }

  /** Tells whether a range contains an address. The last address is {@code end - 1}, also for the end 0, which means 2^64. */
  private static boolean contains(long start, long end, long address) {
    return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end - 1) <= 0;
  }

  private void reportHeld(int touch, long start, long end, int protection, boolean changed) {
    String event = changed ? "another range or protection" : "a writer with exclusive access";
    String observed = describe(start, end, protection) + ", and while it was held " + event;
    String allowed = "no change and no writer with exclusive access while it is held";
    report(changed ? Check.STABLE : Check.EXCLUSION, touch, observed, allowed);
  }

  private void report(Check check, int touch, String observed, String allowed) {
    String where = name() + ", touch " + (touch + 1) + " of the trace, address 0x" + Long.toHexString(addresses[touch]);
    control.addViolation(check, () -> where + ": observed " + observed + "; allowed: " + allowed);
  }

  private static String between(long doneBefore, long begun) {
    return " between versions " + Versions.describe(doneBefore) + " and " + Versions.describe(begun);
  }

  private static String describe(long start, long end, int protection) {
    return "prot " + protection + " in " + RangeEntry.range(start, end);
  }
}
