package org.vmalock.examples.torture.lazy;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A plain model of the hand-off, every step volatile, with one step done wrong if a {@link LazyMutant} says so. It is not fast,
 * and nothing of it is in the library.
 *
 * <p>At each gap that a mutant opens, and at the same place of the clean variants, the model calls its pause: to randomDelay there, which
 * makes a race likely, or to let a test do there what another thread would.
 */
public final class ModelSystem implements LazySystem {
  /** Where the model pauses. */
  public enum Gap {
    /** A last user has found its context in a slot. */
    SLOT_READ,
    /** A last user has looked into the box. */
    BOX_READ,
    /** A last user is sure that the worker is done with what is in its box. */
    PROVED,
    /** A reference was handed over. */
    HANDED_OVER,
    /** A worker that leaves has looked at its slot, and has not emptied it. */
    LEAVING,
    /** A worker that goes down has left the scan set, or is about to. */
    UNMASKED
  }

  private final LazyMutant mutant;
  private final Consumer<Gap> pause;
  private final LazyLedger ledger = new LazyLedger();
  private final List<ModelWorker> online = new CopyOnWriteArrayList<>();
  private final Queue<ModelContext> pool = new ConcurrentLinkedQueue<>();

  /**
   * Creates a model.
   *
   * @param mutant what is wrong with it
   * @param pause called in every gap
   */
  public ModelSystem(LazyMutant mutant, Consumer<Gap> pause) {
    this.mutant = mutant;
    this.pause = pause;
  }

  /** One life of a context, which slots and boxes name; {@code handedOff} names the same life in a slot that was converted. */
  private static final class Life {
    static final Life CLOSED = new Life(null);

    private final @Nullable ModelContext context;
    private final @Nullable Life handedOff;

    Life(@Nullable ModelContext context) {
      this.context = context;
      this.handedOff = context == null ? null : new Life(null);
    }
  }

  @Override
  public Context open() {
    ledger.opened.increment();
    ModelContext context = pool.poll();
    if (context == null) {
      return new ModelContext();
    }
    context.begin();
    return context;
  }

  @Override
  public Worker register(String name) {
    ModelWorker worker = new ModelWorker();
    online.add(worker);
    return worker;
  }

  @Override
  public int settle() {
    int pending = 0;
    for (ModelWorker worker : online) {
      if (worker.box.get() != null) {
        pending++;
      }
    }
    return pending;
  }

  @Override
  public LazyLedger ledger() {
    return ledger;
  }

  // ---- Contexts

  private final class ModelContext implements Context {
    private final AtomicInteger users = new AtomicInteger(1);
    private final AtomicInteger count = new AtomicInteger(1);
    private final AtomicInteger generation = new AtomicInteger(1);
    private final Set<ModelWorker> mask = ConcurrentHashMap.newKeySet();
    private volatile Life life = new Life(this);
    private volatile boolean freed;

    void begin() {
      if (mutant != LazyMutant.ADDRESS_REUSED) {
        life = new Life(this);
      }
      generation.incrementAndGet();
      freed = false;
      count.set(1);
      users.set(1);
    }

    @Override
    public boolean tryGet() {
      return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) != 0;
    }

    @Override
    public void put() {
      if (users.decrementAndGet() == 0) {
        unlazy(this, life);
        drop();
      }
    }

    @Override
    public void touch() {
      if (freed) {
        ledger.usedAfterFree.increment();
      }
    }

    void drop() {
      int left = count.decrementAndGet();
      if (left == 0 && !freed) {
        freed = true;
        ledger.released.increment();
        if (mutant.isRecycling()) {
          pool.add(this);
        }
      } else if (left <= 0) {
        ledger.releasedAgain.increment();
      }
    }
  }

  // ---- The last user

  private void unlazy(ModelContext context, Life life) {
    for (ModelWorker worker : mutant == LazyMutant.MASK_CLEARED_FIRST ? context.mask : online) {
      if (worker.slot.get() == life) {
        pause.accept(Gap.SLOT_READ);
        if (mutant.isExact()) {
          convert(context, life, worker);
        } else if (mutant == LazyMutant.STOLEN_BY_EARLY_PROOF) {
          exchange(context, life, worker);
        } else {
          handOff(context, life, worker);
        }
      }
    }
  }

  private void convert(ModelContext context, Life life, ModelWorker worker) {
    context.count.incrementAndGet();
    if (worker.slot.compareAndSet(life, life.handedOff)) {
      ledger.converts.increment();
      pause.accept(Gap.HANDED_OVER);
    } else {
      context.count.decrementAndGet();
    }
  }

  private void exchange(ModelContext context, Life life, ModelWorker worker) {
    context.count.incrementAndGet();
    Life old = worker.box.getAndSet(life);
    ledger.converts.increment();
    pause.accept(Gap.HANDED_OVER);
    dropOnBehalf(old);
  }

  private void handOff(ModelContext context, Life life, ModelWorker worker) {
    boolean countedFirst = mutant != LazyMutant.COUNTED_AFTER_PUBLICATION;
    while (true) {
      Life old = worker.box.get();
      pause.accept(Gap.BOX_READ);
      if (old == Life.CLOSED || (old != null && mutant != LazyMutant.NO_SECOND_LOOK && worker.slot.get() != life)) {
        return;
      }
      if (old != null) {
        pause.accept(Gap.PROVED);
      }
      if (countedFirst) {
        context.count.incrementAndGet();
      }
      if (worker.box.compareAndSet(old, life)) {
        ledger.converts.increment();
        pause.accept(Gap.HANDED_OVER);
        if (!countedFirst) {
          context.count.incrementAndGet();
        }
        dropOnBehalf(old);
        return;
      }
      if (countedFirst) {
        context.count.decrementAndGet();
      }
    }
  }

  private void dropOnBehalf(@Nullable Life old) {
    if (old != null && old.context != null) {
      ledger.steals.increment();
      old.context.drop();
    }
  }

  // ---- Workers

  private final class ModelWorker implements Worker {
    private final AtomicReference<@Nullable Life> slot = new AtomicReference<>();
    private final AtomicReference<@Nullable Life> box = new AtomicReference<>();
    private @Nullable ModelContext hand;
    private @Nullable Life handLife;
    private int handGeneration;
    private boolean user;

    @Override
    public void switchTo(Context next) {
      leave();
      ModelContext context = (ModelContext) next;
      hand = context;
      handLife = context.life;
      handGeneration = context.generation.get();
      user = true;
      finish();
    }

    @Override
    public void switchToIdle() {
      if (user && hand != null) {
        ledger.grabs.increment();
        hand.mask.add(this);
        slot.set(handLife);
        user = false;
      }
      finish();
    }

    @Override
    public boolean tryUse() {
      if (user || hand == null || !hand.tryGet()) {
        return false;
      }
      switchTo(hand);
      return true;
    }

    @Override
    public void touch() {
      if (hand != null && (hand.freed || hand.generation.get() != handGeneration)) {
        ledger.usedAfterFree.increment();
      }
    }

    private void leave() {
      if (user || hand == null) {
        return;
      }
      ModelContext left = hand;
      Life held = slot.get();
      pause.accept(Gap.LEAVING);
      if (mutant.isExact() && mutant != LazyMutant.EXACT_LEFT_BY_STORE) {
        held = slot.getAndSet(null);
      } else {
        slot.set(null);
      }
      left.mask.remove(this);
      if (mutant.isExact() && held != null && held != handLife) {
        ledger.drops.increment();
        left.drop();
      }
    }

    /** Drops what was handed over, unless it is still borrowed. */
    private void finish() {
      Life old = box.get();
      while (old != null && (old != slot.get() || mutant == LazyMutant.DROPPED_WHILE_BORROWED)) {
        if (box.compareAndSet(old, null)) {
          dropOwn(old);
        }
        old = box.get();
      }
    }

    private void dropOwn(@Nullable Life old) {
      if (old != null && old.context != null) {
        ledger.drops.increment();
        old.context.drop();
      }
    }

    @Override
    public void rest(long nanos) {
      LockSupport.parkNanos(this, nanos);
    }

    /** The thread has ended, so whatever it has done happened before. */
    @Override
    public void closeDead() {
      close();
    }

    @Override
    public void close() {
      if (mutant == LazyMutant.TAKEN_DOWN_WITH_FULL_SLOT) {
        boolean borrowing = !user && hand != null;
        online.remove(this);
        if (borrowing && hand != null) {
          hand.drop();
        }
        return;
      }
      if (mutant == LazyMutant.MASK_CLEARED_FIRST && hand != null) {
        hand.mask.remove(this);
      }
      pause.accept(Gap.UNMASKED);
      touch();
      leave();
      hand = null;
      dropOwn(box.getAndSet(Life.CLOSED));
      online.remove(this);
    }
  }
}
