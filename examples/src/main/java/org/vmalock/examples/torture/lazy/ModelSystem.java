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
 * A simple model of the hand-off in which every step is volatile, with one step done wrong if a {@link LazyMutant} says so. It is
 * not optimized, and shares no code with the library.
 *
 * <p>At each {@link PausePoint} the model calls a given action: a random delay that makes a race likely, or, in a test, the steps
 * of another thread.
 */
public final class ModelSystem implements LazySystem {
  /** The points at which the model pauses, in the mutants and in the correct models. */
  public enum PausePoint {
    /** A last user has found its context in a slot. */
    SLOT_READ,
    /** A last user has read the box. */
    BOX_READ,
    /** A last user has proved that the worker no longer borrows the content of its box. */
    BOX_PROVED,
    /** A reference was handed off. */
    HANDED_OFF,
    /** A worker that releases its slot has read it, and not yet cleared it. */
    SLOT_RELEASE,
    /** A worker that is being closed has cleared its bit in the scan set, or is about to. */
    UNMASKED
  }

  private final LazyMutant mutant;
  private final Consumer<PausePoint> pause;
  private final LazyCounts counts = new LazyCounts();
  private final List<ModelWorker> workers = new CopyOnWriteArrayList<>();
  private final Queue<ModelContext> pool = new ConcurrentLinkedQueue<>();

  /**
   * Creates a model.
   *
   * @param mutant the mutant, or one of the correct models
   * @param pause called at every pause point
   */
  public ModelSystem(LazyMutant mutant, Consumer<PausePoint> pause) {
    this.mutant = mutant;
    this.pause = pause;
  }

  /** Names one generation of a context in slots and boxes; {@code handedOff} names the same generation in a converted slot. */
  private static final class Token {
    static final Token CLOSED = new Token(null);

    private final @Nullable ModelContext context;
    private final @Nullable Token handedOff;

    Token(@Nullable ModelContext context) {
      this.context = context;
      this.handedOff = context == null ? null : new Token(null);
    }
  }

  @Override
  public SystemContext create() {
    counts.created.increment();
    ModelContext context = pool.poll();
    if (context == null) {
      return new ModelContext();
    }
    context.reuse();
    return context;
  }

  @Override
  public SystemWorker register(String name) {
    ModelWorker worker = new ModelWorker();
    workers.add(worker);
    return worker;
  }

  @Override
  public int settle() {
    int pending = 0;
    for (ModelWorker worker : workers) {
      if (worker.box.get() != null) {
        pending++;
      }
    }
    return pending;
  }

  @Override
  public LazyCounts counts() {
    return counts;
  }

  // ---- Contexts

  private final class ModelContext implements SystemContext {
    private final AtomicInteger users = new AtomicInteger(1);
    private final AtomicInteger count = new AtomicInteger(1);
    private final AtomicInteger generation = new AtomicInteger(1);
    private final Set<ModelWorker> mask = ConcurrentHashMap.newKeySet();
    private volatile Token token = new Token(this);
    private volatile boolean freed;

    void reuse() {
      if (mutant != LazyMutant.ADDRESS_REUSED) {
        token = new Token(this);
      }
      generation.incrementAndGet();
      freed = false;
      count.set(1);
      users.set(1);
    }

    @Override
    public boolean tryAcquireUse() {
      return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) != 0;
    }

    @Override
    public void releaseUse() {
      if (users.decrementAndGet() == 0) {
        convertBorrows(this, token);
        release();
      }
    }

    @Override
    public void touch() {
      if (freed) {
        counts.usedAfterFree.increment();
      }
    }

    void release() {
      int remaining = count.decrementAndGet();
      if (remaining == 0 && !freed) {
        freed = true;
        counts.released.increment();
        if (mutant.isRecycling()) {
          pool.add(this);
        }
      } else if (remaining <= 0) {
        counts.releasedTwice.increment();
      }
    }
  }

  // ---- Conversion by the last user

  private void convertBorrows(ModelContext context, Token token) {
    for (ModelWorker worker : mutant == LazyMutant.MASK_CLEARED_FIRST ? context.mask : workers) {
      if (worker.slot.get() == token) {
        pause.accept(PausePoint.SLOT_READ);
        if (mutant.isExact()) {
          convert(context, token, worker);
        } else if (mutant == LazyMutant.RELEASED_ON_STALE_PROOF) {
          handOffByExchange(context, token, worker);
        } else {
          handOff(context, token, worker);
        }
      }
    }
  }

  private void convert(ModelContext context, Token token, ModelWorker worker) {
    context.count.incrementAndGet();
    if (worker.slot.compareAndSet(token, token.handedOff)) {
      counts.converted.increment();
      pause.accept(PausePoint.HANDED_OFF);
    } else {
      context.count.decrementAndGet();
    }
  }

  private void handOffByExchange(ModelContext context, Token token, ModelWorker worker) {
    context.count.incrementAndGet();
    Token old = worker.box.getAndSet(token);
    counts.converted.increment();
    pause.accept(PausePoint.HANDED_OFF);
    releaseOnBehalf(old);
  }

  private void handOff(ModelContext context, Token token, ModelWorker worker) {
    boolean countedFirst = mutant != LazyMutant.COUNTED_AFTER_PUBLICATION;
    while (true) {
      Token old = worker.box.get();
      pause.accept(PausePoint.BOX_READ);
      if (old == Token.CLOSED || (old != null && mutant != LazyMutant.NO_SECOND_CHECK && worker.slot.get() != token)) {
        return;
      }
      if (old != null) {
        pause.accept(PausePoint.BOX_PROVED);
      }
      if (countedFirst) {
        context.count.incrementAndGet();
      }
      if (worker.box.compareAndSet(old, token)) {
        counts.converted.increment();
        pause.accept(PausePoint.HANDED_OFF);
        if (!countedFirst) {
          context.count.incrementAndGet();
        }
        releaseOnBehalf(old);
        return;
      }
      if (countedFirst) {
        context.count.decrementAndGet();
      }
    }
  }

  private void releaseOnBehalf(@Nullable Token old) {
    if (old != null && old.context != null) {
      counts.releasedForOthers.increment();
      old.context.release();
    }
  }

  // ---- Workers

  private final class ModelWorker implements SystemWorker {
    private final AtomicReference<@Nullable Token> slot = new AtomicReference<>();
    private final AtomicReference<@Nullable Token> box = new AtomicReference<>();
    private @Nullable ModelContext kept;
    private @Nullable Token keptToken;
    private int keptGeneration;
    private boolean user;

    @Override
    public void switchTo(SystemContext next) {
      releaseSlot();
      ModelContext context = (ModelContext) next;
      kept = context;
      keptToken = context.token;
      keptGeneration = context.generation.get();
      user = true;
      releaseHandedOff();
    }

    @Override
    public void switchToIdle() {
      if (user && kept != null) {
        counts.borrowed.increment();
        kept.mask.add(this);
        slot.set(keptToken);
        user = false;
      }
      releaseHandedOff();
    }

    @Override
    public boolean tryUse() {
      if (user || kept == null || !kept.tryAcquireUse()) {
        return false;
      }
      switchTo(kept);
      return true;
    }

    @Override
    public void touch() {
      if (kept != null && (kept.freed || kept.generation.get() != keptGeneration)) {
        counts.usedAfterFree.increment();
      }
    }

    private void releaseSlot() {
      if (user || kept == null) {
        return;
      }
      ModelContext old = kept;
      Token held = slot.get();
      pause.accept(PausePoint.SLOT_RELEASE);
      if (mutant.isExact() && mutant != LazyMutant.EXACT_CLEARED_BY_STORE) {
        held = slot.getAndSet(null);
      } else {
        slot.set(null);
      }
      old.mask.remove(this);
      if (mutant.isExact() && held != null && held != keptToken) {
        counts.releasedByOwner.increment();
        old.release();
      }
    }

    /** Releases the content of the box unless the worker still borrows it. */
    private void releaseHandedOff() {
      Token old = box.get();
      while (old != null && (old != slot.get() || mutant == LazyMutant.RELEASED_WHILE_BORROWED)) {
        if (box.compareAndSet(old, null)) {
          releaseOwn(old);
        }
        old = box.get();
      }
    }

    private void releaseOwn(@Nullable Token old) {
      if (old != null && old.context != null) {
        counts.releasedByOwner.increment();
        old.context.release();
      }
    }

    @Override
    public void park(long nanos) {
      LockSupport.parkNanos(this, nanos);
    }

    /** Closes the worker. The thread has terminated, so all its actions happened before this call. */
    @Override
    public void closeTerminated() {
      close();
    }

    @Override
    public void close() {
      if (mutant == LazyMutant.CLOSED_WITH_FULL_SLOT) {
        boolean borrowing = !user && kept != null;
        workers.remove(this);
        if (borrowing && kept != null) {
          kept.release();
        }
        return;
      }
      if (mutant == LazyMutant.MASK_CLEARED_FIRST && kept != null) {
        kept.mask.remove(this);
      }
      pause.accept(PausePoint.UNMASKED);
      touch();
      releaseSlot();
      kept = null;
      releaseOwn(box.getAndSet(Token.CLOSED));
      workers.remove(this);
    }
  }
}
