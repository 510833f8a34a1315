package org.vmalock.models;

import static org.vmalock.models.RetainWord.ATTACHED;
import static org.vmalock.models.RetainWord.LOCKED;
import static org.vmalock.models.RetainWord.OWNED;
import static org.vmalock.models.RetainWord.attached;
import static org.vmalock.models.RetainWord.count;
import static org.vmalock.models.RetainWord.generation;
import static org.vmalock.models.RetainWord.isAttached;
import static org.vmalock.models.RetainWord.isFree;
import static org.vmalock.models.RetainWord.isLocked;
import static org.vmalock.models.RetainWord.unused;

import org.vmalock.models.RetainSetup.Option;
import org.vmalock.models.explorer.Ghost;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Protocol;

/**
 * {@code retain}: a thread that holds an object adds a hold and hands it to another thread, while a writer drains, writes and retires
 * the object. The hold that exists keeps the object and excludes the writer, so that retain succeeds whatever the state: only a full
 * count refuses it. The new hold is always a count, also where the old one is a hazard.
 *
 * <p>The writer keeps LOCKED set while it writes. The library moves the write lock to lockSeq before; a holder does not see the
 * difference.
 */
final class Retain extends Protocol {
  private static final int HOLDER = 0;
  private static final int RECEIVER = 1;
  private static final int READER = 2;
  private static final int WRITER = 3;

  private static final int REFUSED = 0;
  private static final int HELD = 1;
  private static final int FULL = 2;

  private static final int TOKEN = 1;
  private static final int EMPTY = 0;

  private final RetainSetup setup;
  private final boolean inOrder;

  private final Location word;
  private final Location waiter = location("waiter", WRITER + 1);
  private final Location slot;
  private final Location handedOn = lock("hold that is handed on");
  private final Location pool = lock("pool");

  private final Ghost[] inside = {ghost("holder inside", 1), ghost("receiver inside", 0), ghost("reader inside", 0)};
  private final Ghost written = ghost("written", 0);
  private final Ghost freed = ghost("freed", 0);

  Retain(RetainSetup setup, MemoryModel model) {
    this.setup = setup;
    this.inOrder = model != MemoryModel.RA;
    boolean hazard = has(Option.HELD_BY_HAZARD);
    word = location("word", attached(1) + (hazard ? 0 : 1)).shownAs(RetainWord::describe);
    slot = location("slot", hazard ? TOKEN : EMPTY);
    actor("T0 holder", this::holder).loads(word, waiter);
    if (isSmall()) {
      actor("T1 (none)", () -> {});
    } else {
      actor("T1 receiver", this::receiver).loads(word, waiter).startsAfterHandOff();
    }
    actor("T2 reader", has(Option.READER) ? this::reader : () -> {}).loads(word, waiter);
    actor("T3 writer", this::writer).loads(word, slot, waiter);
    if (has(Option.RECYCLE)) {
      actor("T4 recycler", this::recycler).loads(word).startsAfterHandOff();
    }
    atEnd("I7: the word is not balanced", state -> state.value(word) == lastWord());
    atEnd("I8: a slot is left full", state -> state.value(slot) == EMPTY);
    atEnd("I2: the object is not freed once", state -> state.value(freed) == (has(Option.WRITE_ONLY) ? 0 : 1));
  }

  private int lastWord() {
    return has(Option.WRITE_ONLY) ? attached(1) : has(Option.RECYCLE) ? attached(2) : unused(1);
  }

  private boolean has(Option option) {
    return setup.has(option);
  }

  /** Only one hold has room, so that none can be handed on. */
  private boolean isSmall() {
    return setup.limit() == 1;
  }

  @Override
  protected boolean hasReleaseSequences() {
    return has(Option.RELEASE_SEQUENCES);
  }

  // ---- Threads

  private void holder() {
    if (has(Option.HANDED_ON_BEFORE_COUNTED)) {
      handOn(HELD);
    }
    int outcome = call(() -> retain(has(Option.HELD_BY_HAZARD)));
    if (!has(Option.HANDED_ON_BEFORE_COUNTED)) {
      handOn(outcome);
    }
    payload.read();
    if (has(Option.HELD_BY_HAZARD)) {
      call(this::endHazardRead);
    } else {
      call(() -> endRead(HOLDER));
    }
    if (has(Option.RETAIN_WITHOUT_HOLDING)) {
      call(this::retainWithoutHolding);
    }
  }

  private void handOn(int outcome) {
    expectHeld(outcome, isSmall());
    if (outcome == HELD) {
      handedOn.setRelease(HELD);
    }
  }

  private void receiver() {
    handedOn.awaitCompareAndSet(HELD, 0);
    enter(RECEIVER);
    payload.read();
    if (has(Option.RECEIVER_RETAINS)) {
      int second = call(() -> retain(false));
      expectHeld(second, has(Option.READER));
      if (second == HELD) {
        call(() -> release(RECEIVER, 1));
      }
    }
    call(() -> endRead(RECEIVER));
  }

  private void reader() {
    if (call(this::tryStartRead)) {
      enter(READER);
      payload.read();
      call(() -> endRead(READER));
    }
  }

  private void writer() {
    if (!has(Option.RETIRED_WHILE_HELD)) {
      call(this::writeSection);
    }
    if (!has(Option.WRITE_ONLY)) {
      call(this::retire);
    }
  }

  private void writeSection() {
    word.getAndAdd(LOCKED);
    call(this::drain);
    if (inOrder) {
      check("I1: a writer is inside with a holder", state -> holders(state::value) == 0);
    }
    written.set(1);
    payload.write();
    step("ends the write");
    written.set(0);
    word.getAndAdd(-LOCKED);
  }

  /** Begins the next generation, and holds the object for a moment. */
  private void recycler() {
    pool.awaitCompareAndSet(1, 0);
    payload.write();
    word.setRelease(attached(2) + 1);
    word.getAndAdd(-1);
  }

  // ---- The operation

  private int retain(boolean byHazard) {
    if (has(Option.ADDED_WITHOUT_CHECK)) {
      word.getAndAdd(1);
      return counted();
    }
    return loop(word.getOpaque(), current -> {
      int answer = answerTo(current, byHazard);
      if (answer != HELD) {
        return answer;
      }
      return countOne(current) ? counted() : again(word.getOpaque());
    });
  }

  private int answerTo(int current, boolean byHazard) {
    boolean needsCount = !byHazard || has(Option.HAZARD_HOLD_NEEDS_COUNT);
    boolean isHeld = (generation(current) == 1 || has(Option.NO_GENERATION_CHECK))
        && (!needsCount || count(current) > 0 || has(Option.NO_COUNT_CHECK));
    boolean refused = (has(Option.REFUSED_IF_LOCKED) && isLocked(current)) || (has(Option.REFUSED_IF_DETACHED) && !isAttached(current));
    if (!isHeld || refused) {
      return REFUSED;
    }
    return count(current) < setup.limit() ? HELD : FULL;
  }

  private boolean countOne(int current) {
    if (has(Option.ADDED_AFTER_CHECK)) {
      word.getAndAdd(1);
      return true;
    }
    if (has(Option.STORED_WITHOUT_CAS)) {
      word.setVolatile(current + 1);
      return true;
    }
    return word.compareAndSet(setup.count(), current, current + 1);
  }

  private int counted() {
    check("I9: the limit is crossed", state -> count(state.value(word)) != 0);
    check("I3: retained a free object", state -> state.value(freed) == 0);
    check("I3: retained in another generation", state -> generation(state.value(word)) == 1);
    return HELD;
  }

  private void expectHeld(int outcome, boolean mayBeFull) {
    if (outcome == REFUSED || (outcome == FULL && !mayBeFull)) {
      fail("L8: retain is refused to a holder");
    }
  }

  /** A misuse. It is refused if no hold is counted; otherwise the new hold is as good as any. */
  private void retainWithoutHolding() {
    if (retain(false) == HELD) {
      enter(HOLDER);
      payload.read();
      call(() -> endRead(HOLDER));
    }
  }

  // ---- The other operations of the object

  private boolean tryStartRead() {
    return loop(word.getAcquire(), current -> {
      if (!isAttached(current) || isLocked(current) || generation(current) != 1 || count(current) >= setup.limit()) {
        return REFUSED;
      }
      return word.compareAndSet(current, current + 1) ? HELD : again(word.getAcquire());
    }) == HELD;
  }

  private void endRead(int me) {
    release(me, 0);
  }

  /** Releases one of the holds of a thread, which keeps as many others as given. */
  private void release(int me, int others) {
    int left = word.getAndAdd(-1) - 1;
    inside[me].set(others);
    check("I2: released an object that was not held", state -> state.value(freed) == 0);
    call(() -> finishRelease(left));
  }

  private void endHazardRead() {
    if (slot.compareAndSet(TOKEN, EMPTY)) {
      inside[HOLDER].set(0);
    } else {
      slot.setRelease(EMPTY);
      endRead(HOLDER);
    }
  }

  private void finishRelease(int left) {
    if (isFree(left)) {
      free();
    } else if (isLocked(left) && count(left) == 0) {
      unpark(waiter.getOpaque() - 1);
    }
  }

  private void free() {
    step("onFree");
    check("I2: freed twice", state -> state.value(freed) == 0);
    check("I2: freed with a holder inside", state -> holders(state::value) == 0);
    freed.set(1);
    payload.write();
    pool.setRelease(1);
  }

  private void drain() {
    convert();
    loop(() -> {
      if (count(word.getVolatile()) == 0) {
        return 0;
      }
      park();
      return AGAIN;
    });
  }

  /** Turns the hazard of the holder into a count: count first, then the slot, and back if the slot was released. */
  private void convert() {
    if (!has(Option.HELD_BY_HAZARD) || has(Option.NO_CONVERSION)) {
      return;
    }
    call(() -> {
      if (slot.getVolatile() == TOKEN) {
        word.getAndAdd(1);
        if (!slot.compareAndSet(TOKEN, -TOKEN)) {
          word.getAndAdd(-1);
        }
      }
    });
  }

  private void retire() {
    word.getAndAdd(-ATTACHED);
    if (has(Option.RETIRED_WHILE_HELD)) {
      convert();
    }
    int left = word.getAndAdd(-OWNED) - OWNED;
    finishRelease(left);
  }

  // ---- Promises

  private void enter(int me) {
    if (inOrder) {
      check("I1: a holder is inside with a writer", state -> state.value(written) == 0);
    }
    check("I3: inside a free object", state -> state.value(freed) == 0);
    inside[me].set(1);
  }

  private interface Values {
    int of(Ghost ghost);
  }

  private int holders(Values values) {
    return values.of(inside[HOLDER]) + values.of(inside[RECEIVER]) + values.of(inside[READER]);
  }
}
