package org.vmalock.models;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vmalock.models.explorer.Mode;

/** How {@link CountedReads} is configured: its size, what happens in it, and how it deviates from the library. */
final class CountedSetup {
  /** What happens, or what is done in another way than the library does. */
  enum Option {
    // What happens.
    /** One write section, and the object stays attached. */
    WRITE_ONLY,
    /** The freed object is not used again. */
    NO_RECYCLE,
    /** A second writer with a write section of its own. */
    SECOND_WRITER,
    /** No thread write-locks the object. */
    NO_WRITER,
    /** The owner retires without write-locking the object, under the structure lock. */
    RETIRE_WHILE_READ,
    /** Another thread retires, without the structure lock. */
    RETIRE_BY_ANOTHER_THREAD,
    /** That thread retires while the writer drains. */
    RETIRE_WHILE_DRAINING,
    /** The freeing of a write-locked object is no violation, so that the next one is found. */
    IGNORE_FREE_WHILE_WRITTEN,
    /** The waiting writer may be interrupted. */
    INTERRUPTIBLE,
    /** An interrupted writer tries again in the same section, without interrupts. */
    RETRY_AFTER_INTERRUPT,
    /** The writer ends the write of the node early, and write-locks it again in the same section. */
    END_WRITE_EARLY,
    /** The writer detaches the node, attaches it again, and does both in later sections once more. */
    DETACH_AND_ATTACH_AGAIN,
    /** The section ends by a downgrade. */
    DOWNGRADE,
    /** A refused reader acquires the structure lock and reads under it. */
    READ_UNDER_STRUCTURE_LOCK,
    /** A reader releases twice. */
    RELEASE_TWICE,
    /** A drain must be woken at most once. */
    COUNT_WAKE_UPS,

    // Alternatives.
    /** The reader looks at the sequence only after it was counted. */
    NO_TWO_LOOKS,
    /** The reader expects no generation: it looks at the owner once it is counted. */
    OWNER_LOOKED_AT_WHEN_COUNTED,
    /** The owner reference is a count of one, not a bit. */
    OWNER_IN_COUNT,
    /** The waiter is published when the writer waits, after LOCKED. */
    WAITER_AFTER_LOCKED,
    /** A reader releases by a subtraction that checks nothing. */
    BLIND_SUBTRACTION,
    /** The last releasing thread fences before it frees. */
    ACQUIRE_FENCE_BEFORE_FREE,
    /** A releasing thread fences before it loads the waiter. */
    ACQUIRE_FENCE_BEFORE_WAKE,
    /** The writer has no release fences. */
    NO_WRITER_FENCES,
    /** Read-modify-writes carry on release sequences, as in C++. */
    RELEASE_SEQUENCES,

    // Mutants.
    NO_SECOND_LOOK,
    ODD_OR_EVEN,
    NO_LATE_CHECK,
    NO_LAST_LOOK,
    NO_GENERATION_CHECK,
    NO_DRAIN,
    WRITE_LOCK_BEFORE_DRAIN,
    UNLOCKED_BEFORE_WRITE_LOCK,
    STRUCTURE_UNLOCKED_FIRST,
    LOCKED_SURVIVES_INTERRUPT,
    ATTACHED_IN_COUNT,
    ATTACH_WITHOUT_WRITE_LOCK,
    SHORTCUT_WHILE_ATTACHED,
    WRITE_AFTER_END_WRITE,
    WRITE_AFTER_DOWNGRADE,
    EVERY_READER_WAKES,
    WAIT_WHILE_READING
  }

  /** The accesses whose mode may be changed, with the mode that they have. */
  enum Access {
    WORD_BEFORE_COUNT(Mode.ACQUIRE),
    FIRST_LOOK(Mode.ACQUIRE),
    SECOND_LOOK(Mode.ACQUIRE),
    COUNT(Mode.VOLATILE),
    RELEASE(Mode.VOLATILE),
    LOCK_SEQ_IN_LATE_CHECK(Mode.ACQUIRE),
    SEQUENCE_IN_LATE_CHECK(Mode.ACQUIRE),
    WORD_IN_DRAIN(Mode.VOLATILE),
    LOCK_SEQ_OF_WRITER(Mode.RELEASE),
    LOCKED_DOWN(Mode.VOLATILE),
    LOCK_SEQ_AT_END_WRITE(Mode.RELEASE),
    SEQUENCE_ODD(Mode.RELEASE),
    SEQUENCE_EVEN(Mode.RELEASE),
    WAITER_STORE(Mode.OPAQUE),
    WAITER_LOAD(Mode.OPAQUE);

    private final Mode mode;

    Access(Mode mode) {
      this.mode = mode;
    }
  }

  private final Set<Option> options = EnumSet.noneOf(Option.class);
  private final Map<Access, Mode> modes = new EnumMap<>(Access.class);
  private int readers = 2;
  private int attempts = 1;
  private int limit = 2;

  private CountedSetup() {}

  static CountedSetup with(Option... options) {
    CountedSetup setup = new CountedSetup();
    setup.options.addAll(List.of(options));
    return setup;
  }

  CountedSetup and(Option option) {
    options.add(option);
    return this;
  }

  CountedSetup mode(Access access, Mode mode) {
    modes.put(access, mode);
    return this;
  }

  CountedSetup readers(int newReaders) {
    readers = newReaders;
    return this;
  }

  CountedSetup attempts(int newAttempts) {
    attempts = newAttempts;
    return this;
  }

  CountedSetup limit(int newLimit) {
    limit = newLimit;
    return this;
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  Mode mode(Access access) {
    return modes.getOrDefault(access, access.mode);
  }

  int readers() {
    return readers;
  }

  int attempts() {
    return attempts;
  }

  int limit() {
    return limit;
  }
}
