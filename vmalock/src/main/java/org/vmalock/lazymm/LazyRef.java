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
 * configuration snapshot, the tenant's context. For threads that are no {@link Cpu}: of an executor, of an event loop, virtual
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
      CURRENT = MethodHandles.lookup().findVarHandle(LazyRef.class, "current", Edition.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Consumer<? super R> onRelease;

  /** Replaced by the owner, volatile; null once it is closed. */
  private volatile @Nullable Edition<R> current;

  /**
   * Creates a reference.
   *
   * @param resource what it leads to at first
   * @param onRelease what to do with each resource when it has been replaced or closed and nobody is inside any more; called once
   *     per resource, by the last one to leave it, under no lock
   */
  public LazyRef(R resource, Consumer<? super R> onRelease) {
    this.onRelease = Objects.requireNonNull(onRelease, "onRelease");
    current = new Edition<>(Objects.requireNonNull(resource, "resource"), onRelease);
  }

  /** One resource, with the count of those who could not leave it to a slot, and one for the reference itself. */
  private static final class Edition<R> {
    private final R resource;
    private final Consumer<? super R> onRelease;
    private final RefCount count = new RefCount(1);
    private final long token = Life.nextToken();

    Edition(R resource, Consumer<? super R> onRelease) {
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
        if (SLOTS.handOver(slot, token)) {
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
   * @throws MmReleasedException if the reference is closed
   */
  public <T extends @Nullable Object> T use(Function<? super R, ? extends T> function) {
    while (true) {
      Edition<R> edition = open();
      int slot = SLOTS.claim(edition.token);
      if (slot == HazardSlots.NONE && !edition.count.incrementNotZero()) {
        continue;
      }
      if (slot == HazardSlots.NONE || edition == current) {
        try {
          return function.apply(edition.resource);
        } finally {
          edition.leave(slot);
        }
      }
      edition.leave(slot);
    }
  }

  /**
   * Borrows the resource until the result is closed, by whatever thread.
   *
   * @return the borrow
   * @throws MmReleasedException if the reference is closed
   */
  public Borrow<R> borrow() {
    while (true) {
      Edition<R> edition = open();
      int slot = SLOTS.claim(edition.token);
      if (slot == HazardSlots.NONE ? edition.count.incrementNotZero() : edition == current) {
        return new Borrow<>(edition, slot);
      }
      if (slot != HazardSlots.NONE) {
        edition.leave(slot);
      }
    }
  }

  private Edition<R> open() {
    Edition<R> edition = current;
    if (edition == null) {
      throw new MmReleasedException(this + " is closed and lends nothing any more");
    }
    return edition;
  }

  /**
   * A resource that is lent. To be closed once, by any thread.
   *
   * @param <R> the resource
   */
  public static final class Borrow<R> implements AutoCloseable {
    private static final VarHandle EDITION;

    static {
      try {
        EDITION = MethodHandles.lookup().findVarHandle(Borrow.class, "edition", Edition.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final int slot;

    /** Null once it is given back; exchanged, so that of two threads that close it one is refused. */
    private @Nullable Edition<R> edition;

    private Borrow(Edition<R> edition, int slot) {
      this.edition = edition;
      this.slot = slot;
    }

    /**
     * The resource.
     *
     * @return what is lent
     * @throws MmReleasedException if the borrow is closed
     */
    public R resource() {
      Edition<R> lent = edition;
      if (lent == null) {
        throw new MmReleasedException("this borrow is closed; borrow again");
      }
      return lent.resource;
    }

    /**
     * Gives the resource back. The last one out of a resource that was replaced or closed releases it here.
     *
     * @throws MmReleasedException if it was closed before; nothing has changed then
     */
    @Override
    @SuppressWarnings("unchecked")
    public void close() {
      Edition<R> lent = (Edition<R>) EDITION.getAndSet(this, null);
      if (lent == null) {
        throw new MmReleasedException("this borrow is closed already; close it once");
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
   * @throws MmReleasedException if the reference is closed; nothing has changed then, and {@code next} is still the caller's
   */
  public void replace(R next) {
    Edition<R> edition = new Edition<>(Objects.requireNonNull(next, "next"), onRelease);
    Edition<R> old;
    do {
      old = open();
    } while (!CURRENT.compareAndSet(this, old, edition));
    old.retire();
  }

  /** Ends the reference: nobody borrows from now on. Does not wait for those inside. May be called again. */
  @Override
  @SuppressWarnings("unchecked")
  public void close() {
    Edition<R> old = (Edition<R>) CURRENT.getAndSet(this, null);
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
    Edition<R> edition = current;
    return "LazyRef[" + (edition == null ? "closed" : "open, " + edition.count.get() + " counted") + "]";
  }
}
