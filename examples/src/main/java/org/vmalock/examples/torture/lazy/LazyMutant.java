package org.vmalock.examples.torture.lazy;

/** What can be wrong with a {@link ModelSystem}: one step each, the way it was once posted or would be written at first. */
public enum LazyMutant {
  /** The hand-off with the proof read late, as it was mended in 2022. */
  NONE,
  /** The same with one word a slot, left by an exchange. */
  NONE_EXACT,
  /** The proposal of 2021: a switch drops what was handed over although the worker still borrows it. Freed under the worker. */
  DROPPED_WHILE_BORROWED,
  /**
   * The proposal of 2021: what is in the box is dropped on behalf, proved by a slot that was read before. Freed under the worker.
   */
  STOLEN_BY_EARLY_PROOF,
  /** The proposal of 2021: a worker goes down with its slot full, and another drops a count for it that nobody took. */
  TAKEN_DOWN_WITH_FULL_SLOT,
  /** The version of 2022 without the second look at the slot. Freed under the worker. */
  NO_SECOND_LOOK,
  /** The reference is handed over first and counted then: the worker drops it in between. Released twice. */
  COUNTED_AFTER_PUBLICATION,
  /** The exact form, left by a plain store: what was handed over in between is lost. Leaks. */
  EXACT_LEFT_BY_STORE,
  /** A worker that goes down leaves the scan set before it has emptied its slot. Freed under the worker. */
  MASK_CLEARED_FIRST,
  /** Contexts are recycled, and slots and boxes name the object instead of its life. Freed under the worker. */
  ADDRESS_REUSED;

  boolean isExact() {
    return this == NONE_EXACT || this == EXACT_LEFT_BY_STORE;
  }

  /** Whether contexts are opened again; those of the clean variant are, by the name of their life. */
  boolean isRecycling() {
    return this == NONE || this == ADDRESS_REUSED;
  }

  /**
   * Tells whether the model is right.
   *
   * @return true for the variants that must pass
   */
  public boolean isClean() {
    return this == NONE || this == NONE_EXACT;
  }
}
