package org.vmalock.examples.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Node;

/** Takes objects out of a pool, passes them on by the exchange, and ends their lives. */
final class PoolOwner implements Workload {
  private static final int MOST_KEPT = 3;
  private static final int KEPT = 4;
  private static final int TRIMMED = 256;
  private static final int WAITED = 8;
  private static final int LONGEST_WAIT_MICROS = 100;

  private static final int MOST_REFUSALS = 1_000;
  private static final long LONGEST_REFUSED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final PoolTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector chance;
  private final OwnerOperations owning;
  private final List<Entry> kept = new ArrayList<>();
  private long refusals;
  private long refusedSince;

  PoolOwner(PoolTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.chance = slot.chance();
    this.owning = new OwnerOperations(slot);
  }

  @Override
  public void round() throws InterruptedException {
    if (chance.oneIn(TRIMMED)) {
      torture.pool().trim();
    }
    if (kept.size() == MOST_KEPT || (chance.oneIn(KEPT) && !kept.isEmpty())) {
      owning.retireAll(kept);
    }
    int place = chance.below(PoolTorture.PLACES);
    Node node = take();
    if (node == null) {
      refused();
      end(torture.exchange(place, null));
      return;
    }
    refusals = 0;
    slot.count(Count.GRABS);
    Entry entry = Entry.born(node, place);
    if (chance.oneIn(KEPT)) {
      kept.add(entry);
    } else {
      passOn(entry);
    }
  }

  @Override
  public void leave() {
    kept.forEach(owning::retire);
    kept.clear();
  }

  /** Everybody who is refused gives something back, so that nobody is refused for long. */
  private void refused() {
    slot.count(Count.BUSY);
    refusals++;
    if (refusals == 1) {
      refusedSince = System.nanoTime();
    } else if (refusals > MOST_REFUSALS && System.nanoTime() - refusedSince > LONGEST_REFUSED_NANOS) {
      slot.session().violated(Check.BALANCE, () -> "no object has come back to the pool for a long time");
    }
  }

  private void passOn(Entry entry) throws InterruptedException {
    entry.node().oracle().moveTo(entry.place());
    entry.node().oracle().write(entry.generation(), chance::randomDelay);
    entry.node().markAttached();
    slot.count(Count.WRITES);
    end(torture.exchange(entry.place(), entry));
  }

  private void end(@Nullable Entry entry) throws InterruptedException {
    if (entry == null) {
      return;
    }
    if (!chance.oneIn(WAITED)) {
      owning.retire(entry);
      return;
    }
    slot.count(Count.DROPS);
    long begin = System.nanoTime();
    try {
      if (!entry.node().retireAndWait(entry.generation(), chance.below(LONGEST_WAIT_MICROS), TimeUnit.MICROSECONDS)) {
        slot.count(Count.TIMEOUTS);
      }
    } finally {
      slot.counters().waited(System.nanoTime() - begin);
    }
  }

  private @Nullable Node take() throws InterruptedException {
    if (chance.oneIn(WAITED)) {
      return torture.pool().alloc(null, chance.below(LONGEST_WAIT_MICROS), TimeUnit.MICROSECONDS);
    }
    return torture.pool().tryAlloc(null);
  }
}
