package org.vmalock.examples.torture;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.LockKit;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Oracle;
import org.vmalock.examples.torture.subject.Pool;

/**
 * The torture test of a small pool whose objects belong to no structure. The thread that removes an object from the exchange owns
 * it, and retires it while others read it; the last releasing thread frees it.
 */
final class PoolTorture implements Torture {
  static final int PLACES = 8;
  private static final int CAPACITY = 16;
  private static final int ROUNDS_PER_MISUSE = 64;

  private final Pool pool;
  private final AtomicReferenceArray<@Nullable IndexEntry> exchange = new AtomicReferenceArray<>(PLACES);

  PoolTorture(TortureControl control, LockKit kit) {
    pool = kit.newPool(CAPACITY, () -> new Oracle(control.violations(), control::throwOccasionally));
  }

  Pool pool() {
    return pool;
  }

  /** Puts an entry, or null, in a place of the exchange; the caller becomes the owner of the returned object. */
  @Nullable IndexEntry exchange(int place, @Nullable IndexEntry entry) {
    return exchange.getAndSet(place, entry);
  }

  @Override
  public Workload newReader(ThreadSlot slot) {
    FaultInjector injector = slot.injector();
    ReaderOperations reader = new ReaderOperations(slot);
    return () -> {
      if (injector.injects(Fault.MISUSE, ROUNDS_PER_MISUSE)) {
        reader.endStaleRead();
      }
      read(exchange.getOpaque(injector.nextInt(PLACES)), slot, reader);
    };
  }

  private static void read(@Nullable IndexEntry entry, ThreadSlot slot, ReaderOperations reader) {
    if (entry == null) {
      return;
    }
    slot.injector().randomDelay();
    long stamp = entry.node().tryStartRead(entry.generation());
    if (stamp > 0) {
      reader.hold(entry, stamp, -1, Count.ACQUIRED);
    } else {
      slot.count(stamp == Node.BUSY ? Count.BUSY : Count.GONE);
    }
  }

  @Override
  public Workload newWriter(ThreadSlot slot) {
    return new PoolOwner(this, slot);
  }

  @Override
  public void checkFinalState(ThreadSlot slot) {
    OwnerOperations owner = new OwnerOperations(slot);
    for (int place = 0; place < PLACES; place++) {
      IndexEntry entry = exchange(place, null);
      if (entry != null) {
        owner.retire(entry);
      }
    }
    owner.checkPool(pool);
  }
}
