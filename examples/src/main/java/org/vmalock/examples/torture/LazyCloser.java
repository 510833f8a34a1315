package org.vmalock.examples.torture;

import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.lazy.LazySystem.SystemContext;

/** Replaces contexts, so that their last users release them while workers borrow them. */
final class LazyCloser implements Workload {
  private static final int ROUNDS_PER_SETTLE = 64;
  private static final int ROUNDS_PER_CHANGE = 512;

  private final LazyTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector injector;

  LazyCloser(LazyTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.injector = slot.injector();
  }

  @Override
  public void round() {
    if (injector.oneIn(ROUNDS_PER_SETTLE)) {
      torture.system().settle();
    }
    if (injector.oneIn(ROUNDS_PER_CHANGE)) {
      torture.change();
    }
    slot.count(Count.ACQUIRED);
    SystemContext old = torture.replace(injector);
    injector.randomDelay();
    releaseUse(old, slot);
    slot.count(Count.WRITES);
    injector.randomDelay();
  }

  /** Releases a use and records the duration, since the last user may have to wait for workers. */
  static void releaseUse(SystemContext context, ThreadSlot slot) {
    slot.count(Count.RELEASED);
    long begin = System.nanoTime();
    try {
      context.releaseUse();
    } catch (InjectedException injected) {
      slot.count(Count.EXCEPTIONS);
    } finally {
      slot.counters().recordWait(System.nanoTime() - begin);
    }
  }
}
