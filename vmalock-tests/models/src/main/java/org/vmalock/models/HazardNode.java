package org.vmalock.models;

import static org.vmalock.models.LockWord.ATTACHED;
import static org.vmalock.models.LockWord.LOCKED;
import static org.vmalock.models.LockWord.OWNED;
import static org.vmalock.models.LockWord.SPREAD;
import static org.vmalock.models.LockWord.count;
import static org.vmalock.models.LockWord.isFree;
import static org.vmalock.models.LockWord.isLocked;
import static org.vmalock.models.LockWord.isSpread;

import org.vmalock.models.HazardSetup.Access;
import org.vmalock.models.HazardSetup.Option;
import org.vmalock.models.explorer.Ghost;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Protocol;

/**
 * The operations of one {@code VmaLock} that admits hazard reads: {@code tryStartRead}, {@code endRead}, {@code startWrite}, {@code
 * endWrite}, {@code markAttached}, {@code markDetached} and {@code retire}, and the write sections of its structure lock.
 *
 * <p>Each reader has a slot, which is 0 or holds a token: the number of the generation that is read. A converted read has left the
 * negated token in its slot and is counted in the word.
 */
abstract class HazardNode extends Protocol {
  static final int REFUSED = 0;
  static final int COUNTED = 1;
  static final int BY_HAZARD = 2;

  private static final int FINISHED = 0;
  private static final int FREES = 1;
  private static final int WAKES = 2;
  private static final int ENDED_EARLY = -2;

  final HazardSetup setup;
  private final boolean inOrder;

  final Location word;
  final Location lockSeq = location("lockSeq", 1);
  final Location sequence = location("sequence", 2);
  final Location waiter = location("waiter", 0);
  final Location index = location("index", 1);
  final Location[] slots = {location("slot 0", 0), location("slot 1", 0)};
  final Location structureLock = lock("structure lock");
  final Location pool = lock("pool");

  /** The generation that a reader is inside of, or 0. */
  final Ghost[] inside = {ghost("reader 0 inside", 0), ghost("reader 1 inside", 0)};

  final Ghost written = ghost("written", 0);
  final Ghost freed = ghost("freed", 0);
  final Ghost attached = ghost("attached", 1);
  final Ghost generation = ghost("generation", 1);

  HazardNode(HazardSetup setup, MemoryModel model) {
    this.setup = setup;
    this.inOrder = model != MemoryModel.RA;
    int spread = has(Option.NOT_SPREAD_AT_START) ? 0 : SPREAD;
    word = location("word", LockWord.attachedWord(1) | spread).shownAs(LockWord::describe);
  }

  final boolean has(Option option) {
    return setup.has(option);
  }

  // ---- Acquiring

  final int tryStartRead(int me, int expected) {
    int current = call(() -> firstLookAtWord(expected));
    if (current == REFUSED) {
      return REFUSED;
    }
    if (!isSpread(current)) {
      return call(() -> tryCounted(me, expected, current));
    }
    boolean acquired = call(() -> tryHazard(me, expected));
    if (acquired || !has(Option.COUNTED_AFTER_FAILURE)) {
      return acquired ? BY_HAZARD : REFUSED;
    }
    return call(() -> tryCounted(me, expected, word.getOpaque()));
  }

  /** The word, and perhaps SPREAD is set on it. Returns the word, or SPREAD if that is all that matters, or REFUSED. */
  private int firstLookAtWord(int expected) {
    int current = word.getAcquire();
    if (!admits(current, expected)) {
      return REFUSED;
    }
    if (isSpread(current)) {
      return SPREAD;
    }
    if (choose("readers collide", 2) == 1) {
      if (has(Option.SPREAD_SET_WHILE_LOCKED)) {
        call(() -> spreadEvenIfLocked(expected));
      } else if (word.compareAndSet(current, current | SPREAD)) {
        return SPREAD;
      }
    }
    return current;
  }

  private void spreadEvenIfLocked(int expected) {
    word.getAndUpdate(current -> LockWord.generation(current) == expected && LockWord.isAttached(current) ? current | SPREAD : current);
  }

  private static boolean admits(int current, int expected) {
    return LockWord.isAttached(current) && !isLocked(current) && LockWord.generation(current) == expected;
  }

  private boolean tryHazard(int me, int expected) {
    boolean acquired = call(() -> publish(me, expected));
    if (!acquired) {
      call(() -> withdraw(me, expected));
    }
    return acquired;
  }

  /** The sequence, publication, the word again, the sequence again; otherwise the late check and the last look. */
  private boolean publish(int me, int expected) {
    int before = firstLook();
    if (slots[me].compareAndExchange(setup.mode(Access.PUBLICATION), 0, token(expected)) != 0) {
      fail("I8: the slot is not empty");
    }
    int current = word.get(setup.mode(Access.WORD_AFTER_PUBLICATION));
    if (!admits(current, expected) || !(isSpread(current) || has(Option.VALIDATION_IGNORES_SPREAD))) {
      return false;
    }
    return call(() -> isUnchanged(before)) || call(() -> passesLateCheck(expected, !has(Option.LAST_LOOK_IGNORES_SPREAD)));
  }

  private void withdraw(int me, int expected) {
    if (has(Option.FAILED_READ_STORES)) {
      slots[me].setRelease(0);
    } else {
      endHazardRead(me, expected);
    }
  }

  private int tryCounted(int me, int expected, int first) {
    int before = firstLook();
    if (!call(() -> addReader(first, expected))) {
      return REFUSED;
    }
    if (call(() -> isUnchanged(before)) || call(() -> passesLateCheck(expected, false))) {
      return COUNTED;
    }
    call(() -> endCountedRead(me, expected));
    return REFUSED;
  }

  private boolean addReader(int first, int expected) {
    return loop(first, current -> {
      if (!admits(current, expected)) {
        return REFUSED;
      }
      int found = word.compareAndExchange(current, current + 1);
      return found == current ? COUNTED : again(found);
    }) == COUNTED;
  }

  private int firstLook() {
    return has(Option.NO_STRUCTURE) || has(Option.NO_TWO_LOOKS) ? 0 : sequence.getAcquire();
  }

  /** The second look. */
  private boolean isUnchanged(int before) {
    if (has(Option.NO_STRUCTURE)) {
      return true;
    }
    if (has(Option.NO_TWO_LOOKS)) {
      return false;
    }
    return sequence.getAcquire() == before && (!isOdd(before) || has(Option.ODD_OR_EVEN));
  }

  /** The late check, and the last look. */
  private boolean passesLateCheck(int expected, boolean asksForSpread) {
    if (!has(Option.NO_LATE_CHECK) && call(() -> isWriteLocked())) {
      return false;
    }
    if (has(Option.NO_LAST_LOOK)) {
      return true;
    }
    int current = word.getOpaque();
    return LockWord.isAttached(current) && LockWord.generation(current) == expected && (isSpread(current) || !asksForSpread);
  }

  private boolean isWriteLocked() {
    int locked = lockSeq.getAcquire();
    return sequence.getAcquire() == locked && isOdd(locked);
  }

  // ---- Releasing

  final void endRead(int me, int stamp, int how) {
    if (how == BY_HAZARD) {
      endHazardRead(me, stamp);
    } else {
      endCountedRead(me, stamp);
    }
  }

  private void endHazardRead(int me, int stamp) {
    int found = slots[me].compareAndExchange(setup.mode(Access.SLOT_RELEASE), token(stamp), 0);
    if (found == token(stamp)) {
      inside[me].set(0);
    } else if (found == -token(stamp)) {
      slots[me].setRelease(0);
      call(() -> endCountedRead(me, stamp));
    } else {
      fail("I8: the slot holds another token");
    }
  }

  private void endCountedRead(int me, int stamp) {
    int duty = call(() -> release(me, stamp));
    if (duty == FREES) {
      free(stamp);
    } else if (duty == WAKES && !has(Option.NO_WAKE_UP)) {
      wake();
    }
  }

  private int release(int me, int stamp) {
    return loop(word.getOpaque(), current -> {
      if (LockWord.generation(current) != stamp || count(current) == 0) {
        fail("I7: the read is not counted");
      }
      int found = word.compareAndExchange(current, current - 1);
      if (found != current) {
        return again(found);
      }
      inside[me].set(0);
      return dutyAfter(current - 1);
    });
  }

  private static int dutyAfter(int left) {
    if (isFree(left)) {
      return FREES;
    }
    return isLocked(left) && count(left) == 0 ? WAKES : FINISHED;
  }

  private void free(int stamp) {
    step("onFree");
    check("I2: freed twice", state -> state.value(freed) == 0);
    check("I2: freed in the next generation", state -> state.value(generation) == stamp);
    if (inOrder) {
      check("I2: freed with a reader inside",
          state -> state.value(inside[0]) != stamp && state.value(inside[1]) != stamp);
    }
    check("I2: freed while attached", state -> !LockWord.isAttached(state.value(word)));
    freed.set(1);
    payload.write();
    pool.setRelease(stamp);
  }

  private void wake() {
    int thread = waiter.getOpaque();
    if (thread != 0) {
      unpark(thread - 1);
    }
  }

  // ---- Converting

  private int token(int stamp) {
    return has(Option.TOKEN_WITHOUT_GENERATION) ? 1 : stamp;
  }

  /** By the thread that has set LOCKED or cleared ATTACHED on a word with SPREAD: published reads become counted reads. */
  private void convert(int stamp) {
    for (Location slot : slots) {
      call(() -> convert(slot, token(stamp)));
    }
  }

  /** Count first, then take the hazard away; undo if its reader has released it meanwhile. */
  private void convert(Location slot, int token) {
    if (slot.get(setup.mode(Access.SCAN)) != token) {
      return;
    }
    if (has(Option.CONVERTED_BEFORE_COUNTED)) {
      if (slot.compareAndSet(token, -token)) {
        addToWord(1);
      }
      return;
    }
    call(() -> addToWord(1));
    if (!slot.compareAndSet(token, -token) && !has(Option.NO_UNDO)) {
      int left = word.getAndAdd(-1) - 1;
      if (isFree(left)) {
        fail("I2: freed by an undo");
      }
    }
  }

  // ---- Writing

  final int beginSection() {
    structureLock.lock();
    int odd = sequence.getOpaque() + 1;
    sequence.setRelease(odd);
    return odd;
  }

  final void endSection() {
    int even = sequence.getOpaque() + 1;
    sequence.setRelease(even);
    written.set(0);
    structureLock.unlock();
  }

  final void startWrite(int me, int stamp, int odd) {
    boolean drained = call(() -> drain(me, stamp, has(Option.TIMED)));
    if (!drained) {
      call(() -> drain(me, stamp, false));
    }
    lockSeq.setRelease(odd);
    boolean clears = !has(Option.WRITER_KEEPS_SPREAD) && choose("SPREAD is cleared", 2) == 1;
    call(() -> clear(clears ? LOCKED | SPREAD : LOCKED));
    if (inOrder) {
      check("I1: a writer is inside with a reader", state -> state.value(inside[0]) + state.value(inside[1]) == 0);
    }
    written.set(1);
    waiter.setOpaque(0);
  }

  private boolean drain(int me, int stamp, boolean timed) {
    waiter.setOpaque(me + 1);
    boolean spread = call(() -> setLocked());
    if (spread && !has(Option.NO_SCAN_BY_WRITER)) {
      if (has(Option.SPREAD_CLEARED_BEFORE_SCAN)) {
        call(() -> clear(SPREAD));
      }
      call(() -> convert(stamp));
    }
    boolean drained = call(() -> awaitReaders(timed));
    if (!drained) {
      addToWord(-LOCKED);
    }
    return drained;
  }

  /** Returns whether the word had SPREAD. */
  private boolean setLocked() {
    if (has(Option.SPREAD_LOADED_BEFORE_LOCKED)) {
      boolean spread = isSpread(word.getVolatile());
      addToWord(LOCKED);
      return spread;
    }
    return isSpread(word.getAndAdd(LOCKED));
  }

  private boolean awaitReaders(boolean timed) {
    return loop(() -> {
      if (count(word.getVolatile()) == 0) {
        return 1;
      }
      if (timed && choose("timed out", 2) == 1) {
        return 0;
      }
      park();
      return AGAIN;
    }) != 0;
  }

  final void endWrite() {
    lockSeq.setRelease(ENDED_EARLY);
    written.set(0);
  }

  // ---- Lifetime

  final void markAttached(int bits) {
    addToWord(bits);
    attached.set(1);
  }

  final void markDetached(int stamp) {
    boolean spread = call(() -> clearAttached(stamp, ATTACHED | SPREAD));
    if (spread) {
      endClear(stamp, !has(Option.NO_SCAN_BY_DETACH));
    }
  }

  final void retire(int stamp) {
    int bits = ATTACHED | SPREAD | OWNED;
    int former = word.getAndUpdate(current -> without(bits, current));
    attached.set(0);
    written.set(0);
    if (isFree(without(bits, former))) {
      free(stamp);
    } else if (isSpread(former)) {
      endClear(stamp, !has(Option.NO_SCAN_BY_RETIRE));
    }
  }

  /** Converts under the count that {@link #without} has added, and drops that count. */
  private void endClear(int stamp, boolean scans) {
    if (scans) {
      call(() -> convert(stamp));
    }
    if (!has(Option.CONVERTER_NOT_COUNTED)) {
      int left = word.getAndAdd(-1) - 1;
      if (isFree(left)) {
        free(stamp);
      }
    }
  }

  /** Returns whether the word was attached in this generation and had SPREAD. */
  private boolean clearAttached(int stamp, int bits) {
    int former = word.getAndUpdate(current -> isAttached(current, stamp) ? without(bits, current) : current);
    if (isAttached(former, stamp)) {
      attached.set(0);
    }
    return isAttached(former, stamp) && isSpread(former);
  }

  private static boolean isAttached(int current, int expected) {
    return LockWord.isAttached(current) && LockWord.generation(current) == expected;
  }

  /** Returns the word without the bits; if that clears SPREAD, the calling thread, which converts, is counted in the same step. */
  private int without(int bits, int current) {
    return (current & ~bits) + (isSpread(current) && !has(Option.CONVERTER_NOT_COUNTED) ? 1 : 0);
  }

  // ---- Promises

  final void enter(int me, int stamp) {
    if (inOrder) {
      check("I1: a reader is inside with a writer", state -> state.value(written) == 0);
      check("I3: acquired a free or recycled object", state -> state.value(freed) == 0 && state.value(generation) == stamp);
      if (!has(Option.NO_STRUCTURE) && !has(Option.RETIRE_WHILE_READ)) {
        check("I3: acquired a detached object", state -> state.value(attached) == 1);
      }
    }
    inside[me].set(stamp);
  }

  // ---- Small parts

  private void addToWord(int delta) {
    word.getAndAdd(delta);
  }

  private void clear(int bits) {
    word.getAndUpdate(current -> current & ~bits);
  }

  private static boolean isOdd(int number) {
    return (number & 1) != 0;
  }
}
