package org.vmalock.models;

import org.vmalock.models.LazyRefSetup.Access;
import org.vmalock.models.LazyRefSetup.Option;
import org.vmalock.models.explorer.Ghost;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.Protocol;

/**
 * {@code LazyRef}: borrowers that publish a hazard without a counted reference and validate it, and an owner that replaces the
 * resource and closes the reference. A borrower that finds no free slot counts its borrow.
 */
final class LazyRef extends Protocol {
  private static final int EMPTY = 0;
  private static final int CLOSED = 0;
  private static final int FIRST = 1;
  private static final int SECOND = 2;

  /** In place of a slot: the borrow is counted. */
  private static final int NONE = -1;

  private static final int ENDED = 1;

  private final LazyRefSetup setup;

  private final Location current = location("current", FIRST).shownAs(LazyRef::describe);
  private final Location[] slots;
  private final Location[] counts = {lock("count of first").shownAs(LazyRef::one), lock("count of second").shownAs(LazyRef::one)};

  private final Ghost[] free = {ghost("first is free", 0), ghost("second is free", 0)};
  private final Ghost replaced = ghost("replaced", 0);

  LazyRef(LazyRefSetup setup) {
    this.setup = setup;
    slots = new Location[setup.slots()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = location("slot " + i, EMPTY).shownAs(LazyRef::describe);
    }
    for (int i = 0; i < setup.borrowers(); i++) {
      actor("T" + i + " borrower", this::borrower);
    }
    actor("T" + setup.borrowers() + " owner", this::owner);
    if (has(Option.CLOSED_BY_ANOTHER_THREAD)) {
      actor("T" + (setup.borrowers() + 1) + " closes", () -> call(this::close));
    }
    for (Location slot : slots) {
      atEnd("a slot is left full", state -> state.value(slot) == EMPTY);
    }
    atEnd("the first resource is not released", state -> state.value(free[0]) == 1);
    atEnd("the second resource is not released", state -> state.value(free[1]) == state.value(replaced));
  }

  private boolean has(Option option) {
    return setup.has(option);
  }

  // ---- Borrowers

  private void borrower() {
    for (int attempt = 0; attempt < setup.attempts(); attempt++) {
      loop(this::use);
    }
  }

  private int use() {
    int referent = current.getVolatile();
    if (referent == CLOSED) {
      return ENDED;
    }
    boolean validatedBefore = !has(Option.VALIDATED_BEFORE_CLAIM) || current.getVolatile() == referent;
    int slot = call(() -> claim(referent));
    boolean borrowed;
    if (slot == NONE) {
      borrowed = call(() -> incrementNotZero(referent));
      if (!borrowed) {
        return AGAIN;
      }
    } else {
      borrowed = has(Option.VALIDATED_BEFORE_CLAIM) ? validatedBefore : call(() -> isValid(referent));
    }
    if (borrowed) {
      call(() -> useResource(referent));
    }
    call(() -> release(slot, referent, borrowed));
    return borrowed ? ENDED : AGAIN;
  }

  private int claim(int referent) {
    for (int i = 0; i < slots.length; i++) {
      if (slots[i].getOpaque() == EMPTY && tryClaim(slots[i], token(referent))) {
        return i;
      }
    }
    return NONE;
  }

  private boolean tryClaim(Location slot, int token) {
    if (has(Option.CLAIMED_BY_STORE)) {
      slot.setRelease(token);
      return true;
    }
    return slot.compareAndSet(setup.mode(Access.CLAIM), EMPTY, token);
  }

  private boolean isValid(int referent) {
    return has(Option.NO_VALIDATION) || current.get(setup.mode(Access.VALIDATION)) == referent;
  }

  private boolean incrementNotZero(int referent) {
    int zero = has(Option.COUNTED_FROM_ZERO) ? Short.MIN_VALUE : -1;
    return count(referent).getAndUpdate(references -> references == zero ? zero : references + 1) != zero;
  }

  private void release(int number, int referent, boolean borrowed) {
    if (number == NONE) {
      drop(referent, 1);
      return;
    }
    Location slot = slots[number];
    if (has(Option.RELEASED_BY_STORE) || (has(Option.FAILED_ATTEMPT_CLEARED_BY_STORE) && !borrowed)) {
      slot.setRelease(EMPTY);
      return;
    }
    int held = slot.getAndUpdate(setup.mode(Access.RELEASE), value -> EMPTY);
    if (held != token(referent)) {
      drop(referent, 1);
    }
  }

  // ---- The owner

  private void owner() {
    if (has(Option.REPLACE)) {
      call(this::replace);
    }
    call(this::close);
  }

  private void replace() {
    writePayload(SECOND);
    int old = current.getVolatile();
    if (old != CLOSED && current.compareAndSet(setup.mode(Access.EXCHANGE_OF_CURRENT), old, SECOND)) {
      replaced.set(1);
      call(() -> retire(old));
    }
  }

  private void close() {
    if (has(Option.SCANNED_BEFORE_EXCHANGE)) {
      int expected = current.getVolatile();
      int spare = expected == CLOSED ? 0 : call(() -> scan(expected));
      if (current.getAndSet(CLOSED) != CLOSED) {
        drop(expected, spare + 1);
      }
      return;
    }
    int old = current.getAndUpdate(setup.mode(Access.EXCHANGE_OF_CURRENT), value -> CLOSED);
    if (old != CLOSED) {
      call(() -> retire(old));
    }
  }

  private void retire(int referent) {
    if (has(Option.OWNER_REFERENCE_DROPPED_FIRST)) {
      call(() -> drop(referent, 1));
    }
    int spare = has(Option.NO_SCAN) ? 0 : call(() -> scan(referent));
    int rest = has(Option.OWNER_REFERENCE_DROPPED_FIRST) ? spare : spare + 1;
    if (rest > 0) {
      drop(referent, rest);
    }
  }

  /** Converts hazards into counted references; returns how many have been added and are not needed. The batch is one. */
  private int scan(int referent) {
    int spare = 0;
    for (Location slot : slots) {
      int before = spare;
      spare = call(() -> convert(slot, referent, before));
    }
    return spare;
  }

  private int convert(Location slot, int referent, int spare) {
    int token = token(referent);
    if (slot.get(setup.mode(Access.SCAN)) != token) {
      return spare;
    }
    boolean countsFirst = !has(Option.COUNTED_AFTER_CONVERSION);
    if (spare == 0 && countsFirst) {
      count(referent).getAndAdd(1);
    }
    boolean converted = slot.compareAndSet(setup.mode(Access.CONVERSION), token, -token);
    if (converted && !countsFirst) {
      count(referent).getAndAdd(1);
    }
    return converted || !countsFirst || has(Option.NOT_REDUCED_BY_FAILED_CONVERSION) ? 0 : 1;
  }

  // ---- Counts and promises

  /** Drops references, and runs the release action if they were the last. The location holds the references beyond the first. */
  private void drop(int referent, int references) {
    int left = count(referent).getAndAdd(-references) + 1 - references;
    if (left < 0) {
      fail("more references are dropped than there are");
    }
    if (left == 0) {
      releaseAction(referent);
    }
  }

  private void releaseAction(int referent) {
    step(referent == FIRST ? "release action of first" : "release action of second");
    check("a resource is released twice", state -> state.value(free[referent - 1]) == 0);
    free[referent - 1].set(1);
    writePayload(referent);
  }

  private void useResource(int referent) {
    step(referent == FIRST ? "uses first" : "uses second");
    check("a released resource is used", state -> state.value(free[referent - 1]) == 0);
    if (isPayloadOf(referent)) {
      payload.read();
    }
    step("the use ends");
    check("a resource is released while it is borrowed", state -> state.value(free[referent - 1]) == 0);
  }

  private void writePayload(int referent) {
    if (isPayloadOf(referent)) {
      payload.write();
    }
  }

  private boolean isPayloadOf(int referent) {
    return (referent == SECOND) == has(Option.PAYLOAD_OF_SECOND);
  }

  private Location count(int referent) {
    return counts[referent - 1];
  }

  private int token(int referent) {
    return has(Option.ONE_TOKEN_FOR_ALL) ? FIRST : referent;
  }

  private static String describe(int value) {
    return switch (value) {
      case EMPTY -> "null";
      case FIRST -> "first";
      case SECOND -> "second";
      default -> describe(-value) + ", converted";
    };
  }

  private static String one(int beyondTheFirst) {
    return Integer.toString(beyondTheFirst + 1);
  }
}
