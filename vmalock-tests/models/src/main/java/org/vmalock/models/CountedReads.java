package org.vmalock.models;

import static org.vmalock.models.CountedWord.isLocked;

import org.vmalock.models.CountedSetup.Option;
import org.vmalock.models.explorer.Ghost;
import org.vmalock.models.explorer.MemoryModel;

/**
 * Counted reads: two readers, a writer that writes, attaches, detaches and retires, and a thread that uses the freed object again in
 * its next generation under another structure lock, whose sequence takes the values that the first one had.
 */
final class CountedReads extends CountedNode {
  private static final int WRITER = 2;
  private static final int RECYCLER = 3;

  private final Ghost writerEnded = ghost("writer ended", 0);

  CountedReads(CountedSetup setup, MemoryModel model) {
    super(setup, model);
    declareReaders();
    declareWriters();
    declareEnd();
  }

  private void declareReaders() {
    for (int i = 0; i < setup.readers(); i++) {
      int reader = i;
      actor("T" + i + " reader", () -> reader(reader));
    }
    if (setup.readers() < 2) {
      actor("T1 (none)", () -> {});
    }
  }

  private void declareWriters() {
    actor("T2 writer", this::writer).loads(word, lockSeq, sequence[0], waiter[0]);
    if (has(Option.SECOND_WRITER)) {
      actor("T3 writer", this::secondWriter).loads(word, lockSeq, sequence[0], waiter[0]);
    } else if (recycles()) {
      actor("T3 recycler", this::recycler).loads(word, lockSeq, sequence[1], waiter[1]).startsAfterHandOff();
    } else {
      actor("T3 (none)", () -> {});
    }
    if (has(Option.RETIRE_BY_ANOTHER_THREAD)) {
      actor("T4 retirer", this::retirer).loads(word, waiter[0]);
    }
  }

  private void declareEnd() {
    int last = recycles() ? words.attachedWord(2) : retires() ? words.unusedWord(1) : words.attachedWord(1);
    atEnd("I4: LOCKED is left set", state -> !isLocked(state.value(word)));
    atEnd("I7: a reader is left inside", state -> state.value(inside[0]) + state.value(inside[1]) == 0);
    atEnd("I5: more than one wake-up for one drain", state -> state.value(wakeUps) <= 1);
    atEnd("I7: the word is not balanced", state -> state.value(word) == last);
  }

  private boolean retires() {
    return !has(Option.WRITE_ONLY) || has(Option.RETIRE_BY_ANOTHER_THREAD);
  }

  private boolean recycles() {
    return !has(Option.WRITE_ONLY) && !has(Option.NO_RECYCLE);
  }

  @Override
  protected boolean hasReleaseSequences() {
    return has(Option.RELEASE_SEQUENCES);
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
    int outcome = call(() -> tryStartRead(me, expected));
    if (outcome == ACQUIRED) {
      enter(me, expected);
      payload.read();
      waitForStructureLock();
      call(() -> endRead(me, expected));
      if (has(Option.RELEASE_TWICE) && me == FIRST) {
        call(() -> endRead(me, expected));
      }
    } else if (outcome < 0) {
      call(() -> endRead(me, -outcome));
    } else if (has(Option.READ_UNDER_STRUCTURE_LOCK)) {
      call(() -> readUnderStructureLock(me));
    }
  }

  private void readUnderStructureLock(int me) {
    structureLock[FIRST].lock();
    boolean acquired = index.getAcquire() == 1 && call(() -> startReadLocked());
    structureLock[FIRST].unlock();
    if (acquired) {
      enter(me, 1);
      payload.read();
      call(() -> endRead(me, 1));
    }
  }

  private void waitForStructureLock() {
    if (has(Option.WAIT_WHILE_READING)) {
      structureLock[FIRST].lock();
      structureLock[FIRST].unlock();
    }
  }

  // ---- Threads that write

  private void writer() {
    if (!has(Option.NO_WRITER)) {
      call(() -> writeSection());
    }
    if (has(Option.DETACH_AND_ATTACH_AGAIN)) {
      call(() -> detachSection());
      call(() -> attachSection());
    }
    if (retires() && !has(Option.RETIRE_BY_ANOTHER_THREAD)) {
      call(() -> retireSection());
    }
    if (has(Option.RETIRE_WHILE_DRAINING)) {
      step("ends");
      writerEnded.set(1);
    }
  }

  private void writeSection() {
    int odd = call(() -> beginSection(WRITER, FIRST));
    boolean locked = call(() -> startWrite(WRITER, FIRST, odd, has(Option.INTERRUPTIBLE)));
    if (!locked && has(Option.RETRY_AFTER_INTERRUPT)) {
      locked = call(() -> startWrite(WRITER, FIRST, odd, false));
    }
    if (locked) {
      payload.write();
      call(() -> writeAgain(odd));
    }
    if (has(Option.DOWNGRADE)) {
      call(() -> downgrade());
    } else {
      call(() -> endSection(FIRST));
    }
  }

  private void writeAgain(int odd) {
    boolean locked = call(() -> startWrite(WRITER, FIRST, odd, has(Option.INTERRUPTIBLE)));
    if (has(Option.END_WRITE_EARLY)) {
      call(() -> endWrite());
      if (has(Option.WRITE_AFTER_END_WRITE)) {
        writeOutsideOfSection();
      }
      locked = call(() -> startWrite(WRITER, FIRST, odd));
      if (locked) {
        payload.write();
      }
    }
    if (locked && has(Option.DETACH_AND_ATTACH_AGAIN)) {
      call(() -> markDetached());
      call(() -> startWrite(WRITER, FIRST, odd));
      payload.write();
      call(() -> markAttached());
    }
  }

  private void downgrade() {
    endWriteAll(FIRST);
    if (has(Option.WRITE_AFTER_DOWNGRADE)) {
      writeOutsideOfSection();
    }
    waiter[FIRST].setOpaque(0);
    structureLock[FIRST].unlock();
  }

  private void detachSection() {
    call(() -> beginSection(WRITER, FIRST));
    call(() -> markDetached());
    call(() -> endSection(FIRST));
  }

  private void attachSection() {
    int odd = call(() -> beginSection(WRITER, FIRST));
    if (call(() -> startWrite(WRITER, FIRST, odd))) {
      payload.write();
      call(() -> markAttached());
    }
    call(() -> endSection(FIRST));
  }

  private void retireSection() {
    int odd = call(() -> beginSection(WRITER, FIRST));
    if (!has(Option.RETIRE_WHILE_READ) && call(() -> startWrite(WRITER, FIRST, odd))) {
      payload.write();
    }
    index.setRelease(0);
    call(() -> retire(1));
    call(() -> endSection(FIRST));
  }

  private void secondWriter() {
    int odd = call(() -> beginSection(RECYCLER, FIRST));
    if (call(() -> startWrite(RECYCLER, FIRST, odd))) {
      step("writes");
      payload.write();
    }
    call(() -> endSection(FIRST));
  }

  private void retirer() {
    if (has(Option.RETIRE_WHILE_DRAINING)) {
      await("LOCKED", state -> isLocked(state.value(word)) || state.value(writerEnded) != 0);
    }
    index.setRelease(0);
    call(() -> retire(1));
  }

  private void recycler() {
    pool.awaitCompareAndSet(1, 0);
    word.setRelease(words.detachedWord(2));
    freed.set(0);
    generation.set(2);
    releaseFence();
    lockSeq.setOpaque(0);
    int odd = call(() -> beginSection(RECYCLER, 1));
    if (!has(Option.ATTACH_WITHOUT_WRITE_LOCK)) {
      call(() -> startWrite(RECYCLER, 1, odd));
      payload.write();
    }
    call(() -> markAttached());
    index.setRelease(2);
    if (has(Option.ATTACH_WITHOUT_WRITE_LOCK)) {
      writeOutsideOfSection();
    }
    call(() -> endSection(1));
  }
}
