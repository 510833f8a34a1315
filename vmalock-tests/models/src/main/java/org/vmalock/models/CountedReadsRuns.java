package org.vmalock.models;

import static org.vmalock.models.CountedSetup.with;

import java.util.List;
import org.vmalock.models.CountedSetup.Access;
import org.vmalock.models.CountedSetup.Option;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;

/** The runs of {@link CountedReads}. */
final class CountedReadsRuns {
  private final MemoryModel model;
  private final RunList runs;

  private CountedReadsRuns(MemoryModel model) {
    this.model = model;
    this.runs = new RunList("counted reads", model);
  }

  static List<Run> under(MemoryModel model) {
    CountedReadsRuns all = new CountedReadsRuns(model);
    all.scenarios();
    all.readerMutants();
    all.writerMutants();
    all.lifetimeMutants();
    all.misuse();
    if (model == MemoryModel.RA) {
      all.accessModes();
      all.releaseSequences();
    }
    return all.runs.runs();
  }

  private void scenarios() {
    clean("2 readers, write, retire, recycle", with());
    if (inOrder()) {
      large("the same, readers try twice", with().attempts(2));
    }
    clean("the same, at most 1 reader is counted", with().limit(1));
    clean("retire while readers are inside", with(Option.RETIRE_WHILE_READ));
    large("interruptible startWrite", with(Option.INTERRUPTIBLE));
    clean("interruptible startWrite, write only", with(Option.WRITE_ONLY, Option.INTERRUPTIBLE));
    clean("interrupted, tried again in the same section",
        with(Option.WRITE_ONLY, Option.INTERRUPTIBLE, Option.RETRY_AFTER_INTERRUPT));
    clean("endWrite early, startWrite again, retire", with(Option.END_WRITE_EARLY, Option.NO_RECYCLE));
    clean("detach and attach again", with(Option.DETACH_AND_ATTACH_AGAIN, Option.NO_RECYCLE).readers(inOrder() ? 2 : 1));
    if (inOrder()) {
      clean("detach and attach again, 1 reader tries twice",
          with(Option.DETACH_AND_ATTACH_AGAIN, Option.NO_RECYCLE).readers(1).attempts(2));
    }
    clean("downgrade", with(Option.DOWNGRADE, Option.NO_RECYCLE));
    clean("two writers", with(Option.WRITE_ONLY, Option.SECOND_WRITER));
    clean("at most one wake-up for one drain", with(Option.WRITE_ONLY, Option.COUNT_WAKE_UPS));
    clean("read under the structure lock after a refusal", with(Option.READ_UNDER_STRUCTURE_LOCK, Option.NO_RECYCLE));
    clean("retire by another thread, the object is never write-locked",
        with(Option.RETIRE_BY_ANOTHER_THREAD, Option.NO_RECYCLE, Option.NO_WRITER));
    large("no expected generation, the owner is looked at once counted", with(Option.OWNER_LOOKED_AT_WHEN_COUNTED));
    clean("without the two looks at the sequence", with(Option.NO_TWO_LOOKS));
    clean("the waiter is published after LOCKED by volatile accesses", waiterAfterLocked(Mode.VOLATILE, Mode.VOLATILE));
    large("the owner reference in the count", with(Option.OWNER_IN_COUNT));
  }

  private void readerMutants() {
    if (!inOrder()) {
      runs.thorough();
    }
    mutantIf(inOrder(), "no last look", with(Option.NO_LAST_LOOK));
    mutant("odd or even", with(Option.ODD_OR_EVEN));
    mutant("no second look", with(Option.NO_SECOND_LOOK));
    mutant("no late check", with(Option.NO_LATE_CHECK));
    mutant("no generation check", with(Option.NO_GENERATION_CHECK));
    mutant("the structure lock is awaited while reading", with(Option.WRITE_ONLY, Option.WAIT_WHILE_READING));
    mutant("every releasing reader wakes", with(Option.WRITE_ONLY, Option.COUNT_WAKE_UPS, Option.EVERY_READER_WAKES));
  }

  private void writerMutants() {
    mutantIf(model != MemoryModel.SC, "the waiter is published after LOCKED without a fence",
        waiterAfterLocked(Mode.OPAQUE, Mode.VOLATILE));
    mutantIf(model == MemoryModel.RA, "the waiter is published after LOCKED, loaded by acquire",
        waiterAfterLocked(Mode.VOLATILE, Mode.ACQUIRE).mode(Access.RELEASE, Mode.RELEASE));
    mutant("no drain", with(Option.NO_DRAIN));
    mutantIf(model == MemoryModel.RA, "lockSeq before the drain, without release",
        with(Option.WRITE_LOCK_BEFORE_DRAIN, Option.NO_WRITER_FENCES).mode(Access.LOCK_SEQ_OF_WRITER, Mode.OPAQUE));
    mutant("lockSeq before the drain, interrupted, tried again",
        with(Option.WRITE_ONLY, Option.WRITE_LOCK_BEFORE_DRAIN, Option.INTERRUPTIBLE, Option.RETRY_AFTER_INTERRUPT));
    mutant("LOCKED falls before lockSeq", with(Option.UNLOCKED_BEFORE_WRITE_LOCK));
    mutant("a node with ATTACHED is taken without LOCKED", with(Option.SHORTCUT_WHILE_ATTACHED));
    mutant("the structure is unlocked before its sequence steps",
        with(Option.WRITE_ONLY, Option.SECOND_WRITER, Option.STRUCTURE_UNLOCKED_FIRST));
    mutant("an interrupted startWrite leaves LOCKED set",
        with(Option.WRITE_ONLY, Option.INTERRUPTIBLE, Option.LOCKED_SURVIVES_INTERRUPT));
    mutant("write after endWrite", with(Option.END_WRITE_EARLY, Option.NO_RECYCLE, Option.WRITE_AFTER_END_WRITE));
    mutant("write after downgrade", with(Option.DOWNGRADE, Option.NO_RECYCLE, Option.WRITE_AFTER_DOWNGRADE));
  }

  private void lifetimeMutants() {
    mutant("attached by a count of 2", with(Option.ATTACHED_IN_COUNT, Option.RETIRE_WHILE_READ));
    mutant("attached without the write lock", with(Option.ATTACH_WITHOUT_WRITE_LOCK));
    mutant("retired without the structure lock", with(Option.RETIRE_BY_ANOTHER_THREAD, Option.NO_RECYCLE, Option.OWNER_IN_COUNT));
    mutant("the same, next violation",
        with(Option.WRITE_ONLY, Option.RETIRE_BY_ANOTHER_THREAD, Option.OWNER_IN_COUNT, Option.IGNORE_FREE_WHILE_WRITTEN));
    mutant("the same, while the writer drains", with(Option.WRITE_ONLY, Option.RETIRE_BY_ANOTHER_THREAD, Option.OWNER_IN_COUNT,
        Option.IGNORE_FREE_WHILE_WRITTEN, Option.RETIRE_WHILE_DRAINING));
    mutant("retired without the structure lock, owner reference as a bit",
        with(Option.RETIRE_BY_ANOTHER_THREAD, Option.NO_RECYCLE));
  }

  private void misuse() {
    mutant("released twice, blind subtraction", with(Option.RELEASE_TWICE, Option.BLIND_SUBTRACTION, Option.OWNER_IN_COUNT));
    mutant("released twice, checked, owner reference in the count",
        with(Option.WRITE_ONLY, Option.RELEASE_TWICE, Option.OWNER_IN_COUNT).readers(1));
    clean("released twice, checked, owner reference as a bit", with(Option.RELEASE_TWICE).readers(1));
  }

  private void accessModes() {
    mutant("no load before the late check acquires", with().mode(Access.WORD_BEFORE_COUNT, Mode.OPAQUE)
        .mode(Access.FIRST_LOOK, Mode.OPAQUE).mode(Access.SECOND_LOOK, Mode.OPAQUE));
    oneOpaque("first look opaque", Access.FIRST_LOOK);
    oneOpaque("second look opaque", Access.SECOND_LOOK);
    oneOpaque("word before the count opaque", Access.WORD_BEFORE_COUNT);
    mutant("only the word before the count acquires",
        with(Option.WRITE_ONLY).mode(Access.FIRST_LOOK, Mode.OPAQUE).mode(Access.SECOND_LOOK, Mode.OPAQUE));
    clean("only the first look acquires",
        with(Option.WRITE_ONLY).mode(Access.WORD_BEFORE_COUNT, Mode.OPAQUE).mode(Access.SECOND_LOOK, Mode.OPAQUE));
    clean("only the second look acquires",
        with(Option.WRITE_ONLY).mode(Access.WORD_BEFORE_COUNT, Mode.OPAQUE).mode(Access.FIRST_LOOK, Mode.OPAQUE));
    mutant("the count acquires only", with(Option.WRITE_ONLY).mode(Access.COUNT, Mode.ACQUIRE));
    clean("the count acquires only, with release sequences",
        with(Option.WRITE_ONLY, Option.RELEASE_SEQUENCES).mode(Access.COUNT, Mode.ACQUIRE));
    mutant("the sequence becomes odd by an opaque store",
        with(Option.WRITE_ONLY, Option.SECOND_WRITER).mode(Access.SEQUENCE_ODD, Mode.OPAQUE));
    mutant("lockSeq is stored and LOCKED falls without release",
        with(Option.WRITE_ONLY, Option.NO_WRITER_FENCES).mode(Access.LOCK_SEQ_OF_WRITER, Mode.OPAQUE)
            .mode(Access.LOCKED_DOWN, Mode.OPAQUE));
    mutant("the count does not acquire", with(Option.WRITE_ONLY).mode(Access.COUNT, Mode.OPAQUE));
    mutant("the late check loads the sequence without acquire",
        with(Option.WRITE_ONLY).mode(Access.SEQUENCE_IN_LATE_CHECK, Mode.OPAQUE));
    mutant("the sequence becomes even by an opaque store", with(Option.WRITE_ONLY).mode(Access.SEQUENCE_EVEN, Mode.OPAQUE));
    mutant("release of a read without release",
        with(Option.WRITE_ONLY).mode(Access.RELEASE, Mode.OPAQUE).mode(Access.WORD_IN_DRAIN, Mode.ACQUIRE));
    mutant("endWrite early, the late check loads lockSeq without acquire",
        with(Option.WRITE_ONLY, Option.END_WRITE_EARLY).mode(Access.LOCK_SEQ_IN_LATE_CHECK, Mode.OPAQUE));
    mutant("endWrite stores lockSeq without release",
        with(Option.WRITE_ONLY, Option.END_WRITE_EARLY).mode(Access.LOCK_SEQ_AT_END_WRITE, Mode.OPAQUE));
    mutant("reads released without acquire, no fence before the free",
        with(Option.RETIRE_WHILE_READ, Option.NO_WRITER, Option.NO_RECYCLE).mode(Access.RELEASE, Mode.RELEASE));
  }

  private void oneOpaque(String name, Access access) {
    large(name, with().mode(access, Mode.OPAQUE));
    clean(name + ", write only", with(Option.WRITE_ONLY).mode(access, Mode.OPAQUE));
  }

  private void releaseSequences() {
    mutant("acquire to count, release to release, no release sequences", acquireAndRelease(retireOnly()));
    clean("the same, with release sequences", acquireAndRelease(retireOnly().and(Option.RELEASE_SEQUENCES)));
    mutant("the same, drain", acquireAndRelease(with(Option.WRITE_ONLY)));
    mutant("the same, drain, with release sequences", acquireAndRelease(with(Option.WRITE_ONLY, Option.RELEASE_SEQUENCES)));
    mutant("the same, drain, fence before the waiter is loaded",
        acquireAndRelease(with(Option.WRITE_ONLY, Option.ACQUIRE_FENCE_BEFORE_WAKE)));
    mutant("the same, drain, fence before the waiter is loaded, with release sequences",
        acquireAndRelease(with(Option.WRITE_ONLY, Option.ACQUIRE_FENCE_BEFORE_WAKE, Option.RELEASE_SEQUENCES)));
    clean("retire while readers are inside, with release sequences", with(Option.RETIRE_WHILE_READ, Option.RELEASE_SEQUENCES));
    clean("drain", with(Option.WRITE_ONLY));
    clean("drain, with release sequences", with(Option.WRITE_ONLY, Option.RELEASE_SEQUENCES));
  }

  private static CountedSetup retireOnly() {
    return with(Option.RETIRE_WHILE_READ, Option.NO_WRITER, Option.NO_RECYCLE, Option.ACQUIRE_FENCE_BEFORE_FREE);
  }

  private static CountedSetup acquireAndRelease(CountedSetup setup) {
    return setup.mode(Access.COUNT, Mode.ACQUIRE).mode(Access.RELEASE, Mode.RELEASE);
  }

  private boolean inOrder() {
    return model != MemoryModel.RA;
  }

  private static CountedSetup waiterAfterLocked(Mode store, Mode load) {
    return with(Option.WRITE_ONLY, Option.WAITER_AFTER_LOCKED).mode(Access.WAITER_STORE, store).mode(Access.WAITER_LOAD, load);
  }

  private void clean(String name, CountedSetup setup) {
    runs.clean(name, () -> new CountedReads(setup, model));
  }

  /** A configuration that is too large for every build, but under sequential consistency. */
  private void large(String name, CountedSetup setup) {
    if (model != MemoryModel.SC) {
      runs.thorough();
    }
    clean(name, setup);
  }

  private void mutant(String name, CountedSetup setup) {
    runs.mutant(name, () -> new CountedReads(setup, model));
  }

  private void mutantIf(boolean shown, String name, CountedSetup setup) {
    runs.mutantIf(shown, name, () -> new CountedReads(setup, model));
  }
}
