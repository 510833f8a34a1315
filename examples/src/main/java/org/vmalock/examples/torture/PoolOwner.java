package org.vmalock.examples.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Node;

/**
 * The workload of an owner: allocates objects from a pool, passes them on by the exchange, and retires those that it receives.
 */
final class PoolOwner implements Workload {
  private static final int MOST_KEPT = 3;
  private static final int ROUNDS_PER_KEEP = 4;
  private static final int ROUNDS_PER_TRIM = 256;
  private static final int CALLS_PER_WAIT = 8;
  private static final int LONGEST_WAIT_MICROS = 100;

  private static final int MOST_FAILURES = 1_000;
  private static final long LONGEST_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final PoolTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector injector;
  private final OwnerOperations owner;
  private final List<IndexEntry> kept = new ArrayList<>();
  private long failures;
  private long failingSince;

  PoolOwner(PoolTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.injector = slot.injector();
    this.owner = new OwnerOperations(slot);
  }

  @Override
  public void round() throws InterruptedException {
    if (injector.oneIn(ROUNDS_PER_TRIM)) {
      torture.pool().trim();
    }
    if (kept.size() == MOST_KEPT || (injector.oneIn(ROUNDS_PER_KEEP) && !kept.isEmpty())) {
      owner.retireAll(kept);
    }
    int place = injector.nextInt(PoolTorture.PLACES);
    Node node = tryAlloc();
    if (node == null) {
      recordFailure();
      retire(torture.exchange(place, null));
      return;
    }
    failures = 0;
    slot.count(Count.ACQUIRED);
    IndexEntry entry = IndexEntry.ofAllocated(node, place);
    if (injector.oneIn(ROUNDS_PER_KEEP)) {
      kept.add(entry);
    } else {
      passOn(entry);
    }
  }

  @Override
  public void finish() {
    kept.forEach(owner::retire);
    kept.clear();
  }

  /**
   * Counts a failed allocation. Each failure is followed by a retire, so an allocation that fails for long means that objects
   * were lost.
   */
  private void recordFailure() {
    slot.count(Count.BUSY);
    failures++;
    if (failures == 1) {
      failingSince = System.nanoTime();
    } else if (failures > MOST_FAILURES && System.nanoTime() - failingSince > LONGEST_FAILURE_NANOS) {
      slot.control().report(Check.BALANCE, () -> "all allocations failed for a long time although objects were retired");
    }
  }

  private void passOn(IndexEntry entry) throws InterruptedException {
    entry.node().oracle().setPlace(entry.place());
    entry.node().oracle().write(entry.generation(), injector::randomDelay);
    entry.node().markAttached();
    slot.count(Count.WRITES);
    retire(torture.exchange(entry.place(), entry));
  }

  private void retire(@Nullable IndexEntry entry) throws InterruptedException {
    if (entry == null) {
      return;
    }
    if (!injector.oneIn(CALLS_PER_WAIT)) {
      owner.retire(entry);
      return;
    }
    slot.count(Count.RELEASED);
    long begin = System.nanoTime();
    try {
      if (!entry.node().retireAndWait(entry.generation(), injector.nextInt(LONGEST_WAIT_MICROS), TimeUnit.MICROSECONDS)) {
        slot.count(Count.TIMEOUTS);
      }
    } finally {
      slot.counters().recordWait(System.nanoTime() - begin);
    }
  }

  private @Nullable Node tryAlloc() throws InterruptedException {
    if (injector.oneIn(CALLS_PER_WAIT)) {
      return torture.pool().alloc(null, injector.nextInt(LONGEST_WAIT_MICROS), TimeUnit.MICROSECONDS);
    }
    return torture.pool().tryAlloc(null);
  }
}
