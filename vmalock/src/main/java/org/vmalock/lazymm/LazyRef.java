package org.vmalock.lazymm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.primitive.RefCount;
import org.vmalock.primitive.SharedHazardSlots;

/**
 * A replaceable reference to a resource that many threads borrow briefly and one owner closes: an open segment, a
 * configuration snapshot, a tenant's context. For threads that are not a {@link Worker}: threads of an executor or event loop, and
 * virtual threads.
 *
 * <pre>{@code
 * LazyRef<Segment> current = new LazyRef<>(open(path), Segment::close);
 * long sum = current.use(segment -> segment.sum(from, to));   // any thread, any number of times
 * current.replace(open(next));                                // the last borrowing thread closes the old segment
 * current.close();
 * }</pre>
 *
 * <p>A borrow writes to a slot on a cache line that the thread shares with few other threads or none, instead of a count that all
 * threads share. {@link #close} and {@link #replace} convert the borrows that they find into counted references and do not wait. The
 * release is exact: it runs in {@code close} or {@code replace} itself if there are no borrows, and otherwise in the call that ends
 * the last borrow. A thread may close or replace the reference while it borrows the resource.
 *
 * <p>A borrow does not belong to a thread: it may begin on one thread and end on another, and a virtual thread may be unmounted in
 * between. If the slots of the thread's row are all in use the borrow is counted, which is slower and otherwise the same.
 *
 * <p>Progress: lock-free; a borrow retries only if the resource was replaced concurrently. {@link #use} allocates nothing, {@link
 * #borrow} one small object. Memory effects: everything done with the resource before the end of a borrow happens-before the
 * release action; everything done before the resource was passed to the constructor or to {@code replace} happens-before its use.
 *
 * @param <R> the type of the resource
 */
public final class LazyRef<R> implements AutoCloseable {
  /*
   *   T1, borrow                               T2, replace
   *   -------------------------------------    -------------------------------------
   *   e := current                             current: e -> f         (volatile RMW)
   *   slot: 0 -> e             (volatile CAS)  scan: slot holds e          (volatile)
   *   current is still e?          (volatile)  e's count + 1           (volatile RMW)
   *   use e                                    slot: e -> converted    (volatile CAS)
   *   slot: -> 0, was it converted?            e's count - 1: of the LazyRef
   *                            (volatile RMW)
   *   yes: e's count - 1
   *
   * T1 stores the slot and then loads current, T2 stores current and then loads the slot. All four accesses are volatile, so either
   * T1 finds e replaced, or T2 finds T1's slot. A borrow that finds e replaced releases the slot by the same exchange, since its
   * hazard may have been converted.
   */

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final int SLOTS_PER_ROW = 4;

  /** One table for all references: a token identifies one resource of one reference. */
  private static final SharedHazardSlots SLOTS = new SharedHazardSlots(2 * PROCESSORS, SLOTS_PER_ROW);

  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(LazyRef.class, "current", Referent.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Consumer<? super R> onRelease;

  /** Written by the owner, volatile; null once the reference is closed. */
  private volatile @Nullable Referent<R> current;

  /**
   * Creates a reference.
   *
   * @param resource the first resource
   * @param onRelease the release action of every resource; called once per resource, without a lock held, by the thread that
   *     replaces it, closes this reference or ends a borrow of it, whichever of these comes last
   */
  public LazyRef(R resource, Consumer<? super R> onRelease) {
    this.onRelease = Objects.requireNonNull(onRelease, "onRelease");
    current = new Referent<>(Objects.requireNonNull(resource, "resource"), onRelease);
  }

  /** One resource, with a count of the counted borrows, the converted borrows, and the {@code LazyRef} itself. */
  private static final class Referent<R> {
    private final R resource;
    private final Consumer<? super R> onRelease;
    private final RefCount count = new RefCount(1);
    private final long token = Lifetime.nextToken();

    Referent(R resource, Consumer<? super R> onRelease) {
      this.resource = resource;
      this.onRelease = onRelease;
    }

    void releaseCounted() {
      if (count.decrementAndTest()) {
        onRelease.accept(resource);
      }
    }

    /** Ends a borrow; the slot is NONE if the borrow is counted. */
    void release(int slot) {
      if (slot == SharedHazardSlots.NONE || SLOTS.exchange(slot) != token) {
        releaseCounted();
      }
    }

    /** Converts the hazards into counted references, then drops the count of the {@code LazyRef} itself. */
    void retire() {
      int spare = 0;
      for (int slot = SLOTS.next(0, token); slot != SharedHazardSlots.NONE; slot = SLOTS.next(slot + 1, token)) {
        if (spare == 0) {
          spare = SLOTS.rows();
          count.add(spare);
        }
        if (SLOTS.convert(slot, token)) {
          spare--;
        }
      }
      if (count.subtractAndTest(spare + 1)) {
        onRelease.accept(resource);
      }
    }
  }

  // ---- Borrow

  /**
   * Calls a function with the resource borrowed.
   *
   * @param <T> the type of the result
   * @param function receives the resource, which stays valid until the function returns; must not keep it
   * @return the result of the function
   * @throws ContextReleasedException if the reference is closed
   */
  public <T extends @Nullable Object> T use(Function<? super R, ? extends T> function) {
    while (true) {
      Referent<R> referent = currentOrThrow();
      int slot = SLOTS.claim(referent.token);
      if (slot == SharedHazardSlots.NONE && !referent.count.incrementNotZero()) {
        continue;
      }
      if (slot == SharedHazardSlots.NONE || referent == current) {
        try {
          return function.apply(referent.resource);
        } finally {
          referent.release(slot);
        }
      }
      referent.release(slot);
    }
  }

  /**
   * Borrows the resource until the result is closed, by any thread.
   *
   * @return the borrow
   * @throws ContextReleasedException if the reference is closed
   */
  public Borrow<R> borrow() {
    while (true) {
      Referent<R> referent = currentOrThrow();
      int slot = SLOTS.claim(referent.token);
      if (slot == SharedHazardSlots.NONE ? referent.count.incrementNotZero() : referent == current) {
        return new Borrow<>(referent, slot);
      }
      if (slot != SharedHazardSlots.NONE) {
        referent.release(slot);
      }
    }
  }

  private Referent<R> currentOrThrow() {
    Referent<R> referent = current;
    if (referent == null) {
      throw new ContextReleasedException(this + ": expected an open reference; borrow and replace before close");
    }
    return referent;
  }

  /**
   * A borrowed resource. Closed once, by any thread.
   *
   * @param <R> the type of the resource
   */
  public static final class Borrow<R> implements AutoCloseable {
    private static final VarHandle REFERENT;

    static {
      try {
        REFERENT = MethodHandles.lookup().findVarHandle(Borrow.class, "referent", Referent.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final int slot;

    /** Null once closed; exchanged, so that one of two threads that close the borrow is refused. */
    private @Nullable Referent<R> referent;

    private Borrow(Referent<R> referent, int slot) {
      this.referent = referent;
      this.slot = slot;
    }

    /**
     * Returns the resource.
     *
     * @return the borrowed resource
     * @throws ContextReleasedException if the borrow is closed
     */
    public R resource() {
      Referent<R> borrowed = referent;
      if (borrowed == null) {
        throw new ContextReleasedException("the borrow is closed; borrow again");
      }
      return borrowed.resource;
    }

    /**
     * Ends the borrow. Runs the release action if this is the last borrow of a resource that was replaced or whose reference was
     * closed.
     *
     * @throws ContextReleasedException if the borrow is already closed; nothing has changed then
     */
    @Override
    @SuppressWarnings("unchecked")
    public void close() {
      Referent<R> borrowed = (Referent<R>) REFERENT.getAndSet(this, null);
      if (borrowed == null) {
        throw new ContextReleasedException("the borrow is already closed; close it once");
      }
      borrowed.release(slot);
    }
  }

  // ---- The owner

  /**
   * Replaces the resource. Existing borrows keep the old resource, later borrows get the new one. Does not wait.
   *
   * @param next the new resource
   * @throws ContextReleasedException if the reference is closed; nothing has changed then, and {@code next} still belongs to the
   *     caller
   */
  public void replace(R next) {
    Referent<R> referent = new Referent<>(Objects.requireNonNull(next, "next"), onRelease);
    Referent<R> old;
    do {
      old = currentOrThrow();
    } while (!CURRENT.compareAndSet(this, old, referent));
    old.retire();
  }

  /** Closes the reference: no later borrow succeeds. Does not wait for existing borrows. Further calls have no effect. */
  @Override
  @SuppressWarnings("unchecked")
  public void close() {
    Referent<R> old = (Referent<R>) CURRENT.getAndSet(this, null);
    if (old != null) {
      old.retire();
    }
  }

  /**
   * Returns whether {@link #close} has been called.
   *
   * @return true if no further borrow can begin
   */
  public boolean isClosed() {
    return current == null;
  }

  @Override
  public String toString() {
    Referent<R> referent = current;
    return "LazyRef[" + (referent == null ? "closed" : "open, " + referent.count.get() + " counted") + "]";
  }
}
