package org.vmalock.examples.torture;

import org.vmalock.examples.torture.Tally.Count;
import org.vmalock.examples.torture.lazy.LazySystem.Context;

/** Replaces contexts: their last users leave while workers borrow them. */
final class LazyCloser implements Job {
  private static final int SETTLED = 64;
  private static final int CHANGED = 512;

  private final LazyTorture torture;
  private final Seat seat;
  private final Chance chance;

  LazyCloser(LazyTorture torture, Seat seat) {
    this.torture = torture;
    this.seat = seat;
    this.chance = seat.chance();
  }

  @Override
  public void round() {
    if (chance.oneIn(SETTLED)) {
      torture.system().settle();
    }
    if (chance.oneIn(CHANGED)) {
      torture.change();
    }
    seat.count(Count.GRABS);
    Context old = torture.replace(chance);
    chance.dawdle();
    put(old, seat);
    seat.count(Count.WRITES);
    chance.dawdle();
  }

  /** A put may have to wait for workers. */
  static void put(Context context, Seat seat) {
    seat.count(Count.DROPS);
    long begin = System.nanoTime();
    try {
      context.put();
    } catch (InjectedException injected) {
      seat.count(Count.EXCEPTIONS);
    } finally {
      seat.tally().waited(System.nanoTime() - begin);
    }
  }
}
