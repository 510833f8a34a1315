package org.vmalock.models;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.vmalock.models.explorer.Mode;

/** How {@link Retain} is configured: what happens in it, and how it deviates from the design. */
final class RetainSetup {
  /** What happens, or what is done in another way than the design says. */
  enum Option {
    // What happens.
    /** The holder acquired by a hazard: its slot is full, and the word counts no reader. */
    HELD_BY_HAZARD,
    /** A third reader acquires for itself and releases. */
    READER,
    /** The receiver retains as well, for a moment. */
    RECEIVER_RETAINS,
    /** The object is not retired. */
    WRITE_ONLY,
    /** The object is retired without a write section before. */
    RETIRED_WHILE_HELD,
    /** The freed object is used again, in the next generation. */
    RECYCLE,
    /** The holder retains once more after it has released all. */
    RETAIN_WITHOUT_HOLDING,
    /** Read-modify-writes carry on release sequences, as in C++. */
    RELEASE_SEQUENCES,

    // Mutants.
    REFUSED_IF_LOCKED,
    REFUSED_IF_DETACHED,
    HAZARD_HOLD_NEEDS_COUNT,
    NO_COUNT_CHECK,
    NO_GENERATION_CHECK,
    ADDED_WITHOUT_CHECK,
    ADDED_AFTER_CHECK,
    HANDED_ON_BEFORE_COUNTED,
    STORED_WITHOUT_CAS,
    NO_CONVERSION
  }

  private final Set<Option> options = EnumSet.noneOf(Option.class);
  private Mode count = Mode.VOLATILE;
  private int limit = RetainWord.COUNT;

  private RetainSetup() {}

  static RetainSetup with(Option... options) {
    RetainSetup setup = new RetainSetup();
    setup.options.addAll(List.of(options));
    return setup;
  }

  /** The mode of the compare-and-set by which retain counts. */
  RetainSetup count(Mode mode) {
    count = mode;
    return this;
  }

  RetainSetup limit(int newLimit) {
    limit = newLimit;
    return this;
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  Mode count() {
    return count;
  }

  int limit() {
    return limit;
  }
}
