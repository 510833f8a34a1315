package org.vmalock.lazymm;

import java.util.concurrent.atomic.AtomicLong;
import org.vmalock.internal.WaitCounters;

/**
 * The counters behind {@link LazyStats}. Beginning and ending a borrow updates none of them. An update does not allocate, so that it
 * cannot fail between two steps of a release.
 */
final class LazyCounters {
  final AtomicLong created = new AtomicLong();
  final AtomicLong released = new AtomicLong();
  final AtomicLong releaseFailures = new AtomicLong();
  final AtomicLong scans = new AtomicLong();
  final AtomicLong conversions = new AtomicLong();
  final AtomicLong takenBack = new AtomicLong();
  final AtomicLong releasedOnBehalf = new AtomicLong();
  final AtomicLong releasedByWorker = new AtomicLong();
  final AtomicLong requests = new AtomicLong();
  final AtomicLong unanswered = new AtomicLong();
  final AtomicLong withoutSlot = new AtomicLong();
  final AtomicLong closedTerminated = new AtomicLong();
  final WaitCounters waits = new WaitCounters();

  LazyStats snapshot() {
    WaitCounters.Values waited = waits.values();
    return new LazyStats(
        created.get(),
        released.get(),
        releaseFailures.get(),
        scans.get(),
        conversions.get(),
        takenBack.get(),
        releasedOnBehalf.get(),
        releasedByWorker.get(),
        requests.get(),
        unanswered.get(),
        withoutSlot.get(),
        closedTerminated.get(),
        waited.waits,
        waited.waiting,
        waited.waitedNanos,
        waited.longestNanos,
        waited.abandoned);
  }
}
