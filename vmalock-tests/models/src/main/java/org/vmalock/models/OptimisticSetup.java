package org.vmalock.models;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vmalock.models.explorer.Mode;

/** How {@link OptimisticReads} is configured: what happens in it, and how it deviates from the protocol. */
final class OptimisticSetup {
  /** What happens, or what deviates from the protocol. */
  enum Option {
    // What happens.
    /** One write section, not two. */
    WRITE_ONCE,
    /** The writer ends the write of the node early, write-locks it again in the same section, and ends that early as well. */
    END_WRITE_EARLY,
    /** The writer detaches the node, writes, and attaches it again, all in one section. */
    DETACH_AND_ATTACH_AGAIN,
    /** The writer detaches the node in one section, writes while no section is open, and attaches the node in the next section. */
    WRITE_BETWEEN_SECTIONS,
    /** The object has no structure; its owner detaches it, waits for its readers, writes, and attaches it again, twice. */
    WITHOUT_STRUCTURE,
    /** The owner retires the object; it is reset, and used again in its next generation under another structure lock. */
    RECYCLE,
    /** A counted reader, for which the writer has to drain; the last releasing thread resets the object. */
    COUNTED_READER,
    /** The reader converts its stamp into a counted read between its two loads of the data. */
    CONVERT,
    /** The reader speculates on the whole structure: the sequence, the data, the sequence again. */
    SPECULATION,

    // Mutants.
    FIXED_NUMBER_AT_END_WRITE,
    LATER_NUMBER_AT_END_WRITE,
    NO_GENERATION_CHECK,
    NO_ATTACHED_CHECK,
    NO_LOCK_SEQ_CHECK,
    SEQUENCE_BEFORE_LOCK_SEQ,
    NO_SEQUENCE_CHECK,
    NO_WRITER_FENCE,
    NO_ACQUIRE_FENCE,
    NO_FENCE_BEFORE_RESET,
    NO_FENCE_AFTER_GENERATION,
    WORD_BEFORE_LOCK_SEQ,
    NO_WORD_AT_BEGIN,
    WORD_BEFORE_BEGIN,
    DETACHMENT_NOT_COUNTED,
    COUNTED_BEFORE_DETACHED,
    NO_FENCE_AFTER_DETACHMENT,
    VALIDATED_BEFORE_COUNTED
  }

  /** The accesses whose mode may be changed, with the mode that they have. */
  enum Access {
    BEGIN(Mode.ACQUIRE),
    WORD_AT_BEGIN(Mode.ACQUIRE),
    LOCK_SEQ_IN_VALIDATE(Mode.ACQUIRE),
    LOCK_SEQ_OF_WRITER(Mode.RELEASE),
    SEQUENCE_ODD(Mode.RELEASE);

    private final Mode mode;

    Access(Mode mode) {
      this.mode = mode;
    }
  }

  private final Set<Option> options = EnumSet.noneOf(Option.class);
  private final Map<Access, Mode> modes = new EnumMap<>(Access.class);
  private int secondSequence = 4;
  private int attempts = 1;

  private OptimisticSetup() {}

  static OptimisticSetup with(Option... options) {
    OptimisticSetup setup = new OptimisticSetup();
    setup.options.addAll(List.of(options));
    return setup;
  }

  OptimisticSetup mode(Access access, Mode mode) {
    modes.put(access, mode);
    return this;
  }

  /** Sets where the sequence of the second structure lock begins: its values collide with those of the first. */
  OptimisticSetup secondSequence(int newSecondSequence) {
    secondSequence = newSecondSequence;
    return this;
  }

  OptimisticSetup attempts(int newAttempts) {
    attempts = newAttempts;
    return this;
  }

  boolean has(Option option) {
    return options.contains(option);
  }

  Mode mode(Access access) {
    return modes.getOrDefault(access, access.mode);
  }

  int secondSequence() {
    return secondSequence;
  }

  int attempts() {
    return attempts;
  }
}
