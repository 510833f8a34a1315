package org.vmalock.models;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.vmalock.models.explorer.Mode;

/** How {@link LazyHandOff} is configured: what happens in it, and how it deviates from the library. */
final class LazyHandOffSetup {
  /** What happens, or what is done in another way than the library does. */
  enum Option {
    // What happens.
    /** The worker publishes in the exact form: last users convert the slot, and it releases the slot by an exchange. */
    EXACT,
    /** The scheme changes between the borrows: only B is published in the exact form. */
    EXACT_FROM_B_ON,
    /** A thread settles the box once, at any time. */
    SETTLING_THREAD,
    /** At the start the box holds a lifetime of B without users, and B is recycled once it is released. */
    RECYCLE,
    /** The worker does not use B, and after it has released A it neither switches nor closes. */
    NO_LATER_SWITCH,
    /** The payload is that of B, not of A. */
    PAYLOAD_OF_B,

    // Alternatives.
    /** The worker fences between the release of its slot and the check of its box. */
    FENCE_AFTER_CLEAR,

    // Mutants.
    DROPPED_WHILE_BORROWED,
    EARLY_PROOF,
    CLOSED_WITH_FULL_SLOT,
    NO_TAKE_BACK,
    COUNTED_AFTER_PUBLICATION,
    EXACT_RELEASED_BY_STORE,
    SETTLED_WITHOUT_SLOT,
    SETTLED_BY_EARLIER_SLOT,
    ADDRESSES,
    PUBLISHED_WITHOUT_USE,
    TAKEN_FROM_BOX_BY_STORE,
    NO_SCAN
  }

  private final Set<Option> options = EnumSet.noneOf(Option.class);
  private Mode publish = Mode.RELEASE;
  private Mode clear = Mode.RELEASE;

  private LazyHandOffSetup() {}

  static LazyHandOffSetup with(Option... options) {
    LazyHandOffSetup setup = new LazyHandOffSetup();
    setup.options.addAll(List.of(options));
    return setup;
  }

  /** The mode of the store that publishes a borrow. */
  LazyHandOffSetup publish(Mode mode) {
    publish = mode;
    return this;
  }

  /** The mode of the store that releases a borrow. */
  LazyHandOffSetup clear(Mode mode) {
    clear = mode;
    return this;
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  Mode publish() {
    return publish;
  }

  Mode clear() {
    return clear;
  }
}
