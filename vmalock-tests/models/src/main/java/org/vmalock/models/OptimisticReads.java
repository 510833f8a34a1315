package org.vmalock.models;

import org.vmalock.models.OptimisticSetup.Option;
import org.vmalock.models.explorer.Location;

/**
 * Optimistic reads: a reader that stores nothing, a writer that writes, ends writes early, attaches, detaches and retires, a thread
 * that uses the object again in its next generation under another structure lock, and a counted reader. Or an owner that changes an object
 * without a structure while it is detached.
 */
final class OptimisticReads extends OptimisticNode {
  OptimisticReads(OptimisticSetup setup) {
    super(setup);
    Location[] loads = {word, lockSeq, sequence[0], sequence[1]};
    if (has(Option.SPECULATION)) {
      actor("T0 reader", this::speculativeReader);
      actor("T1 writer", this::speculatedWriter).loads(loads);
      return;
    }
    actor("T0 reader", this::reader);
    actor("T1 writer", has(Option.WITHOUT_STRUCTURE) ? this::ownerWithoutStructure : this::writer).loads(loads);
    if (has(Option.RECYCLE)) {
      actor("T2 recycler", this::recycler).loads(loads).startsAfterHandOff();
    }
    if (has(Option.COUNTED_READER)) {
      actor("T3 counted reader", this::countedReader).loads(word, lockSeq, sequence[0], data[0], data[1]);
    }
    int last = LockWord.attachedWord(has(Option.RECYCLE) ? SECOND : FIRST);
    atEnd("I7: the word is not balanced", state -> state.value(word) == last);
  }

  // ---- Threads that read

  private void reader() {
    for (int attempt = 0; attempt < setup.attempts(); attempt++) {
      call(() -> read());
    }
  }

  private void read() {
    int generation = index.getAcquire();
    if (generation == 0) {
      return;
    }
    int stamp = call(() -> tryOptimisticRead(generation));
    if (stamp == OptimisticStamp.REFUSED) {
      return;
    }
    int first = data[0].getOpaque();
    if (has(Option.CONVERT)) {
      call(() -> readConverted(generation, stamp, first));
      return;
    }
    int second = data[1].getOpaque();
    fenceBeforeValidate();
    if (validate(generation, stamp)) {
      checkData(generation, first, second);
    }
  }

  private void readConverted(int generation, int stamp, int first) {
    if (call(() -> tryConvert(generation, stamp))) {
      checkData(generation, first, data[1].getOpaque());
      call(() -> dropCount());
    }
  }

  private void countedReader() {
    if (call(() -> tryStartRead(FIRST))) {
      call(() -> {
        int first = data[0].getOpaque();
        checkData(FIRST, first, data[1].getOpaque());
      });
      call(() -> dropCount());
    }
  }

  private void speculativeReader() {
    for (int attempt = 0; attempt < setup.attempts(); attempt++) {
      call(() -> speculate());
    }
  }

  private void speculate() {
    int before = sequence[0].getAcquire();
    if ((before & 1) == 0) {
      int first = data[0].getOpaque();
      int second = data[1].getOpaque();
      fenceBeforeValidate();
      if (sequence[0].getOpaque() == before && first != second) {
        fail("a torn speculation is valid");
      }
    }
  }

  // ---- Threads that write

  private void ownerWithoutStructure() {
    for (int value = 11; value <= 12; value++) {
      int written = value;
      call(() -> {
        call(() -> detachWithoutStructure());
        call(() -> awaitReaders());
        write(written);
        call(() -> markAttached());
      });
    }
  }

  private void writer() {
    call(() -> firstSection());
    if (!has(Option.WRITE_ONCE)) {
      call(() -> secondSection());
    }
    if (has(Option.RECYCLE)) {
      index.setRelease(0);
      call(() -> retire());
    }
  }

  private void firstSection() {
    int odd = call(() -> beginSection(FIRST));
    call(() -> startWrite(odd));
    write(11);
    if (has(Option.END_WRITE_EARLY)) {
      endWrite(EARLY_END);
      call(() -> startWrite(odd));
      write(12);
      endWrite(EARLY_END + 2);
    }
    if (has(Option.DETACH_AND_ATTACH_AGAIN)) {
      call(() -> markDetached());
      call(() -> startWrite(odd));
      write(13);
      call(() -> markAttached());
    }
    if (has(Option.WRITE_BETWEEN_SECTIONS)) {
      call(() -> markDetached());
    }
    call(() -> endSection(FIRST));
    if (has(Option.WRITE_BETWEEN_SECTIONS)) {
      write(13);
    }
  }

  private void secondSection() {
    int odd = call(() -> beginSection(FIRST));
    call(() -> startWrite(odd));
    if (has(Option.WRITE_BETWEEN_SECTIONS)) {
      call(() -> markAttached());
    } else {
      write(14);
    }
    call(() -> endSection(FIRST));
  }

  private void recycler() {
    pool.awaitCompareAndSet(1, 0);
    allocate();
    write(20);
    int odd = call(() -> beginSection(SECOND));
    call(() -> startWrite(odd));
    write(21);
    call(() -> markAttached());
    index.setRelease(SECOND);
    call(() -> endSection(SECOND));
  }

  private void speculatedWriter() {
    for (int value = 11; value <= 12; value++) {
      int written = value;
      call(() -> {
        call(() -> beginSection(FIRST));
        write(written);
        call(() -> endSection(FIRST));
      });
    }
  }
}
