package org.vmalock.models;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vmalock.models.explorer.Mode;

/** How {@link LazyRef} is configured: its size, what happens in it, and how it deviates from the library. */
final class LazyRefSetup {
  /** What happens, or what is done in another way than the library does. */
  enum Option {
    // What happens.
    /** The owner replaces the first resource before it closes the reference. */
    REPLACE,
    /** Another thread closes the reference as well. */
    CLOSED_BY_ANOTHER_THREAD,
    /** The payload is that of the second resource, not of the first. */
    PAYLOAD_OF_SECOND,

    // Mutants.
    NO_VALIDATION,
    VALIDATED_BEFORE_CLAIM,
    SCANNED_BEFORE_EXCHANGE,
    NO_SCAN,
    COUNTED_AFTER_CONVERSION,
    OWNER_REFERENCE_DROPPED_FIRST,
    RELEASED_BY_STORE,
    FAILED_ATTEMPT_CLEARED_BY_STORE,
    CLAIMED_BY_STORE,
    COUNTED_FROM_ZERO,
    NOT_REDUCED_BY_FAILED_CONVERSION,
    ONE_TOKEN_FOR_ALL
  }

  /** The accesses whose mode may be changed; all of them are volatile. */
  enum Access {
    CLAIM,
    VALIDATION,
    EXCHANGE_OF_CURRENT,
    SCAN,
    CONVERSION,
    RELEASE
  }

  private final Set<Option> options = EnumSet.noneOf(Option.class);
  private final Map<Access, Mode> modes = new EnumMap<>(Access.class);
  private int borrowers = 2;
  private int slots = 1;
  private int attempts = 1;

  private LazyRefSetup() {}

  static LazyRefSetup with(Option... options) {
    LazyRefSetup setup = new LazyRefSetup();
    setup.options.addAll(List.of(options));
    return setup;
  }

  LazyRefSetup mode(Access access, Mode mode) {
    modes.put(access, mode);
    return this;
  }

  LazyRefSetup borrowers(int newBorrowers) {
    borrowers = newBorrowers;
    return this;
  }

  /** How many slots the row of all borrowers has; with one, a second borrow is counted. */
  LazyRefSetup slots(int newSlots) {
    slots = newSlots;
    return this;
  }

  /** How many borrows each borrower makes, one after the other. */
  LazyRefSetup attempts(int newAttempts) {
    attempts = newAttempts;
    return this;
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  Mode mode(Access access) {
    return modes.getOrDefault(access, Mode.VOLATILE);
  }

  int borrowers() {
    return borrowers;
  }

  int slots() {
    return slots;
  }

  int attempts() {
    return attempts;
  }
}
