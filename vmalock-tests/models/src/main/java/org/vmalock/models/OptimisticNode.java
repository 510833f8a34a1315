package org.vmalock.models;

import static org.vmalock.models.LockWord.ATTACHED;
import static org.vmalock.models.LockWord.LOCKED;
import static org.vmalock.models.LockWord.OWNED;
import static org.vmalock.models.LockWord.count;
import static org.vmalock.models.LockWord.isAttached;
import static org.vmalock.models.LockWord.isFree;
import static org.vmalock.models.LockWord.isLocked;

import org.vmalock.models.OptimisticSetup.Access;
import org.vmalock.models.OptimisticSetup.Option;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.Protocol;

/**
 * The operations of one {@code VmaLock} that admits optimistic reads: {@code tryOptimisticRead}, {@code validate}, {@code startWrite},
 * {@code endWrite}, {@code markAttached}, {@code markDetached} and {@code retire}, and the write sections of its structure locks, one
 * for each of the two generations of the object.
 *
 * <p>The data of the object are two opaque values, which every write makes equal: ten times the generation, plus the number of the
 * write. A reset makes both 0.
 */
abstract class OptimisticNode extends Protocol {
  static final int FIRST = 1;
  static final int SECOND = 2;
  private static final int DATA_OF_A_GENERATION = 10;

  /** The first number of an early end: even, and larger than every sequence. */
  static final int EARLY_END = 100;

  final OptimisticSetup setup;

  final Location word = location("word", LockWord.attachedWord(FIRST)).shownAs(LockWord::describe);
  final Location lockSeq;
  final Location index = location("index", FIRST);
  final Location[] data = {location("data 0", DATA_OF_A_GENERATION), location("data 1", DATA_OF_A_GENERATION)};
  final Location[] sequence;
  final Location[] structureLock = {lock("lock A"), lock("lock B")};
  final Location pool = lock("pool");

  OptimisticNode(OptimisticSetup setup) {
    this.setup = setup;
    lockSeq = location("lockSeq", has(Option.WITHOUT_STRUCTURE) ? 0 : 1);
    sequence = new Location[] {location("sequence A", 2), location("sequence B", setup.secondSequence())};
  }

  final boolean has(Option option) {
    return setup.has(option);
  }

  // ---- Optimistic reads

  /** Returns a stamp, or {@link OptimisticStamp#REFUSED} for one that is never valid. */
  final int tryOptimisticRead(int generation) {
    if (has(Option.WORD_BEFORE_BEGIN) && !isAttached(word.get(setup.mode(Access.WORD_AT_BEGIN)))) {
      return OptimisticStamp.REFUSED;
    }
    int earlier = has(Option.SEQUENCE_BEFORE_LOCK_SEQ) ? sequenceOf(generation).get(setup.mode(Access.BEGIN)) : 0;
    int locked = lockSeq.get(setup.mode(Access.BEGIN));
    if (isOdd(locked) && !has(Option.NO_SEQUENCE_CHECK)) {
      int current = has(Option.SEQUENCE_BEFORE_LOCK_SEQ) ? earlier : sequenceOf(generation).get(setup.mode(Access.BEGIN));
      if (locked == current) {
        return OptimisticStamp.REFUSED;
      }
    }
    boolean looks = !has(Option.NO_WORD_AT_BEGIN) && !has(Option.WORD_BEFORE_BEGIN);
    return looks && !isAttached(word.get(setup.mode(Access.WORD_AT_BEGIN))) ? OptimisticStamp.REFUSED : OptimisticStamp.of(locked);
  }

  /** The acquire fence belongs to the step of the load before. */
  final void fenceBeforeValidate() {
    if (!has(Option.NO_ACQUIRE_FENCE)) {
      acquireFence();
    }
  }

  final boolean validate(int generation, int stamp) {
    if (has(Option.WORD_BEFORE_LOCK_SEQ)) {
      return isOf(generation, word.getAcquire()) && isUnchanged(stamp);
    }
    return isUnchanged(stamp) && isOf(generation, word.getOpaque());
  }

  private boolean isUnchanged(int stamp) {
    int locked = lockSeq.get(setup.mode(Access.LOCK_SEQ_IN_VALIDATE));
    return stamp == OptimisticStamp.of(locked) || has(Option.NO_LOCK_SEQ_CHECK);
  }

  private boolean isOf(int generation, int current) {
    return (isAttached(current) || has(Option.NO_ATTACHED_CHECK))
        && (LockWord.generation(current) == generation || has(Option.NO_GENERATION_CHECK));
  }

  /** Converts an optimistic stamp into a counted read: counts first, then looks whether the stamp is still valid. */
  final boolean tryConvert(int generation, int stamp) {
    if (has(Option.VALIDATED_BEFORE_COUNTED)) {
      return call(() -> isUnchanged(stamp)) && call(() -> addReader(generation));
    }
    if (!call(() -> addReader(generation))) {
      return false;
    }
    boolean valid = call(() -> isUnchanged(stamp));
    if (!valid) {
      call(() -> dropCount());
    }
    return valid;
  }

  // ---- Counted reads

  final boolean tryStartRead(int generation) {
    if (!call(() -> addReader(generation))) {
      return false;
    }
    boolean writeLocked = call(() -> isWriteLocked(generation));
    if (writeLocked) {
      call(() -> dropCount());
    }
    return !writeLocked;
  }

  private boolean addReader(int generation) {
    return loop(word.getOpaque(), current -> {
      if (!isAttached(current) || isLocked(current) || LockWord.generation(current) != generation) {
        return 0;
      }
      int found = word.compareAndExchange(current, current + 1);
      return found == current ? 1 : again(found);
    }) != 0;
  }

  private boolean isWriteLocked(int generation) {
    int locked = lockSeq.getAcquire();
    int current = sequenceOf(generation).getAcquire();
    return locked == current && isOdd(current);
  }

  final void dropCount() {
    drop(1);
  }

  /** Drops a count or the owner reference; the last one resets the object. */
  private void drop(int reference) {
    boolean free = call(() -> isFree(word.getAndAdd(-reference) - reference));
    if (free) {
      if (!has(Option.NO_FENCE_BEFORE_RESET)) {
        releaseFence();
      }
      write(0);
      pool.setRelease(FIRST);
    }
  }

  // ---- Writing

  final int beginSection(int generation) {
    structureLock[generation - 1].lock();
    int odd = sequenceOf(generation).getOpaque() + 1;
    sequenceOf(generation).set(setup.mode(Access.SEQUENCE_ODD), odd);
    if (has(Option.SPECULATION)) {
      writerFence();
    }
    return odd;
  }

  final void endSection(int generation) {
    int even = sequenceOf(generation).getOpaque() + 1;
    sequenceOf(generation).setRelease(even);
    structureLock[generation - 1].unlock();
  }

  final void startWrite(int odd) {
    if (lockSeq.getOpaque() == odd) {
      return;
    }
    addToWord(LOCKED);
    call(() -> awaitReaders());
    lockSeq.set(setup.mode(Access.LOCK_SEQ_OF_WRITER), odd);
    addToWord(-LOCKED);
    writerFence();
  }

  final void awaitReaders() {
    loop(() -> {
      if (count(word.getVolatile()) == 0) {
        return 0;
      }
      await("no readers", state -> count(state.value(word)) == 0);
      return AGAIN;
    });
  }

  private void writerFence() {
    if (!has(Option.NO_WRITER_FENCE)) {
      releaseFence();
    }
  }

  final void write(int value) {
    data[0].setOpaque(value);
    data[1].setOpaque(value);
  }

  final void endWrite(int freshNumber) {
    lockSeq.setRelease(has(Option.FIXED_NUMBER_AT_END_WRITE) ? EARLY_END : numberAtEndWrite(freshNumber));
  }

  private int numberAtEndWrite(int freshNumber) {
    return has(Option.LATER_NUMBER_AT_END_WRITE) ? sequenceOf(FIRST).getOpaque() + 2 : freshNumber;
  }

  // ---- Lifetime

  final void markAttached() {
    addToWord(ATTACHED);
  }

  final void markDetached() {
    addToWord(-ATTACHED);
  }

  /** Detaches an object without a structure, which its owner changes next. */
  final void detachWithoutStructure() {
    if (has(Option.COUNTED_BEFORE_DETACHED)) {
      countDetachment();
      call(() -> markDetached());
      return;
    }
    call(() -> markDetached());
    if (!has(Option.DETACHMENT_NOT_COUNTED)) {
      countDetachment();
    }
  }

  /** The release fence belongs to the step of the update before. */
  private void countDetachment() {
    lockSeq.getAndAdd(2);
    if (!has(Option.NO_FENCE_AFTER_DETACHMENT)) {
      releaseFence();
    }
  }

  final void retire() {
    call(() -> markDetached());
    drop(OWNED);
  }

  final void allocate() {
    word.setRelease(LockWord.detachedWord(SECOND));
    if (!has(Option.NO_FENCE_AFTER_GENERATION)) {
      releaseFence();
    }
  }

  // ---- Promises

  /** By a reader whose read is valid. */
  final void checkData(int generation, int first, int second) {
    if (first != second) {
      fail("a torn read is valid");
    } else if (first / DATA_OF_A_GENERATION != generation) {
      fail("a read of another generation is valid");
    }
  }

  // ---- Small parts

  private void addToWord(int delta) {
    call(() -> {
      word.getAndAdd(delta);
    });
  }

  private Location sequenceOf(int generation) {
    return sequence[generation - 1];
  }

  private static boolean isOdd(int number) {
    return (number & 1) != 0;
  }
}
