package org.vmalock.lazymm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.vmalock.primitive.OwnedHazardSlots;

/** The part of a {@link Worker} that other threads write: a box for one counted reference that a last user hands off. */
abstract class HandOffBox extends WorkerPadding {
  // The algorithmic notes: doc-files/algorithms.html

  /** The value of the box of a closed worker. */
  private static final Lifetime CLOSED = new Lifetime(null);

  private static final VarHandle BOX;

  static {
    try {
      BOX = MethodHandles.lookup().findVarHandle(HandOffBox.class, "box", Lifetime.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final LazyDomain domain;
  final OwnedHazardSlots slots;

  /** The worker's slot in the domain's table; NONE if the worker counts its borrows. */
  final int slot;

  final Thread thread = Thread.currentThread();

  /** Filled by last users; emptied by the worker, by other last users and by threads that settle. */
  @SuppressWarnings("unused") // read by way of BOX
  private @Nullable Lifetime box;

  HandOffBox(LazyDomain domain, int slot) {
    this.domain = domain;
    this.slots = domain.slots();
    this.slot = slot;
  }

  /** Results of {@link #handOff}. */
  enum Outcome {
    /** The reference is in the box. */
    DONE,
    /** The worker no longer borrows that generation; the caller keeps the reference. */
    NOT_NEEDED,
    /** The worker is closed. The caller reads the slot again, since the row may have another worker. */
    CLOSED
  }

  /**
   * Hands a counted reference off to this worker, whose slot named the generation just before. Called by the last user of that
   * generation, which has added the reference to the count.
   */
  final Outcome handOff(Lifetime lifetime, Unlazy unlazy) {
    while (true) {
      Lifetime old = (Lifetime) BOX.getVolatile(this);
      if (old == CLOSED) {
        return Outcome.CLOSED;
      }
      if (old == lifetime) {
        throw new IllegalStateException(
            this + " received a second hand-off of " + lifetime.context + "; two threads were its last user");
      }
      if (old != null && !slotNames(lifetime)) {
        return Outcome.NOT_NEEDED;
      }
      if (BOX.compareAndSet(this, old, lifetime)) {
        domain.counters().conversions.incrementAndGet();
        if (old != null && old.context != null) {
          domain.counters().releasedOnBehalf.incrementAndGet();
          unlazy.releaseOnBehalf(old.context);
        }
        return tryTakeBack(lifetime) ? Outcome.NOT_NEEDED : Outcome.DONE;
      }
    }
  }

  /** Takes the reference back if the worker has released its slot since the scan: it may have checked the box before it was filled. */
  private boolean tryTakeBack(Lifetime lifetime) {
    if (slotNames(lifetime) || !BOX.compareAndSet(this, lifetime, null)) {
      return false;
    }
    domain.counters().takenBack.incrementAndGet();
    return true;
  }

  private boolean slotNames(Lifetime lifetime) {
    return lifetime.isNamedBy(slots.get(slot));
  }

  /**
   * Drops the reference in the box, unless the slot still names its generation. Called by the worker or by any other thread: the slot
   * is read after the box, and a generation in a box has no users, so a worker that does not borrow it now never borrows it again.
   */
  final @Nullable Throwable settle(@Nullable Throwable failure) {
    Throwable joined = failure;
    Lifetime pending = pending();
    while (pending != null && !slotNames(pending)) {
      if (BOX.compareAndSet(this, pending, null) && pending.context != null) {
        (Thread.currentThread() == thread ? domain.counters().releasedByWorker : domain.counters().releasedOnBehalf).incrementAndGet();
        joined = pending.context.releaseAndJoin(joined);
      }
      pending = pending();
    }
    return joined;
  }

  /** Returns the generation in the box, or null. Volatile. */
  final @Nullable Lifetime pending() {
    Lifetime found = (Lifetime) BOX.getVolatile(this);
    return found == CLOSED ? null : found;
  }

  /** Checks the box at each switch of the worker. Opaque: the check may miss a concurrent hand-off, as described above. */
  final boolean isBoxFull() {
    return BOX.getOpaque(this) != null;
  }

  /** Closes the box of a worker that closes, with its slot empty. Returns the reference that the caller has to drop, or null. */
  final @Nullable Lifetime closeBox() {
    return (Lifetime) BOX.getAndSet(this, CLOSED);
  }
}
