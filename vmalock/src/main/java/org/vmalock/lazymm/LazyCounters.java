package org.vmalock.lazymm;

import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link LazyStats}. Beginning and ending a borrow updates none of them. */
final class LazyCounters {
  final LongAdder created = new LongAdder();
  final LongAdder released = new LongAdder();
  final LongAdder releaseFailures = new LongAdder();
  final LongAdder scans = new LongAdder();
  final LongAdder conversions = new LongAdder();
  final LongAdder takenBack = new LongAdder();
  final LongAdder releasedOnBehalf = new LongAdder();
  final LongAdder releasedByWorker = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder unanswered = new LongAdder();

  LazyStats snapshot() {
    return new LazyStats(
        created.sum(),
        released.sum(),
        releaseFailures.sum(),
        scans.sum(),
        conversions.sum(),
        takenBack.sum(),
        releasedOnBehalf.sum(),
        releasedByWorker.sum(),
        requests.sum(),
        unanswered.sum());
  }
}
