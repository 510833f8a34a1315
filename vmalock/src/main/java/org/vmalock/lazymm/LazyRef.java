package org.vmalock.lazymm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.DebugLevel;
import org.vmalock.internal.Failures;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.Holds;
import org.vmalock.internal.StackProbe;
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
 * release is exact: the release action runs in {@code close} or {@code replace} itself if there are no borrows, and otherwise in the call
 * that ends the last borrow; within another release action, as soon as that one has returned. A thread may close or replace the reference while it borrows the resource.
 *
 * <p>A borrow does not belong to a thread: it may begin on one thread and end on another, and a virtual thread may be unmounted in
 * between.
 *
 * <p><b>Slots.</b> All references share one table of slots, which locks do not use: twice as many rows as processors, four slots each. A
 * borrow that finds the slots of its row in use creates a table of the same size for its reference alone, which the later borrows of that
 * reference use. If its slots are in use as well, the borrow is counted, which is slower and otherwise the same; the first time is logged,
 * at level WARNING, by the {@link System.Logger} with the name of this class. So borrows that are never closed slow down the borrows of
 * their own reference, and make no other reference count its borrows. {@link #statistics} shows them, and the resources that they keep.
 *
 * <p><b>Failures.</b> An exception of the release action propagates to the caller of the operation that ran it: of {@code close}, {@code
 * replace} or {@code Borrow.close}, or of {@code use} or {@code borrow}, if another thread has replaced the resource or closed the
 * reference during that call. The operation is complete then, nothing is borrowed, and the action is not called again. A program that
 * does not want readers to see such exceptions catches them in the release action. If the function of {@code use} has thrown, its exception
 * propagates, with that of the release action suppressed in it. A release action that drops the last borrow of a further resource queues
 * that resource, like those of {@link LazyContext}: chains of any length need no deep stack.
 *
 * <p>Progress: lock-free; a borrow retries only if the resource was replaced concurrently. {@link #use} allocates nothing, {@link
 * #borrow} one small object; the first borrow that finds no slot, a table. If an operation throws {@link OutOfMemoryError}, or {@link
 * StackOverflowError} that the function or the release action has not caused, it has changed nothing, and can be repeated.
 *
 * <p>Memory effects: everything done with the resource before the end of a borrow happens-before the release action; everything done
 * before the resource was passed to the constructor or to {@code replace} happens-before its use. Why no release misses a borrow: see the
 * <a href="doc-files/algorithms.html#lazy-ref">algorithmic notes</a>.
 *
 * @param <R> the type of the resource
 */
public final class LazyRef<R> implements AutoCloseable {
  // The algorithmic notes: doc-files/algorithms.html

  /** Result of {@link #tryBorrow}: the resource was replaced. */
  private static final int REPLACED = -2;

  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(LazyRef.class, "current", Referent.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final Consumer<? super R> onRelease;
  private final LazySlots slots = new LazySlots();

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
    this("LazyRef", resource, onRelease);
  }

  /**
   * Creates a reference with a name for messages and reports.
   *
   * @param name any text
   * @param resource the first resource
   * @param onRelease the release action, as above
   */
  public LazyRef(String name, R resource, Consumer<? super R> onRelease) {
    this.name = Objects.requireNonNull(name, "name");
    this.onRelease = Objects.requireNonNull(onRelease, "onRelease");
    current = new Referent<>(Objects.requireNonNull(resource, "resource"), onRelease, slots);
  }

  // ---- Borrow

  /**
   * Calls a function with the resource borrowed. The borrow has ended when this method returns or throws.
   *
   * @param <T> the type of the result
   * @param function receives the resource, which stays valid until the function returns; must not keep it
   * @return the result of the function
   * @throws ContextReleasedException if the reference is closed; the function was not called
   */
  public <T extends @Nullable Object> T use(Function<? super R, ? extends T> function) {
    Referent<R> referent;
    int slot;
    do {
      referent = currentOrThrow();
      slot = tryBorrow(referent);
    } while (slot == REPLACED);
    T result;
    try {
      result = function.apply(referent.resource);
    } catch (Throwable e) {
      Throwable later = referent.endBorrow(slot);
      if (later != null) {
        Failures.join(e, later);
      }
      throw e;
    }
    Failures.rethrow(referent.endBorrow(slot));
    return result;
  }

  /**
   * Borrows the resource until the result is closed, by any thread.
   *
   * @return the borrow
   * @throws ContextReleasedException if the reference is closed
   */
  public Borrow<R> borrow() {
    Borrow<R> borrow = new Borrow<>(this);
    Referent<R> referent;
    int slot;
    do {
      referent = currentOrThrow();
      slot = tryBorrow(referent);
    } while (slot == REPLACED);
    borrow.begin(referent, slot);
    if (DebugLevel.ON) {
      Holds.openBorrow(borrow, this);
    }
    return borrow;
  }

  /**
   * Borrows a resource; returns the slot, NONE if the borrow is counted, or REPLACED if the resource is no longer current. Probes the stack
   * first, so that the end of a borrow has what it needs.
   */
  private int tryBorrow(Referent<R> referent) {
    StackProbe.reserve();
    int slot = slots.claim(referent.token);
    while (slot == LazySlots.AGAIN) {
      slot = slots.claim(referent.token);
    }
    if (slot == SharedHazardSlots.NONE) {
      return referent.tryCount() ? slot : REPLACED;
    }
    if (referent == current) {
      return slot;
    }
    Failures.rethrow(referent.endBorrow(slot)); // its hazard may have been converted, and may be the last
    return REPLACED;
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

    private final LazyRef<R> ref;
    private int slot;

    /** Null once closed; exchanged, so that one of two threads that close the borrow is refused. */
    private @Nullable Referent<R> referent;

    private Borrow(LazyRef<R> ref) {
      this.ref = ref;
    }

    private void begin(Referent<R> borrowed, int claimed) {
      slot = claimed;
      referent = borrowed;
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
        throw HoldTable.explainClosed(new ContextReleasedException(this + ": expected an open borrow; borrow again"), this);
      }
      return borrowed.resource;
    }

    /**
     * Ends the borrow. Runs the release action if this is the last borrow of a resource that was replaced or whose reference was
     * closed; an exception of the action propagates when the borrow has ended.
     *
     * @throws ContextReleasedException if the borrow is already closed; nothing has changed then
     */
    @Override
    @SuppressWarnings("unchecked")
    public void close() {
      StackProbe.reserve();
      Referent<R> borrowed = referent;
      if (borrowed != null && borrowed.mayBeLast(slot)) {
        StackProbe.reserveDeep();
      }
      borrowed = (Referent<R>) REFERENT.getAndSet(this, null);
      if (borrowed == null) {
        throw HoldTable.explainClosed(new ContextReleasedException(this + ": already closed; close a borrow once"), this);
      }
      if (DebugLevel.ON) {
        Holds.closeBorrow(this, ref);
      }
      Failures.rethrow(borrowed.endBorrow(slot));
    }

    /**
     * Describes the state: whether the borrow is open, of the current or of an earlier resource, by a slot or a count.
     *
     * @return a description, for diagnostics
     */
    @Override
    public String toString() {
      Referent<R> borrowed = referent;
      return "LazyRef.Borrow[" + (borrowed == null ? "closed" : ref.describe(borrowed, slot)) + "]";
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
    Referent<R> referent = new Referent<>(Objects.requireNonNull(next, "next"), onRelease, slots);
    StackProbe.reserveDeep();
    Referent<R> old;
    do {
      old = currentOrThrow();
    } while (!CURRENT.compareAndSet(this, old, referent));
    slots.resources.incrementAndGet();
    Failures.rethrow(old.retire());
  }

  /** Closes the reference: no later borrow succeeds. Does not wait for existing borrows. Further calls have no effect. */
  @Override
  @SuppressWarnings("unchecked")
  public void close() {
    StackProbe.reserveDeep();
    Referent<R> old = (Referent<R>) CURRENT.getAndSet(this, null);
    if (old != null) {
      Failures.rethrow(old.retire());
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

  /**
   * Returns the statistics of this reference. Looks at each slot once.
   *
   * @return a snapshot
   */
  public LazyRefStats statistics() {
    Referent<R> referent = current;
    int hazards = referent == null ? 0 : referent.hazards();
    return new LazyRefStats(
        slots.resources.get(),
        slots.released.get(),
        slots.releaseFailures.get(),
        hazards + slots.countedBorrows.get(),
        slots.counted.get(),
        slots.own() != null);
  }

  private String describe(Referent<R> borrowed, int slot) {
    String kind = slot == SharedHazardSlots.NONE ? "by a count" : borrowed.mayBeLast(slot) ? "by a converted hazard" : "by a hazard";
    String which = borrowed == current ? "of the current resource" : isClosed() ? "after the reference was closed" : "of an earlier resource";
    return "open, " + kind + ", " + which;
  }

  @Override
  public String toString() {
    LazyRefStats statistics = statistics();
    return name + "[" + (isClosed() ? "closed, " : "open, ") + statistics.borrows() + " borrows, " + statistics.unreleased()
        + " resources not released]";
  }
}
