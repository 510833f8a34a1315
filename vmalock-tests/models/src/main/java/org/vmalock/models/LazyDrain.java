package org.vmalock.models;

import org.vmalock.models.LazyDrainSetup.Option;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.Protocol;

/**
 * The drain of lazy contexts: a worker that borrows context A, which has no users, and ends the borrow, and a drain that waits for it. The
 * last reference to A is in the worker's box, or it is the counted borrow of the worker.
 *
 * <p>Each wait of the drain is one round of its condition. If the condition does not hold, the drain has timed out, and promises nothing.
 */
final class LazyDrain extends Protocol {
  private static final int EMPTY = 0;

  // Generations, as slot and box name them.
  private static final int A = 1;
  private static final int B = 2;

  // States of the worker.
  private static final int RELEASED = 0;
  private static final int BORROWS = 1;

  private final LazyDrainSetup setup;
  private final Location slot;
  private final Location box;
  private final Location state = location("state", BORROWS);
  private final Location requests = location("requests", 0);
  private final Location releases = location("releases", 0);
  private final Location count = lock("references of A beyond the first");

  LazyDrain(LazyDrainSetup setup) {
    this.setup = setup;
    slot = location("slot", isCounted() ? EMPTY : A);
    box = location("box", isCounted() ? EMPTY : A);
    actor("T0 worker", this::worker);
    actor("T1 drain", this::drain);
  }

  private boolean has(Option option) {
    return setup.has(option);
  }

  private boolean isCounted() {
    return has(Option.COUNTED);
  }

  // ---- The worker

  private void worker() {
    step("uses A");
    payload.read();
    if (has(Option.SWITCHES)) {
      call(this::switchToTask);
    }
    if (call(() -> box.getOpaque() != EMPTY || requests.getOpaque() != 0)) {
      call(this::answerAndSettle);
    }
    if (has(Option.BORROWS_AGAIN)) {
      call(this::borrowB);
    }
  }

  private void switchToTask() {
    call(() -> endBorrow(1));
    state.set(setup.state(), RELEASED);
    call(() -> dropCounted(0));
  }

  private void answerAndSettle() {
    if (!has(Option.NOT_RAISED)) {
      raise(1);
    }
    if (call(() -> requests.getOpaque() != 0)) {
      requests.getAndSet(0);
      if (!has(Option.SWITCHES)) {
        call(this::endRequestedBorrow);
      }
    }
    call(this::settle);
    releases.set(setup.lower(), 0);
  }

  private void endRequestedBorrow() {
    call(() -> endBorrow(2));
    state.set(setup.state(), RELEASED);
    call(() -> dropCounted(1));
  }

  private void endBorrow(int raised) {
    if (!isCounted()) {
      slot.setRelease(EMPTY);
    } else if (!has(Option.RAISED_AFTER_STATE)) {
      raise(raised);
    }
  }

  private void dropCounted(int lowered) {
    if (isCounted()) {
      if (has(Option.RAISED_AFTER_STATE)) {
        raise(lowered + 1);
      }
      if (has(Option.LOWERED_BEFORE_DROP)) {
        releases.set(setup.lower(), lowered);
      }
      call(this::drop);
      if (!has(Option.LOWERED_BEFORE_DROP)) {
        releases.set(setup.lower(), lowered);
      }
    }
  }

  private void raise(int raised) {
    releases.setOpaque(raised);
  }

  private void borrowB() {
    slot.setRelease(B);
    state.setOpaque(BORROWS);
  }

  // ---- The drain

  private void drain() {
    if (call(() -> state.getVolatile() == BORROWS)) {
      requests.getAndSet(1);
      if (!call(() -> requests.getVolatile() == 0 || state.getVolatile() == RELEASED)) {
        return;
      }
    }
    if (has(Option.WAITS_BEFORE_SETTLING) && !call(this::hasReleased)) {
      return;
    }
    call(this::settle);
    if (has(Option.WAITS_BEFORE_SETTLING) || has(Option.NO_LAST_WAIT) || call(this::hasReleased)) {
      step("drain returns true");
      check("the drain returns true before A is released", now -> now.value(count) < 0);
      payload.read();
    }
  }

  private boolean hasReleased() {
    return releases.get(setup.lastWait()) == 0;
  }

  // ---- Either

  private void settle() {
    if (box.getVolatile() == A && slot.getVolatile() != A && box.compareAndSet(A, EMPTY)) {
      call(this::drop);
    }
  }

  private void drop() {
    count.getAndAdd(-1);
    step("release action of A");
    payload.write();
  }
}
