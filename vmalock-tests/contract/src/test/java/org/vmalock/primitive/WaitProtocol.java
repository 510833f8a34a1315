package org.vmalock.primitive;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A word that counts readers and has a flag for a waiting writer, with the slot of the waiter. The base class follows the
 * rules of {@link WriterWait}; each subclass is a mutant that violates one rule.
 */
class WaitProtocol {
  private static final long FLAG = 1L << 32;
  private static final long FIRST_PARK = TimeUnit.SECONDS.toNanos(1);
  private static final long SECOND_PARK = TimeUnit.SECONDS.toNanos(2);

  final AtomicLong word = new AtomicLong();
  private final WriterWait slot = new WriterWait();

  /** Attempts to make the calling thread the waiter; returns whether it succeeded. */
  boolean tryPrepare() {
    try {
      slot.prepare();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  void finish() {
    slot.finish();
  }

  void parkNanos(long nanos) {
    slot.parkNanos(this, nanos);
  }

  void raiseFlag() {
    slot.prepare();
    word.getAndAdd(FLAG);
  }

  final void addReader() {
    word.getAndAdd(1);
  }

  void removeReader() {
    if (word.getAndAdd(-1) == FLAG + 1) {
      slot.wake();
    }
  }

  /** Waits until the count of readers is zero; returns false if the wake-up was lost. */
  final boolean tryDrain() {
    raiseFlag();
    boolean woken = true;
    while (woken && word.get() != FLAG) {
      woken = parkedShorterThan(FIRST_PARK) || word.get() != FLAG || parkedShorterThan(SECOND_PARK);
    }
    word.getAndAdd(-FLAG);
    finish();
    return woken;
  }

  private boolean parkedShorterThan(long nanos) {
    long start = System.nanoTime();
    parkNanos(nanos);
    return System.nanoTime() - start < nanos;
  }

  /** A slot without checks. */
  private abstract static class BareSlot extends WaitProtocol {
    final AtomicReference<@Nullable Thread> waiter = new AtomicReference<>();

    @Override
    void finish() {
      waiter.setOpaque(null);
    }

    @Override
    void parkNanos(long nanos) {
      LockSupport.parkNanos(this, nanos);
    }

    @Override
    void removeReader() {
      if (word.getAndAdd(-1) == FLAG + 1) {
        LockSupport.unpark(waiter.getOpaque());
      }
    }
  }

  static final class ChecksThenStores extends BareSlot {
    @Override
    boolean tryPrepare() {
      if (waiter.getOpaque() != null) {
        return false;
      }
      Rounds.widenRace();
      waiter.setOpaque(Thread.currentThread());
      return true;
    }
  }

  static final class ReadsWaiterBeforeDecrement extends BareSlot {
    @Override
    void raiseFlag() {
      waiter.setOpaque(Thread.currentThread());
      word.getAndAdd(FLAG);
    }

    @Override
    void removeReader() {
      Thread thread = waiter.getOpaque();
      Rounds.widenRace();
      if (word.getAndAdd(-1) == FLAG + 1) {
        LockSupport.unpark(thread);
      }
    }
  }

  /** Two threads prepare in each slot of a row; returns whether both succeeded in one slot. */
  static boolean admitsTwoWaiters(Supplier<WaitProtocol> slots, double seconds) throws InterruptedException {
    List<WaitProtocol> row = Stream.generate(slots).limit(1_000).toList();
    Rounds rounds = new Rounds(2, seconds);
    AtomicBoolean violated = new AtomicBoolean();
    LongAdder waiters = new LongAdder();
    Race.Body body = () -> {
      BitSet prepared = new BitSet();
      do {
        for (int i = 0; i < row.size(); i++) {
          prepared.set(i, row.get(i).tryPrepare());
        }
        waiters.add(prepared.cardinality());
        rounds.await();
        if (waiters.sum() != row.size()) {
          violated.set(true);
          rounds.stop();
        }
        rounds.await();
        waiters.add(-prepared.cardinality());
        prepared.stream().forEach(i -> row.get(i).finish());
      } while (rounds.nextRound());
    };
    Race.run(body, body);
    return violated.get();
  }

  /** Races a draining writer with the last reader; returns whether a wake-up was lost. */
  static boolean losesWakeUp(WaitProtocol protocol, double seconds, ThreadFactory factory)
      throws InterruptedException {
    Rounds rounds = new Rounds(2, seconds);
    AtomicBoolean lost = new AtomicBoolean();
    Race.Body reader = () -> {
      int round = 0;
      do {
        protocol.addReader();
        rounds.await();
        Rounds.spin(round++ & 63);
        protocol.removeReader();
      } while (rounds.nextRound());
    };
    Race.Body writer = () -> {
      int round = 0;
      do {
        rounds.await();
        Rounds.spin(round++ >> 6 & 63);
        if (!protocol.tryDrain()) {
          lost.set(true);
          rounds.stop();
        }
      } while (rounds.nextRound());
    };
    Race.run(factory, reader, writer);
    return lost.get();
  }
}
