package org.vmalock.models;

import static org.vmalock.models.LockWord.ATTACHED;
import static org.vmalock.models.LockWord.SPREAD;
import static org.vmalock.models.LockWord.isLocked;

import org.vmalock.models.HazardSetup.Option;
import org.vmalock.models.explorer.MemoryModel;

/**
 * Hazard reads: two readers with a slot each, a writer that writes, attaches, detaches and retires, and a thread that uses the freed
 * object again in its next generation. Readers are counted while the word has no SPREAD, and may set it.
 */
final class HazardReads extends HazardNode {
  private static final int WRITER = 2;
  private static final int RECYCLER = 3;
  private static final int FIRST = 1;
  private static final int SECOND = 2;

  HazardReads(HazardSetup setup, MemoryModel model) {
    super(setup, model);
    for (int i = 0; i < setup.readers(); i++) {
      int reader = i;
      actor("T" + i + " reader", () -> reader(reader)).loads(word, lockSeq, sequence, waiter, index);
    }
    if (setup.readers() < 2) {
      actor("T1 owner", this::owner).loads(word, sequence, waiter, slots[0], slots[1]);
    }
    actor("T2 writer", this::writer).loads(word, sequence, waiter, slots[0], slots[1]);
    if (retires()) {
      actor("T3 recycler", this::recycler).loads(word, sequence, waiter, slots[0], slots[1]).startsAfterHandOff();
    }
    declareEnd();
  }

  private void declareEnd() {
    int last = has(Option.RETIRE_AGAIN) ? LockWord.unusedWord(SECOND) : LockWord.attachedWord(retires() ? SECOND : FIRST);
    atEnd("I4: LOCKED is left set", state -> !isLocked(state.value(word)));
    atEnd("I8: a slot is left set", state -> state.value(slots[0]) == 0 && state.value(slots[1]) == 0);
    atEnd("I7: the word is not balanced", state -> (state.value(word) & ~SPREAD) == last);
  }

  private boolean retires() {
    return !has(Option.WRITE_ONLY);
  }

  // ---- Threads that read

  private void reader(int me) {
    for (int attempt = 0; attempt < setup.attempts(); attempt++) {
      call(() -> read(me));
    }
  }

  private void read(int me) {
    int expected = index.getAcquire();
    if (expected == 0) {
      return;
    }
    int how = call(() -> tryStartRead(me, expected));
    if (how != REFUSED) {
      enter(me, expected);
      payload.read();
      call(() -> endRead(me, expected, how));
    }
  }

  // ---- Threads that write

  private void writer() {
    if (!has(Option.RETIRE_ONLY) && !has(Option.NO_STRUCTURE)) {
      call(() -> firstSection());
      if (has(Option.DETACH_AND_ATTACH_AGAIN)) {
        call(() -> attachSection());
      }
      if (has(Option.DETACH_AND_ATTACH_AGAIN) || has(Option.WRITE_TWICE)) {
        call(() -> writeSection());
      }
    }
    if (has(Option.DETACHED_BY_ANOTHER)) {
      call(() -> markDetached(FIRST));
    } else if (retires() && has(Option.NO_STRUCTURE)) {
      index.setRelease(0);
      call(() -> retire(FIRST));
    } else if (retires()) {
      call(() -> retireSection());
    }
  }

  /** Runs beside {@link #writer}, which detaches the object. */
  private void owner() {
    if (has(Option.DETACHED_BY_ANOTHER)) {
      index.setRelease(0);
      call(() -> retire(FIRST));
    }
  }

  private void firstSection() {
    int odd = call(() -> beginSection());
    call(() -> write(odd));
    if (has(Option.END_WRITE_EARLY)) {
      call(() -> endWrite());
      call(() -> write(odd));
    }
    if (has(Option.DETACH_AND_ATTACH_AGAIN)) {
      call(() -> markDetached(FIRST));
    }
    call(() -> endSection());
  }

  private void writeSection() {
    int odd = call(() -> beginSection());
    call(() -> write(odd));
    call(() -> endSection());
  }

  private void attachSection() {
    int odd = call(() -> beginSection());
    call(() -> write(odd));
    call(() -> markAttached(ATTACHED));
    call(() -> endSection());
  }

  private void retireSection() {
    int odd = call(() -> beginSection());
    if (!has(Option.RETIRE_WHILE_READ)) {
      call(() -> write(odd));
    }
    index.setRelease(0);
    call(() -> retire(FIRST));
    call(() -> endSection());
  }

  private void write(int odd) {
    startWrite(WRITER, FIRST, odd);
    payload.write();
  }

  private void recycler() {
    pool.awaitCompareAndSet(1, 0);
    word.setRelease(LockWord.detachedWord(SECOND));
    freed.set(0);
    generation.set(SECOND);
    lockSeq.setOpaque(0);
    if (has(Option.NO_STRUCTURE)) {
      payload.write();
      call(() -> markAttached(ATTACHED | SPREAD));
      index.setRelease(SECOND);
      if (has(Option.RETIRE_AGAIN)) {
        call(() -> retire(SECOND));
      }
    } else {
      int odd = call(() -> beginSection());
      call(() -> startWrite(RECYCLER, SECOND, odd));
      payload.write();
      call(() -> markAttached(ATTACHED));
      index.setRelease(SECOND);
      call(() -> endSection());
    }
  }
}
