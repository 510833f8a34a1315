package org.vmalock.examples.torture;

import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.lazy.LazySystem.Context;

/** Replaces contexts: their last users leave while workers borrow them. */
final class LazyCloser implements Workload {
  private static final int SETTLED = 64;
  private static final int CHANGED = 512;

  private final LazyTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector chance;

  LazyCloser(LazyTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.chance = slot.chance();
  }

  @Override
  public void round() {
    if (chance.oneIn(SETTLED)) {
      torture.system().settle();
    }
    if (chance.oneIn(CHANGED)) {
      torture.change();
    }
    slot.count(Count.GRABS);
    Context old = torture.replace(chance);
    chance.randomDelay();
    put(old, slot);
    slot.count(Count.WRITES);
    chance.randomDelay();
  }

  /** A put may have to wait for workers. */
  static void put(Context context, ThreadSlot slot) {
    slot.count(Count.DROPS);
    long begin = System.nanoTime();
    try {
      context.put();
    } catch (InjectedException injected) {
      slot.count(Count.EXCEPTIONS);
    } finally {
      slot.counters().waited(System.nanoTime() - begin);
    }
  }
}
