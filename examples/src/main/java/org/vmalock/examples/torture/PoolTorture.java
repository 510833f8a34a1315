package org.vmalock.examples.torture;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.LockKit;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Pool;
import org.vmalock.examples.torture.subject.Oracle;

/**
 * A small pool whose objects belong to no structure: whoever takes an object out of the exchange owns it, and retires it while
 * others read it. The last one out frees it.
 */
final class PoolTorture implements Torture {
  static final int PLACES = 8;
  private static final int CAPACITY = 16;
  private static final int MISUSED = 64;

  private final Pool pool;
  private final AtomicReferenceArray<@Nullable Entry> exchange = new AtomicReferenceArray<>(PLACES);

  PoolTorture(Session session, LockKit kit) {
    pool = kit.newPool(CAPACITY, () -> new Oracle(session.violations(), session::throwNowAndThen));
  }

  Pool pool() {
    return pool;
  }

  /** Whoever puts something in its place owns what was there. */
  @Nullable Entry exchange(int place, @Nullable Entry entry) {
    return exchange.getAndSet(place, entry);
  }

  @Override
  public Workload newReader(ThreadSlot slot) {
    FaultInjector chance = slot.chance();
    ReaderOperations reading = new ReaderOperations(slot);
    return () -> {
      if (chance.strikes(Fault.MISUSE, MISUSED)) {
        reading.endTooLate();
      }
      read(exchange.getOpaque(chance.below(PLACES)), slot, reading);
    };
  }

  private static void read(@Nullable Entry entry, ThreadSlot slot, ReaderOperations reading) {
    if (entry == null) {
      return;
    }
    slot.chance().randomDelay();
    long stamp = entry.node().tryStartRead(entry.generation());
    if (stamp > 0) {
      reading.inside(entry, stamp, -1, Count.GRABS);
    } else {
      slot.count(stamp == Node.BUSY ? Count.BUSY : Count.GONE);
    }
  }

  @Override
  public Workload newWriter(ThreadSlot slot) {
    return new PoolOwner(this, slot);
  }

  @Override
  public void takeApart(ThreadSlot slot) {
    OwnerOperations owning = new OwnerOperations(slot);
    for (int place = 0; place < PLACES; place++) {
      Entry entry = exchange(place, null);
      if (entry != null) {
        owning.retire(entry);
      }
    }
    owning.takeApart(pool);
  }
}
