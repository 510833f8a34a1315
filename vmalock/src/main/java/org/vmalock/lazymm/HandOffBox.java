package org.vmalock.lazymm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.vmalock.primitive.HazardSlots;

/** The half of a {@link Worker} that others may write to: the box for one reference that was handed over. */
abstract class HandOffBox extends WorkerPadding {
  /*
   * The hand-off
   * -------------
   *   T1, the worker                                T2, the last user of context
   *   ------------------------------------------    ------------------------------------------
   *   switchToIdle: slot := context        (release)
   *                                                 users 1 -> 0                (volatile RMW)
   *                                                 slot holds context                   (volatile)
   *                                                 count + 1                   (volatile RMW)
   *                                                 box: empty -> context            (volatile CAS)
   *                                                 slot still holds context             (volatile)
   *                                                 count - 1: the users' own
   *   switchTo(other): slot := empty    (release)
   *   box holds context, the slot does not:
   *   box: context -> empty             (volatile CAS)
   *   count - 1, releases
   *
   * The count rises before the box is filled: T1 may drop the reference at the next moment. T1 looks at the box at every switch;
   * it leaves alone what its slot still names.
   *
   * T1's "slot := empty, then look at the box" against T2's "box := context, then look at the slot" is the pair that needs a full
   * fence on both sides, and T1 has none: if T1's store is still on its way while T1 sees an empty box, T2 sees context in the slot.
   * Then the reference stays in the box until T1's next switch, or until somebody else settles it. That is late, but safe, and at
   * most one a worker. In every other interleaving T2 takes the box back, or T1 finds it.
   *
   * Drop on behalf
   * --------------
   * T2 may find the box full: T1 has been handed an earlier life, old, and has not switched since, or just missed it. T2 may drop
   * old in T1's name and put context there only if T1 is done with old. The proof is a look at the slot *after* T2 has learnt what is
   * in the box: it holds context and so not old, and old has no users, so that T1 cannot come back to it.
   *
   *   T1, the worker               T2, the last user of context      T3, the last user of old
   *   -------------------------    -------------------------    -------------------------
   *   slot := context
   *                                slot holds context
   *   slot := empty
   *   slot := old
   *                                                             slot holds old
   *                                                             box: empty -> old
   *                                box holds old
   *                                slot holds old, not context:
   *                                nothing to hand over
   *
   * Had T2 relied on its first look, it would have dropped old under T1. The look at the slot acquires: T1's publications are
   * release stores, so that T1's last use of old happens before T2's drop.
   *
   * Lives, not objects, are compared, in the slot as in the box: an LazyContext that was released and renewed between T2's look at the box
   * and T2's CAS is another life, and the CAS fails.
   *
   * Taken down
   * ----------
   * A worker that goes empties its slot, then closes its box, and only then leaves the table. Whoever found its slot before and
   * comes to a closed box looks at the slot again; the row may have a new worker meanwhile, with a box of its own.
   *
   * Access modes: docs/synchronization.md has the table.
   */

  /** What the box of a worker holds that was taken down. */
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
  final HazardSlots slots;

  /** The worker's slot in the domain's table, or NONE. */
  final int slot;

  final Thread thread = Thread.currentThread();

  /** Filled by last users; emptied by the worker, by other last users and by whoever settles. */
  @SuppressWarnings("unused") // read by way of BOX
  private @Nullable Lifetime box;

  HandOffBox(LazyDomain domain, int slot) {
    this.domain = domain;
    this.slots = domain.slots();
    this.slot = slot;
  }

  /** What came of an attempt to hand a reference over. */
  enum Outcome {
    /** The reference is in the box. */
    DONE,
    /** The worker does not borrow that life any more; the caller keeps the reference. */
    NOT_NEEDED,
    /** The worker is taken down. Look at the slot again: the row may have another one. */
    OFFLINE
  }

  /**
   * Hands a reference over to this worker, whose slot named the life a moment ago. By the one last user of that life, which has
   * raised the count before.
   */
  final Outcome handOff(Lifetime life, Unlazy unlazy) {
    while (true) {
      Lifetime old = (Lifetime) BOX.getVolatile(this);
      if (old == CLOSED) {
        return Outcome.OFFLINE;
      }
      if (old == life) {
        throw new IllegalStateException(this + " was handed " + life.context + " twice; two threads were its last user");
      }
      if (old != null && !names(life)) {
        return Outcome.NOT_NEEDED;
      }
      if (BOX.compareAndSet(this, old, life)) {
        domain.counters().handedOff.increment();
        if (old != null && old.context != null) {
          domain.counters().droppedOnBehalf.increment();
          unlazy.drop(old.context);
        }
        return takeBack(life) ? Outcome.NOT_NEEDED : Outcome.DONE;
      }
    }
  }

  /** The worker may have left between the scan's look at its slot and now, and have looked at the box before it was filled. */
  private boolean takeBack(Lifetime life) {
    if (names(life) || !BOX.compareAndSet(this, life, null)) {
      return false;
    }
    domain.counters().takenBack.increment();
    return true;
  }

  private boolean names(Lifetime life) {
    return life.isNamedBy(slots.get(slot));
  }

  /**
   * Drops what is in the box, unless the slot still names it. By the worker, or by anybody else: the look at the slot comes after
   * the look at the box, and what is in a box has no users, so a worker that is not on it now never comes back to it.
   */
  final @Nullable Throwable settle(@Nullable Throwable failure) {
    Throwable joined = failure;
    Lifetime pending = pending();
    while (pending != null && !names(pending)) {
      if (BOX.compareAndSet(this, pending, null) && pending.context != null) {
        (Thread.currentThread() == thread ? domain.counters().droppedByOwner : domain.counters().droppedOnBehalf).increment();
        joined = pending.context.releaseAndJoin(joined);
      }
      pending = pending();
    }
    return joined;
  }

  final @Nullable Lifetime pending() {
    Lifetime found = (Lifetime) BOX.getVolatile(this);
    return found == CLOSED ? null : found;
  }

  /** For the worker's look at each switch: a look may miss what comes at this moment. */
  final boolean isBoxFull() {
    return BOX.getOpaque(this) != null;
  }

  /** By a worker that goes down, with its slot empty: from now on nothing gets in. Returns what it has to drop. */
  final @Nullable Lifetime closeBox() {
    return (Lifetime) BOX.getAndSet(this, CLOSED);
  }
}
