package org.vmalock.models;

import static org.vmalock.models.CountedWord.LOCKED;
import static org.vmalock.models.CountedWord.generation;
import static org.vmalock.models.CountedWord.isLocked;

import org.vmalock.models.CountedSetup.Access;
import org.vmalock.models.CountedSetup.Option;
import org.vmalock.models.explorer.Ghost;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;
import org.vmalock.models.explorer.Protocol;

/**
 * The operations of one {@code VmaLock} that admits counted reads: {@code tryStartRead}, {@code startReadLocked}, {@code endRead},
 * {@code startWrite}, {@code endWrite}, {@code markAttached}, {@code markDetached} and {@code retire}, and the write sections of its
 * structure locks. There are two structure locks, one for each of the two generations of the object.
 *
 * <p>A compare-and-set loop whose lost turns have no effect is one read-modify-write here. Under {@link MemoryModel#RA} the early
 * check is left out: it can only make a reader give up.
 */
abstract class CountedNode extends Protocol {
  static final int REFUSED = 0;
  static final int ACQUIRED = 1;
  private static final int COUNTED = 2;
  private static final int TRY_SLOWLY = 3;

  private static final int FINISHED = 0;
  private static final int FREES = 1;
  private static final int WAKES = 2;

  static final int FIRST = 0;

  final CountedSetup setup;
  final CountedWord words;
  private final boolean inOrder;

  final Location word;
  final Location lockSeq;
  final Location index;
  final Location[] sequence;
  final Location[] waiter;
  final Location[] structureLock = {lock("lock A"), lock("lock B")};
  final Location pool = lock("pool");

  final Ghost[] inside = {ghost("reader 0 inside", 0), ghost("reader 1 inside", 0)};
  final Ghost written = ghost("written", 0);
  final Ghost freed = ghost("freed", 0);
  final Ghost attached = ghost("attached", 1);
  final Ghost generation = ghost("generation", 1);
  final Ghost wakeUps = ghost("wake-ups", 0);

  CountedNode(CountedSetup setup, MemoryModel model) {
    this.setup = setup;
    this.words = new CountedWord(setup);
    this.inOrder = model != MemoryModel.RA;
    word = location("word", words.attachedWord(1)).shownAs(words::describe);
    lockSeq = location("lockSeq", 1);
    index = location("index", 1);
    sequence = new Location[] {location("sequence A", 2), location("sequence B", has(Option.END_WRITE_EARLY) ? 0 : 4)};
    waiter = new Location[] {location("waiter A", 0), location("waiter B", 0)};
  }

  final boolean has(Option option) {
    return setup.has(option);
  }

  private Mode mode(Access access) {
    return setup.mode(access);
  }

  // ---- Reading

  final int tryStartRead(int me, int expected) {
    int outcome = has(Option.NO_TWO_LOOKS) ? TRY_SLOWLY : call(() -> countBetweenTwoLooks(expected));
    if (outcome == TRY_SLOWLY) {
      outcome = call(() -> countSlowly(expected));
    }
    if (outcome == COUNTED) {
      outcome = call(() -> check(me, expected));
    }
    return outcome;
  }

  /** The sequence, count, the sequence again. */
  private int countBetweenTwoLooks(int expected) {
    int current = word.get(mode(Access.WORD_BEFORE_COUNT));
    if (!admits(current, expected)) {
      return REFUSED;
    }
    Location sequence = sequenceOf(expected);
    int before = sequence.get(mode(Access.FIRST_LOOK));
    if ((isOdd(before) && !has(Option.ODD_OR_EVEN)) || !countOne(current)) {
      return TRY_SLOWLY;
    }
    if (isForeign(current, expected)) {
      return -generation(current);
    }
    return has(Option.NO_SECOND_LOOK) || sequence.get(mode(Access.SECOND_LOOK)) == before ? ACQUIRED : COUNTED;
  }

  private int countSlowly(int expected) {
    int current = word.getOpaque();
    if (!admits(current, expected) || call(() -> appearsWriteLocked(expected))) {
      return REFUSED;
    }
    return count(current, expected);
  }

  private int count(int first, int expected) {
    return loop(first, current -> {
      if (!admits(current, expected)) {
        return REFUSED;
      }
      if (countOne(current)) {
        return isForeign(current, expected) ? -generation(current) : COUNTED;
      }
      return again(word.getOpaque());
    });
  }

  private boolean countOne(int current) {
    if (!word.compareAndSet(mode(Access.COUNT), current, current + 1)) {
      return false;
    }
    check("I3: counted on a free object", state -> state.value(freed) == 0);
    check("I3: counted on a detached object", state -> state.value(attached) == 1);
    check("I9: the limit is crossed", state -> words.hasRoom(state.value(word) - 1));
    return true;
  }

  private boolean admits(int current, int expected) {
    boolean checksGeneration = !has(Option.NO_GENERATION_CHECK) && !has(Option.OWNER_LOOKED_AT_WHEN_COUNTED);
    return words.isAttached(current) && !isLocked(current) && words.hasRoom(current)
        && (!checksGeneration || generation(current) == expected);
  }

  private boolean isForeign(int current, int expected) {
    return has(Option.OWNER_LOOKED_AT_WHEN_COUNTED) && generation(current) != expected;
  }

  /** The early check. */
  private boolean appearsWriteLocked(int expected) {
    if (!inOrder) {
      return false;
    }
    int current = sequenceOf(expected).getOpaque();
    return isOdd(current) && lockSeq.getOpaque() == current;
  }

  /** By a reader that is counted: the late check, and the last look. A refused reader releases what it has counted. */
  private int check(int me, int expected) {
    boolean refused = (!has(Option.NO_LATE_CHECK) && call(() -> isWriteLocked(expected)))
        || (!has(Option.NO_LAST_LOOK) && !words.isAttached(word.getOpaque()));
    if (refused) {
      call(() -> endRead(me, expected));
    }
    return refused ? REFUSED : ACQUIRED;
  }

  /** The late check. */
  private boolean isWriteLocked(int expected) {
    int locked = lockSeq.get(mode(Access.LOCK_SEQ_IN_LATE_CHECK));
    int current = sequenceOf(expected).get(mode(Access.SEQUENCE_IN_LATE_CHECK));
    return locked == current && isOdd(current);
  }

  final boolean startReadLocked() {
    return loop(word.getAcquire(), current -> {
      if (isLocked(current)) {
        fail("LOCKED is set while the structure lock is held by a reader");
      }
      if (!words.isAttached(current) || !words.hasRoom(current)) {
        return REFUSED;
      }
      return countOne(current) ? ACQUIRED : again(word.getOpaque());
    }) == ACQUIRED;
  }

  final void endRead(int me, int stamp) {
    int duty = call(() -> release(me, stamp));
    if (duty == FREES) {
      free(stamp);
    } else if (duty == WAKES) {
      wake(structureOf(stamp));
    }
  }

  private int release(int me, int stamp) {
    int former = has(Option.BLIND_SUBTRACTION)
        ? word.getAndAdd(mode(Access.RELEASE), -1)
        : word.getAndUpdate(mode(Access.RELEASE), current -> isCounted(current, stamp) ? current - 1 : current);
    if (!isCounted(former, stamp)) {
      if (!has(Option.RELEASE_TWICE)) {
        fail("I7: the read is not counted");
      }
      return FINISHED;
    }
    inside[me].set(0);
    return dutyAfter(former - 1);
  }

  private static boolean isCounted(int current, int stamp) {
    return generation(current) == stamp && CountedWord.count(current) != 0;
  }

  private int dutyAfter(int left) {
    if (words.isFree(left)) {
      return FREES;
    }
    return isLocked(left) && (words.hasNoReaders(left) || has(Option.EVERY_READER_WAKES)) ? WAKES : FINISHED;
  }

  private void free(int stamp) {
    step("onFree");
    if (has(Option.ACQUIRE_FENCE_BEFORE_FREE)) {
      acquireFence();
    }
    releaseFence();
    check("I2: freed twice", state -> state.value(freed) == 0);
    check("I2: freed in the next generation", state -> state.value(generation) == stamp);
    check("I2: freed with a reader inside", state -> state.value(inside[0]) + state.value(inside[1]) == 0);
    if (!has(Option.IGNORE_FREE_WHILE_WRITTEN)) {
      check("I2: freed while write-locked", state -> state.value(written) == 0);
    }
    check("I2: freed while attached", state -> !words.isAttached(state.value(word)));
    freed.set(1);
    payload.write();
    pool.setRelease(stamp);
  }

  private void wake(int structure) {
    if (has(Option.ACQUIRE_FENCE_BEFORE_WAKE)) {
      acquireFence();
    }
    int thread = waiter[structure].get(mode(Access.WAITER_LOAD));
    if (thread != 0) {
      unpark(thread - 1);
      if (has(Option.COUNT_WAKE_UPS)) {
        wakeUps.add(1);
      }
    }
  }

  // ---- Writing

  final int beginSection(int me, int structure) {
    structureLock[structure].lock();
    if (!has(Option.WAITER_AFTER_LOCKED)) {
      waiter[structure].set(mode(Access.WAITER_STORE), me + 1);
    }
    int odd = sequence[structure].getOpaque() + 1;
    sequence[structure].set(mode(Access.SEQUENCE_ODD), odd);
    writerFence();
    return odd;
  }

  private void writerFence() {
    if (!has(Option.NO_WRITER_FENCES)) {
      releaseFence();
    }
  }

  final void endSection(int structure) {
    if (has(Option.STRUCTURE_UNLOCKED_FIRST)) {
      waiter[structure].setOpaque(0);
      structureLock[structure].unlock();
      written.set(0);
      endWriteAll(structure);
    } else {
      endWriteAll(structure);
      waiter[structure].setOpaque(0);
      structureLock[structure].unlock();
    }
  }

  final void endWriteAll(int structure) {
    int even = sequence[structure].getOpaque() + 1;
    sequence[structure].set(mode(Access.SEQUENCE_EVEN), even);
    written.set(0);
  }

  final boolean startWrite(int me, int structure, int odd, boolean interruptible) {
    if (lockSeq.getOpaque() == odd || call(() -> lockIfPrivate(odd))) {
      beWriter();
      return true;
    }
    if (has(Option.WRITE_LOCK_BEFORE_DRAIN)) {
      lockSeq.set(mode(Access.LOCK_SEQ_OF_WRITER), odd);
    }
    boolean drained = call(() -> drain(me, structure, interruptible));
    if (drained) {
      take(odd);
      beWriter();
    } else if (!has(Option.LOCKED_SURVIVES_INTERRUPT)) {
      word.getAndAdd(-LOCKED);
    }
    if (has(Option.WAITER_AFTER_LOCKED)) {
      waiter[structure].setOpaque(0);
    }
    return drained;
  }

  final boolean startWrite(int me, int structure, int odd) {
    return startWrite(me, structure, odd, has(Option.INTERRUPTIBLE) && !has(Option.RETRY_AFTER_INTERRUPT));
  }

  private boolean lockIfPrivate(int odd) {
    int current = word.getVolatile();
    boolean free = has(Option.SHORTCUT_WHILE_ATTACHED) ? words.hasNoReaders(current) : words.isPrivate(current);
    if (free) {
      lockSeq.set(mode(Access.LOCK_SEQ_OF_WRITER), odd);
      writerFence();
    }
    return free;
  }

  private boolean drain(int me, int structure, boolean interruptible) {
    int before = word.getAndAdd(LOCKED);
    return words.hasNoReaders(before) || has(Option.NO_DRAIN) || readersLeave(me, structure, interruptible);
  }

  private boolean readersLeave(int me, int structure, boolean interruptible) {
    if (has(Option.WAITER_AFTER_LOCKED)) {
      waiter[structure].set(mode(Access.WAITER_STORE), me + 1);
    }
    return loop(() -> {
      if (words.hasNoReaders(word.get(mode(Access.WORD_IN_DRAIN)))) {
        return 1;
      }
      if (interruptible && choose("interrupted", 2) == 1) {
        return 0;
      }
      park();
      return AGAIN;
    }) != 0;
  }

  /** The node is the writer's: lockSeq first, then LOCKED falls. */
  private void take(int odd) {
    if (has(Option.UNLOCKED_BEFORE_WRITE_LOCK)) {
      word.getAndAdd(mode(Access.LOCKED_DOWN), -LOCKED);
    }
    if (!has(Option.WRITE_LOCK_BEFORE_DRAIN)) {
      lockSeq.set(mode(Access.LOCK_SEQ_OF_WRITER), odd);
      writerFence();
    }
    if (!has(Option.UNLOCKED_BEFORE_WRITE_LOCK)) {
      word.getAndAdd(mode(Access.LOCKED_DOWN), -LOCKED);
    }
  }

  final void endWrite() {
    lockSeq.set(mode(Access.LOCK_SEQ_AT_END_WRITE), -2);
    written.set(0);
  }

  // ---- Lifetime

  final void markAttached() {
    word.getAndAdd(words.attached());
    attached.set(1);
  }

  final void markDetached() {
    word.getAndAdd(-words.attached());
    attached.set(0);
  }

  final void retire(int stamp) {
    int left;
    if (words.owner() == CountedWord.OWNED) {
      int both = words.attached() + words.owner();
      left = word.getAndAdd(-both) - both;
      attached.set(0);
    } else {
      markDetached();
      left = word.getAndAdd(mode(Access.RELEASE), -words.owner()) - words.owner();
    }
    written.set(0);
    int duty = dutyAfter(left);
    if (duty == FREES) {
      free(stamp);
    } else if (duty == WAKES) {
      wake(structureOf(stamp));
    }
  }

  // ---- Promises

  final void enter(int me, int stamp) {
    if (inOrder) {
      check("I1: a reader is inside with a writer", state -> state.value(written) == 0);
    }
    check("I3: acquired a free or recycled object", state -> state.value(freed) == 0 && state.value(generation) == stamp);
    if (inOrder && !has(Option.RETIRE_WHILE_READ) && !has(Option.RETIRE_BY_ANOTHER_THREAD) && !has(Option.RELEASE_TWICE)) {
      check("I3: acquired a detached object", state -> state.value(attached) == 1);
    }
    inside[me].set(1);
  }

  private void beWriter() {
    checkNoReaderInside();
    written.set(1);
  }

  private void checkNoReaderInside() {
    if (inOrder) {
      check("I1: a writer is inside with a reader", state -> state.value(inside[0]) + state.value(inside[1]) == 0);
    }
  }

  final void writeOutsideOfSection() {
    step("writes");
    checkNoReaderInside();
    payload.write();
  }

  // ---- Names

  private Location sequenceOf(int stamp) {
    return sequence[structureOf(stamp)];
  }

  private static int structureOf(int stamp) {
    return stamp - 1;
  }

  private static boolean isOdd(int number) {
    return (number & 1) != 0;
  }
}
