package org.vmalock.examples.torture.lazy;

/**
 * The correct models and the mutants of {@link ModelSystem}. Each mutant does one step wrong, as an earlier proposal of the
 * protocol did or as a first attempt would.
 */
public enum LazyMutant {
  /** The correct model: the proof that the worker no longer borrows the content of its box is read after the box. */
  NONE,
  /** The correct exact model: one word per slot, which the worker releases by an exchange. */
  NONE_EXACT,
  /** A switch releases a converted context although the worker still borrows it. Freed while the worker uses it. */
  RELEASED_WHILE_BORROWED,
  /**
   * The content of the box is released on behalf of the worker, based on a slot that was read before the box. Freed while the
   * worker uses it.
   */
  RELEASED_ON_STALE_PROOF,
  /** A worker is closed with its slot full, and a count is released that was never acquired. Released twice. */
  CLOSED_WITH_FULL_SLOT,
  /**
   * The content of the box is released on behalf of the worker without a second check of the slot. Freed while the worker uses
   * it.
   */
  NO_SECOND_CHECK,
  /** The reference is published in the box before it is counted; the worker releases it in between. Released twice. */
  COUNTED_AFTER_PUBLICATION,
  /** The exact form, with the slot cleared by a plain store: a conversion in between is lost. Leaks. */
  EXACT_CLEARED_BY_STORE,
  /**
   * A worker that is being closed clears its bit in the scan set before it has cleared its slot. Freed while the worker uses it.
   */
  MASK_CLEARED_FIRST,
  /** Contexts are recycled, and slots and boxes name the object instead of its generation. Freed while the worker uses it. */
  ADDRESS_REUSED;

  boolean isExact() {
    return this == NONE_EXACT || this == EXACT_CLEARED_BY_STORE;
  }

  /** Returns whether the system recycles contexts. The correct model does so, too: its slots and boxes name generations. */
  boolean isRecycling() {
    return this == NONE || this == ADDRESS_REUSED;
  }

  /**
   * Tells whether the model is correct.
   *
   * @return true for the models without a mutant
   */
  public boolean isCorrect() {
    return this == NONE || this == NONE_EXACT;
  }
}
