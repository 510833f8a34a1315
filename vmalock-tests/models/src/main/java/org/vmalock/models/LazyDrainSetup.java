package org.vmalock.models;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.vmalock.models.explorer.Mode;

/** How {@link LazyDrain} is configured: what happens in it, and how it deviates from the library. */
final class LazyDrainSetup {
  /** What happens, or what is done in another way than the library does. */
  enum Option {
    // What happens.
    /** The borrow is a counted reference; otherwise a hazard, whose reference is in the box. */
    COUNTED,
    /** The worker ends the borrow by a switch to another task; otherwise when it finds a request or its box full. */
    SWITCHES,
    /** The worker borrows another context afterwards. */
    BORROWS_AGAIN,

    // Mutants.
    NOT_RAISED,
    RAISED_AFTER_STATE,
    LOWERED_BEFORE_DROP,
    WAITS_BEFORE_SETTLING,
    NO_LAST_WAIT
  }

  private final Set<Option> options = EnumSet.noneOf(Option.class);
  private Mode state = Mode.RELEASE;
  private Mode lower = Mode.RELEASE;
  private Mode lastWait = Mode.ACQUIRE;

  private LazyDrainSetup() {}

  static LazyDrainSetup with(Option... options) {
    LazyDrainSetup setup = new LazyDrainSetup();
    setup.options.addAll(List.of(options));
    return setup;
  }

  /** The mode of the store of a state without a borrow. */
  LazyDrainSetup state(Mode mode) {
    state = mode;
    return this;
  }

  /** The mode of the store that ends a release. */
  LazyDrainSetup lower(Mode mode) {
    lower = mode;
    return this;
  }

  /** The mode of the load by which a drain waits for releases. */
  LazyDrainSetup lastWait(Mode mode) {
    lastWait = mode;
    return this;
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  Mode state() {
    return state;
  }

  Mode lower() {
    return lower;
  }

  Mode lastWait() {
    return lastWait;
  }
}
