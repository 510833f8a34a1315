package org.vmalock.models;

import org.vmalock.models.LazyHandOffSetup.Option;
import org.vmalock.models.explorer.Ghost;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.Protocol;

/**
 * The hand-off of lazy contexts: a worker that borrows context A and then context B by its slot, the last users of both, which turn
 * its hazards into counted references in its box, and a thread that settles the box.
 *
 * <p>The worker and one other thread use each context; the one that releases its use last is the last user. The batch of references
 * that a scan adds is one here, since there is one worker.
 */
final class LazyHandOff extends Protocol {
  private static final int EMPTY = 0;
  private static final int CLOSED = -1;

  /** Added to the name in a slot if the worker releases the slot by an exchange. */
  private static final int EXACT = 8;

  // Contexts.
  private static final int A = 0;
  private static final int B = 1;

  // Lifetimes, as slots and boxes name them. The recycled B has another name than B.
  private static final int[] FIRST_LIFETIME = {1, 2};
  private static final int RECYCLED_B = 3;

  // Outcomes of a hand-off.
  private static final int DONE = 1;
  private static final int NOT_NEEDED = 2;
  private static final int BOX_CLOSED = 3;

  private final LazyHandOffSetup setup;

  private final Location slot = location("slot", EMPTY).shownAs(LazyHandOff::describe);
  private final Location box;
  private final Location[] users = {lock("users of A").shownAs(LazyHandOff::two), lock("users of B").shownAs(LazyHandOff::two)};
  private final Location[] count = {lock("count of A").shownAs(LazyHandOff::one), lock("count of B").shownAs(LazyHandOff::one)};
  private final Location pool = lock("pool");
  private final Location recycled = lock("recycled B");

  private final Ghost[] free = {ghost("A is free", 0), ghost("B is free", 0)};
  private final Ghost[] releases = {ghost("release actions of A", 0), ghost("release actions of B", 0)};

  LazyHandOff(LazyHandOffSetup setup) {
    this.setup = setup;
    box = location("box", has(Option.RECYCLE) ? FIRST_LIFETIME[B] : EMPTY).shownAs(LazyHandOff::describe);
    actor("T0 worker", this::worker);
    actor("T1 user of A", () -> endTask(A, FIRST_LIFETIME[A]));
    if (has(Option.RECYCLE)) {
      actor("T2 user of B", this::userOfRecycled).startsAfterHandOff();
    } else if (!has(Option.NO_LATER_SWITCH)) {
      actor("T2 user of B", () -> endTask(B, FIRST_LIFETIME[B]));
    }
    if (has(Option.SETTLING_THREAD)) {
      actor("T3 settles", this::settlingThread);
    }
    atEnd("a borrow is left in the slot", state -> state.value(slot) == EMPTY);
    atEnd("a reference is left in the box", state -> state.value(box) == EMPTY || state.value(box) == CLOSED);
    atEnd("A is not released once", state -> state.value(releases[A]) == 1);
    atEnd("B is not released once per lifetime", state -> state.value(releases[B]) == lifetimesOfB());
  }

  private int lifetimesOfB() {
    return has(Option.NO_LATER_SWITCH) ? 0 : has(Option.RECYCLE) ? 2 : 1;
  }

  private boolean has(Option option) {
    return setup.has(option);
  }

  // ---- The worker

  private void worker() {
    call(() -> borrowAndUse(A, FIRST_LIFETIME[A]));
    call(this::switchToTask);
    if (has(Option.NO_LATER_SWITCH)) {
      return;
    }
    if (has(Option.RECYCLE)) {
      call(this::recycleB);
    }
    call(() -> borrowAndUse(B, has(Option.RECYCLE) ? RECYCLED_B : FIRST_LIFETIME[B]));
    call(this::close);
  }

  /** Runs from the end of a task to the last step of the idle work after it. */
  private void borrowAndUse(int context, int lifetime) {
    use(context);
    if (has(Option.PUBLISHED_WITHOUT_USE)) {
      call(() -> endTask(context, lifetime));
      publish(lifetime);
    } else {
      publish(lifetime);
      call(() -> endTask(context, lifetime));
    }
    use(context);
    call(this::finishSwitch);
    use(context);
  }

  private void publish(int lifetime) {
    slot.set(setup.publish(), isExact(contextOf(lifetime)) ? name(lifetime) + EXACT : name(lifetime));
  }

  private boolean isExact(int context) {
    return has(Option.EXACT) || (has(Option.EXACT_FROM_B_ON) && context == B);
  }

  /** The borrow of A ends; the next task is one of B. */
  private void switchToTask() {
    call(() -> releaseKept(A));
    call(this::finishSwitch);
  }

  private void releaseKept(int context) {
    if (isExact(context) && !has(Option.EXACT_RELEASED_BY_STORE)) {
      int held = slot.getAndSet(EMPTY);
      if (held < 0) {
        call(() -> drop(contextOf(-held)));
      }
    } else {
      slot.set(setup.clear(), EMPTY);
    }
    if (has(Option.FENCE_AFTER_CLEAR)) {
      fullFence();
    }
  }

  private void finishSwitch() {
    if (box.getOpaque() != EMPTY) {
      call(() -> settle(!has(Option.DROPPED_WHILE_BORROWED)));
    }
  }

  private void close() {
    if (has(Option.CLOSED_WITH_FULL_SLOT)) {
      call(this::closeBox);
      use(B);
      call(() -> releaseKept(B));
    } else {
      call(() -> releaseKept(B));
      call(this::closeBox);
    }
  }

  private void closeBox() {
    int last = box.getAndSet(CLOSED);
    if (last != EMPTY) {
      drop(contextOf(last));
    }
  }

  private void recycleB() {
    pool.awaitCompareAndSet(1, 0);
    free[B].set(0);
    writePayload(B);
    count[B].setRelease(0);
    users[B].setVolatile(0);
    recycled.setRelease(1);
  }

  // ---- The last user

  private void userOfRecycled() {
    recycled.awaitCompareAndSet(1, 0);
    call(() -> endTask(B, RECYCLED_B));
  }

  /** Releases one of two uses. */
  private void endTask(int context, int lifetime) {
    boolean last = users[context].getAndAdd(-1) != 0;
    if (last) {
      call(() -> releaseLastUse(context, lifetime));
    }
  }

  private void releaseLastUse(int context, int lifetime) {
    int spare = has(Option.NO_SCAN) ? 0 : call(() -> scan(context, lifetime));
    if (spare > 0) {
      count[context].getAndAdd(-spare);
    }
    call(() -> drop(context));
  }

  /** Converts the hazard, if the slot names the lifetime; returns how many references have been added and are not needed. */
  private int scan(int context, int lifetime) {
    return loop(0, spare -> {
      int token = slot.getVolatile();
      if (!isNamedBy(token, lifetime)) {
        return spare;
      }
      if (spare == 0 && !has(Option.COUNTED_AFTER_PUBLICATION)) {
        count[context].getAndAdd(1);
      }
      int outcome = (token & EXACT) != 0 ? call(() -> convert(token)) : call(() -> handOff(context, lifetime));
      return outcome == DONE ? 0 : outcome == NOT_NEEDED ? reserved() : again(reserved());
    });
  }

  private int reserved() {
    return has(Option.COUNTED_AFTER_PUBLICATION) ? 0 : 1;
  }

  private int convert(int token) {
    return slot.compareAndSet(token, -token) ? DONE : NOT_NEEDED;
  }

  private int handOff(int context, int lifetime) {
    return loop(() -> {
      int old = box.getVolatile();
      if (old == CLOSED) {
        return BOX_CLOSED;
      }
      if (old == name(lifetime)) {
        fail("a second hand-off of one lifetime");
      }
      if (old != EMPTY && !has(Option.EARLY_PROOF) && !isNamedBy(slot.getVolatile(), lifetime)) {
        return NOT_NEEDED;
      }
      if (!box.compareAndSet(old, name(lifetime))) {
        return AGAIN;
      }
      if (has(Option.COUNTED_AFTER_PUBLICATION)) {
        count[context].getAndAdd(1);
      }
      if (old != EMPTY) {
        call(() -> drop(contextOf(old)));
      }
      return call(() -> tryTakeBack(lifetime)) ? NOT_NEEDED : DONE;
    });
  }

  private boolean tryTakeBack(int lifetime) {
    return !has(Option.NO_TAKE_BACK) && !isNamedBy(slot.getVolatile(), lifetime) && box.compareAndSet(name(lifetime), EMPTY);
  }

  // ---- Settling

  private void settlingThread() {
    if (has(Option.SETTLED_BY_EARLIER_SLOT)) {
      settleByEarlierSlot();
    } else {
      call(() -> settle(!has(Option.SETTLED_WITHOUT_SLOT)));
    }
  }

  private void settle(boolean looksAtSlot) {
    loop(() -> {
      int pending = box.getVolatile();
      if (pending == EMPTY || pending == CLOSED || (looksAtSlot && isNamedBy(slot.getVolatile(), pending))) {
        return 0;
      }
      call(() -> take(pending));
      return AGAIN;
    });
  }

  private void settleByEarlierSlot() {
    int token = slot.getVolatile();
    int pending = box.getVolatile();
    if (pending != EMPTY && pending != CLOSED && !isNamedBy(token, pending)) {
      take(pending);
    }
  }

  private void take(int pending) {
    boolean taken = true;
    if (has(Option.TAKEN_FROM_BOX_BY_STORE)) {
      box.setVolatile(EMPTY);
    } else {
      taken = box.compareAndSet(pending, EMPTY);
    }
    if (taken) {
      call(() -> drop(contextOf(pending)));
    }
  }

  // ---- Counts and names

  /** Drops a reference, and runs the release action if it was the last one. The location holds the references beyond the first. */
  private void drop(int context) {
    int before = count[context].getAndAdd(-1);
    if (before < 0) {
      fail("a reference of a released context is dropped");
    }
    if (before == 0) {
      releaseAction(context);
    }
  }

  private void releaseAction(int context) {
    step(context == A ? "release action of A" : "release action of B");
    check("a context is released twice", state -> state.value(free[context]) == 0);
    free[context].set(1);
    releases[context].add(1);
    writePayload(context);
    if (context == B && has(Option.RECYCLE)) {
      pool.setRelease(1);
    }
  }

  private void use(int context) {
    step(context == A ? "uses A" : "uses B");
    check("a released context is used", state -> state.value(free[context]) == 0);
    if (isPayloadOf(context)) {
      payload.read();
    }
  }

  private void writePayload(int context) {
    if (isPayloadOf(context)) {
      payload.write();
    }
  }

  private boolean isPayloadOf(int context) {
    return (context == B) == has(Option.PAYLOAD_OF_B);
  }

  private int name(int lifetime) {
    return has(Option.ADDRESSES) && lifetime == RECYCLED_B ? FIRST_LIFETIME[B] : lifetime;
  }

  private boolean isNamedBy(int token, int lifetime) {
    return token > 0 && (token & (EXACT - 1)) == name(lifetime);
  }

  private static int contextOf(int name) {
    return (name & (EXACT - 1)) == FIRST_LIFETIME[A] ? A : B;
  }

  private static String describe(int value) {
    if (value == EMPTY) {
      return "empty";
    }
    if (value == CLOSED) {
      return "closed";
    }
    int name = Math.abs(value) & (EXACT - 1);
    String text = name == FIRST_LIFETIME[A] ? "A" : name == FIRST_LIFETIME[B] ? "B" : "recycled B";
    return value < 0 ? text + ", converted" : text;
  }

  private static String one(int beyondTheFirst) {
    return Integer.toString(beyondTheFirst + 1);
  }

  private static String two(int beyondTwo) {
    return Integer.toString(beyondTwo + 2);
  }
}
