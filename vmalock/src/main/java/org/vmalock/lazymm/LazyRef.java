package org.vmalock.lazymm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.primitive.HazardSlots;
import org.vmalock.primitive.RefCount;

/**
 * A replaceable reference to a resource that many threads borrow for a moment and one owner closes: the open segment, the
 * configuration snapshot, the tenant's context. For threads that are no {@link Worker}: of an executor, of an event loop, virtual
 * ones.
 *
 * <pre>{@code
 * LazyRef<Segment> current = new LazyRef<>(open(path), Segment::close);
 * long sum = current.use(segment -> segment.sum(from, to));   // any thread, as often as it likes
 * current.replace(open(next));                                // the old one is closed by the last thread inside it
 * current.close();
 * }</pre>
 *
 * <p>Borrowing writes to a slot on a cache line that the thread shares with few others or none, and not to a count that all of
 * them share. Closing turns the borrows that it finds into counts, waits for nobody, and is exact: the resource is released by
 * {@code close} itself if nobody is inside, or else by the last one to leave, at that moment. A thread may close, or replace,
 * what it has itself borrowed.
 *
 * <p>A borrow belongs to no thread: it may be begun on one and ended on another, and a virtual thread may be unmounted in
 * between. If the row of the thread is full the borrow is counted instead; that is slower and otherwise the same.
 *
 * <p>Progress: lock-free; a borrow begins anew only if the resource was replaced in between. {@link #use} allocates nothing,
 * {@link #borrow} one small object. Memory effects: what was done with the resource before the borrow ended happens-before the
 * release action; what was done before the resource was put in happens-before its use.
 *
 * @param <R> the resource
 */
public final class LazyRef<R> implements AutoCloseable {
  /*
   *   T1, borrow                               T2, replace
   *   -------------------------------------    -------------------------------------
   *   e := current                             current: e -> f         (volatile RMW)
   *   slot: 0 -> e             (volatile CAS)  scan: slot holds e          (volatile)
   *   current is e still?          (volatile)  e's count + 1           (volatile RMW)
   *   use e                                    slot: e -> handed over  (volatile CAS)
   *   slot: -> 0, was it handed over?          e's count - 1: the reference's own
   *                            (volatile RMW)
   *   yes: e's count - 1
   *
   * T1 stores the slot and then loads current, T2 stores current and then loads the slot: all four are volatile, and so either T1
   * sees that e is gone, or T2 sees T1. A borrow that finds e gone leaves by the same exchange, since it may have been handed a
   * count.
   */

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final int SLOTS_PER_ROW = 4;

  /** One table for all: a token names one resource of one reference. */
  private static final HazardSlots SLOTS = HazardSlots.shared(2 * PROCESSORS, SLOTS_PER_ROW);

  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(LazyRef.class, "current", Generation.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Consumer<? super R> onRelease;

  /** Replaced by the owner, volatile; null once it is closed. */
  private volatile @Nullable Generation<R> current;

  /**
   * Creates a reference.
   *
   * @param resource what it leads to at first
   * @param onRelease what to do with each resource when it has been replaced or closed and nobody is inside any more; called once
   *     per resource, by the last one to leave it, under no lock
   */
  public LazyRef(R resource, Consumer<? super R> onRelease) {
    this.onRelease = Objects.requireNonNull(onRelease, "onRelease");
    current = new Generation<>(Objects.requireNonNull(resource, "resource"), onRelease);
  }

  /** One resource, with the count of those who could not leave it to a slot, and one for the reference itself. */
  private static final class Generation<R> {
    private final R resource;
    private final Consumer<? super R> onRelease;
    private final RefCount count = new RefCount(1);
    private final long token = Lifetime.nextToken();

    Generation(R resource, Consumer<? super R> onRelease) {
      this.resource = resource;
      this.onRelease = onRelease;
    }

    void drop() {
      if (count.decrementAndTest()) {
        onRelease.accept(resource);
      }
    }

    void leave(int slot) {
      if (slot == HazardSlots.NONE || SLOTS.exchange(slot) != token) {
        drop();
      }
    }

    /** Turns the hazards into counts, then drops the reference's own. */
    void retire() {
      int spare = 0;
      for (int slot = SLOTS.next(0, token); slot != HazardSlots.NONE; slot = SLOTS.next(slot + 1, token)) {
        if (spare == 0) {
          spare = SLOTS.rows();
          count.add(spare);
        }
        if (SLOTS.handOff(slot, token)) {
          spare--;
        }
      }
      if (count.subtractAndTest(spare + 1)) {
        onRelease.accept(resource);
      }
    }
  }

  // ---- Borrowing

  /**
   * Lends the resource to a function.
   *
   * @param <T> what the function returns
   * @param function gets the resource, which stays until the function has ended; must not keep it
   * @return what the function has returned
   * @throws ContextReleasedException if the reference is closed
   */
  public <T extends @Nullable Object> T use(Function<? super R, ? extends T> function) {
    while (true) {
      Generation<R> generation = open();
      int slot = SLOTS.claim(generation.token);
      if (slot == HazardSlots.NONE && !generation.count.incrementNotZero()) {
        continue;
      }
      if (slot == HazardSlots.NONE || generation == current) {
        try {
          return function.apply(generation.resource);
        } finally {
          generation.leave(slot);
        }
      }
      generation.leave(slot);
    }
  }

  /**
   * Borrows the resource until the result is closed, by whatever thread.
   *
   * @return the borrow
   * @throws ContextReleasedException if the reference is closed
   */
  public Borrow<R> borrow() {
    while (true) {
      Generation<R> generation = open();
      int slot = SLOTS.claim(generation.token);
      if (slot == HazardSlots.NONE ? generation.count.incrementNotZero() : generation == current) {
        return new Borrow<>(generation, slot);
      }
      if (slot != HazardSlots.NONE) {
        generation.leave(slot);
      }
    }
  }

  private Generation<R> open() {
    Generation<R> generation = current;
    if (generation == null) {
      throw new ContextReleasedException(this + " is closed and lends nothing any more");
    }
    return generation;
  }

  /**
   * A resource that is lent. To be closed once, by any thread.
   *
   * @param <R> the resource
   */
  public static final class Borrow<R> implements AutoCloseable {
    private static final VarHandle GENERATION;

    static {
      try {
        GENERATION = MethodHandles.lookup().findVarHandle(Borrow.class, "generation", Generation.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final int slot;

    /** Null once it is given back; exchanged, so that of two threads that close it one is refused. */
    private @Nullable Generation<R> generation;

    private Borrow(Generation<R> generation, int slot) {
      this.generation = generation;
      this.slot = slot;
    }

    /**
     * The resource.
     *
     * @return what is lent
     * @throws ContextReleasedException if the borrow is closed
     */
    public R resource() {
      Generation<R> lent = generation;
      if (lent == null) {
        throw new ContextReleasedException("this borrow is closed; borrow again");
      }
      return lent.resource;
    }

    /**
     * Gives the resource back. The last one out of a resource that was replaced or closed releases it here.
     *
     * @throws ContextReleasedException if it was closed before; nothing has changed then
     */
    @Override
    @SuppressWarnings("unchecked")
    public void close() {
      Generation<R> lent = (Generation<R>) GENERATION.getAndSet(this, null);
      if (lent == null) {
        throw new ContextReleasedException("this borrow is closed already; close it once");
      }
      lent.leave(slot);
    }
  }

  // ---- The owner

  /**
   * Puts another resource in. Those who are inside the old one stay there; whoever borrows from now on gets the new one. Does not
   * wait.
   *
   * @param next the next resource
   * @throws ContextReleasedException if the reference is closed; nothing has changed then, and {@code next} is still the caller's
   */
  public void replace(R next) {
    Generation<R> generation = new Generation<>(Objects.requireNonNull(next, "next"), onRelease);
    Generation<R> old;
    do {
      old = open();
    } while (!CURRENT.compareAndSet(this, old, generation));
    old.retire();
  }

  /** Ends the reference: nobody borrows from now on. Does not wait for those inside. May be called again. */
  @Override
  @SuppressWarnings("unchecked")
  public void close() {
    Generation<R> old = (Generation<R>) CURRENT.getAndSet(this, null);
    if (old != null) {
      old.retire();
    }
  }

  /**
   * Tells whether {@link #close} has been called.
   *
   * @return whether nothing can be borrowed any more
   */
  public boolean isClosed() {
    return current == null;
  }

  @Override
  public String toString() {
    Generation<R> generation = current;
    return "LazyRef[" + (generation == null ? "closed" : "open, " + generation.count.get() + " counted") + "]";
  }
}
