package org.vmalock.models;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vmalock.models.explorer.Mode;

/** How {@link HazardReads} is configured: its size, what happens in it, and how it deviates from the protocol. */
final class HazardSetup {
  /** What happens, or what is done in another way than the protocol does. */
  enum Option {
    // What happens.
    /** Write sections only, and the object stays attached. */
    WRITE_ONLY,
    /** No write section before the one that retires. */
    RETIRE_ONLY,
    /** A second write section. */
    WRITE_TWICE,
    /** The owner retires without write-locking the object, under the structure lock. */
    RETIRE_WHILE_READ,
    /** The object belongs to no structure: no sequence, no write lock; its owner retires it. */
    NO_STRUCTURE,
    /** The first wait of the writer may time out; it tries again without a limit. */
    TIMED,
    /** The writer ends the write of the node early, and write-locks it again in the same section. */
    END_WRITE_EARLY,
    /** The writer detaches the node, attaches it again in a second section, and writes in a third. */
    DETACH_AND_ATTACH_AGAIN,
    /** The word is attached without SPREAD at the start: a reader may set it. */
    NOT_SPREAD_AT_START,
    /** A writer never clears SPREAD; otherwise both are explored. */
    WRITER_KEEPS_SPREAD,
    /** Without a structure: the thread that uses the object again retires it at once. */
    RETIRE_AGAIN,
    /** Without a structure: one thread detaches the object, another one retires it. */
    DETACHED_BY_ANOTHER,
    /** A reader whose attempt by a hazard failed tries to be counted. */
    COUNTED_AFTER_FAILURE,

    // Alternatives.
    /** The reader does not look at the sequence before and after the publication. */
    NO_TWO_LOOKS,
    /** The last look does not ask for SPREAD. */
    LAST_LOOK_IGNORES_SPREAD,
    /** A reader sets SPREAD by a read-modify-write, LOCKED or not. */
    SPREAD_SET_WHILE_LOCKED,
    /** The writer clears SPREAD before it scans. */
    SPREAD_CLEARED_BEFORE_SCAN,

    // Mutants.
    VALIDATION_IGNORES_SPREAD,
    NO_SCAN_BY_WRITER,
    NO_SCAN_BY_DETACH,
    NO_SCAN_BY_RETIRE,
    SPREAD_LOADED_BEFORE_LOCKED,
    CONVERTER_NOT_COUNTED,
    CONVERTED_BEFORE_COUNTED,
    NO_UNDO,
    TOKEN_WITHOUT_GENERATION,
    NO_WAKE_UP,
    FAILED_READ_STORES,
    NO_LATE_CHECK,
    ODD_OR_EVEN,
    NO_LAST_LOOK
  }

  /** The accesses whose mode may be changed; all are volatile. */
  enum Access {
    PUBLICATION,
    WORD_AFTER_PUBLICATION,
    SCAN,
    SLOT_RELEASE
  }

  private final Set<Option> options = EnumSet.noneOf(Option.class);
  private final Map<Access, Mode> modes = new EnumMap<>(Access.class);
  private int readers = 2;
  private int attempts = 1;

  private HazardSetup() {}

  static HazardSetup with(Option... options) {
    HazardSetup setup = new HazardSetup();
    setup.options.addAll(List.of(options));
    return setup;
  }

  HazardSetup mode(Access access, Mode mode) {
    modes.put(access, mode);
    return this;
  }

  HazardSetup readers(int newReaders) {
    readers = newReaders;
    return this;
  }

  HazardSetup attempts(int newAttempts) {
    attempts = newAttempts;
    return this;
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  Mode mode(Access access) {
    return modes.getOrDefault(access, Mode.VOLATILE);
  }

  int readers() {
    return readers;
  }

  int attempts() {
    return attempts;
  }
}
