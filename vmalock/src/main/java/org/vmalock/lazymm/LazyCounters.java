package org.vmalock.lazymm;

import java.util.concurrent.atomic.LongAdder;

/** What a domain counts; never on the way in or out of a borrow. */
final class LazyCounters {
  final LongAdder created = new LongAdder();
  final LongAdder released = new LongAdder();
  final LongAdder releaseFailures = new LongAdder();
  final LongAdder scans = new LongAdder();
  final LongAdder handedOff = new LongAdder();
  final LongAdder takenBack = new LongAdder();
  final LongAdder droppedOnBehalf = new LongAdder();
  final LongAdder droppedByOwner = new LongAdder();
  final LongAdder asked = new LongAdder();
  final LongAdder unanswered = new LongAdder();

  LazyStats snapshot() {
    return new LazyStats(
        created.sum(),
        released.sum(),
        releaseFailures.sum(),
        scans.sum(),
        handedOff.sum(),
        takenBack.sum(),
        droppedOnBehalf.sum(),
        droppedByOwner.sum(),
        asked.sum(),
        unanswered.sum());
  }
}
