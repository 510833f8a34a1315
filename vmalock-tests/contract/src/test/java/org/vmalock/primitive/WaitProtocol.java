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
 * A word that counts readers, with a flag that says that somebody waits for them, and the slot of the one that waits.
 * It is used here as {@link WriterWait} says; each subclass breaks one rule.
 */
class WaitProtocol {
  private static final long FLAG = 1L << 32;
  private static final long FIRST_PARK = TimeUnit.SECONDS.toNanos(1);
  private static final long SECOND_PARK = TimeUnit.SECONDS.toNanos(2);

  final AtomicLong word = new AtomicLong();
  private final WriterWait slot = new WriterWait();

  /** Returns whether this thread is the waiter now. */
  boolean prepare() {
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

  final void enter() {
    word.getAndAdd(1);
  }

  void leave() {
    if (word.getAndAdd(-1) == FLAG + 1) {
      slot.wake();
    }
  }

  /** Waits until nobody is inside; returns false if nobody is, and nobody came to say so. */
  final boolean drain() {
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

  /** A slot without the checks. */
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
    void leave() {
      if (word.getAndAdd(-1) == FLAG + 1) {
        LockSupport.unpark(waiter.getOpaque());
      }
    }
  }

  static final class LooksThenStores extends BareSlot {
    @Override
    boolean prepare() {
      if (waiter.getOpaque() != null) {
        return false;
      }
      Rounds.hesitate();
      waiter.setOpaque(Thread.currentThread());
      return true;
    }
  }

  static final class WakerLooksTooEarly extends BareSlot {
    @Override
    void raiseFlag() {
      waiter.setOpaque(Thread.currentThread());
      word.getAndAdd(FLAG);
    }

    @Override
    void leave() {
      Thread thread = waiter.getOpaque();
      Rounds.hesitate();
      if (word.getAndAdd(-1) == FLAG + 1) {
        LockSupport.unpark(thread);
      }
    }
  }

  /** Lets two threads run along a row of slots and prepare in each; returns whether both could in one of them. */
  static boolean admitsTwoWaiters(Supplier<WaitProtocol> slots, double seconds) throws InterruptedException {
    List<WaitProtocol> row = Stream.generate(slots).limit(1_000).toList();
    Rounds rounds = new Rounds(2, seconds);
    AtomicBoolean bad = new AtomicBoolean();
    LongAdder waiters = new LongAdder();
    Race.Body body = () -> {
      BitSet mine = new BitSet();
      do {
        for (int i = 0; i < row.size(); i++) {
          mine.set(i, row.get(i).prepare());
        }
        waiters.add(mine.cardinality());
        rounds.meet();
        if (waiters.sum() != row.size()) {
          bad.set(true);
          rounds.enough();
        }
        rounds.meet();
        waiters.add(-mine.cardinality());
        mine.stream().forEach(i -> row.get(i).finish());
      } while (rounds.next());
    };
    Race.run(body, body);
    return bad.get();
  }

  /** Lets a writer and the last reader meet, again and again; returns whether the writer was forgotten once. */
  static boolean losesAWakeUp(WaitProtocol protocol, double seconds, ThreadFactory factory)
      throws InterruptedException {
    Rounds rounds = new Rounds(2, seconds);
    AtomicBoolean lost = new AtomicBoolean();
    Race.Body reader = () -> {
      int round = 0;
      do {
        protocol.enter();
        rounds.meet();
        Rounds.spin(round++ & 63);
        protocol.leave();
      } while (rounds.next());
    };
    Race.Body writer = () -> {
      int round = 0;
      do {
        rounds.meet();
        Rounds.spin(round++ >> 6 & 63);
        if (!protocol.drain()) {
          lost.set(true);
          rounds.enough();
        }
      } while (rounds.next());
    };
    Race.run(factory, reader, writer);
    return lost.get();
  }
}
