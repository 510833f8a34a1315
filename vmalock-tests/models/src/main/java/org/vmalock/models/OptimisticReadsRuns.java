package org.vmalock.models;

import static org.vmalock.models.OptimisticSetup.with;

import java.util.List;
import org.vmalock.models.OptimisticSetup.Access;
import org.vmalock.models.OptimisticSetup.Option;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;

/** The runs of {@link OptimisticReads}. */
final class OptimisticReadsRuns {
  private static final int[] SECOND_SEQUENCES = {0, 2, 4};

  private final boolean weak;
  private final RunList runs;

  private OptimisticReadsRuns(MemoryModel model) {
    this.weak = model == MemoryModel.RA;
    this.runs = new RunList("optimistic reads", model);
  }

  static List<Run> under(MemoryModel model) {
    OptimisticReadsRuns all = new OptimisticReadsRuns(model);
    all.scenarios();
    all.detachments();
    all.conversions();
    all.stampMutants();
    all.readerMutants();
    all.orderMutants();
    return all.runs.runs();
  }

  private void scenarios() {
    clean("two write sections", with());
    clean("endWrite early, startWrite again", with(Option.END_WRITE_EARLY));
    clean("detach, write, attach again", with(Option.DETACH_AND_ATTACH_AGAIN));
    for (int first : SECOND_SEQUENCES) {
      clean("retire, reset, recycle under a second structure lock from sequence " + first,
          with(Option.RECYCLE).secondSequence(first));
    }
    clean("endWrite early, recycle", with(Option.END_WRITE_EARLY, Option.WRITE_ONCE, Option.RECYCLE).secondSequence(0));
    clean("a counted reader, recycle", with(Option.COUNTED_READER, Option.WRITE_ONCE, Option.RECYCLE));
    clean("speculation on the structure", with(Option.SPECULATION).attempts(2));
  }

  private void detachments() {
    clean("detach in one section, write, attach in the next", with(Option.WRITE_BETWEEN_SECTIONS));
    clean("no structure: detach, write, attach, twice", with(Option.WITHOUT_STRUCTURE));
    clean("no structure, converted into a counted read", with(Option.WITHOUT_STRUCTURE, Option.CONVERT));
    mutant("tryOptimisticRead does not look at the word, written between sections",
        with(Option.WRITE_BETWEEN_SECTIONS, Option.NO_WORD_AT_BEGIN));
    mutant("no structure, tryOptimisticRead does not look at the word", with(Option.WITHOUT_STRUCTURE, Option.NO_WORD_AT_BEGIN));
    mutant("no structure, a detachment does not change lockSeq", with(Option.WITHOUT_STRUCTURE, Option.DETACHMENT_NOT_COUNTED));
    mutant("no structure, lockSeq is changed before the detachment", with(Option.WITHOUT_STRUCTURE, Option.COUNTED_BEFORE_DETACHED));
    mutant("no structure, tryOptimisticRead looks at the word before lockSeq", with(Option.WITHOUT_STRUCTURE, Option.WORD_BEFORE_BEGIN));
    weak("no structure, no release fence after the detachment", with(Option.WITHOUT_STRUCTURE, Option.NO_FENCE_AFTER_DETACHMENT));
    weak("no structure, tryOptimisticRead loads the word by an opaque load",
        with(Option.WITHOUT_STRUCTURE).mode(Access.WORD_AT_BEGIN, Mode.OPAQUE));
  }

  private void conversions() {
    clean("converted into a counted read", with(Option.CONVERT));
    clean("converted into a counted read, endWrite early", with(Option.CONVERT, Option.END_WRITE_EARLY));
    clean("converted into a counted read, detach, attach again", with(Option.CONVERT, Option.DETACH_AND_ATTACH_AGAIN));
    clean("converted into a counted read, recycle", with(Option.CONVERT, Option.RECYCLE).secondSequence(0));
    mutant("converted, validated before it is counted", with(Option.CONVERT, Option.VALIDATED_BEFORE_COUNTED));
  }

  private void stampMutants() {
    mutant("endWrite stores one fixed number", with(Option.END_WRITE_EARLY, Option.FIXED_NUMBER_AT_END_WRITE));
    mutant("endWrite stores the number of a later section", with(Option.END_WRITE_EARLY, Option.LATER_NUMBER_AT_END_WRITE));
    for (int first : SECOND_SEQUENCES) {
      mutant("validate does not look at the generation, second sequence from " + first,
          with(Option.RECYCLE, Option.NO_GENERATION_CHECK).secondSequence(first));
    }
  }

  private void readerMutants() {
    mutant("validate does not look at ATTACHED", with(Option.RECYCLE, Option.NO_ATTACHED_CHECK));
    mutant("validate looks at the word only", with(Option.NO_LOCK_SEQ_CHECK));
    mutant("validate looks at the word before lockSeq", with(Option.RECYCLE, Option.WORD_BEFORE_LOCK_SEQ).secondSequence(0));
    mutant("the sequence is loaded before lockSeq", with(Option.SEQUENCE_BEFORE_LOCK_SEQ));
    mutant("lockSeq is not compared with the sequence", with(Option.NO_SEQUENCE_CHECK));
  }

  /** Mutants that only {@link MemoryModel#RA} shows. */
  private void orderMutants() {
    weak("the sequence becomes odd by an opaque store", with().mode(Access.SEQUENCE_ODD, Mode.OPAQUE));
    weak("startWrite stores lockSeq without release", with().mode(Access.LOCK_SEQ_OF_WRITER, Mode.OPAQUE));
    weak("no release fence in startWrite", with(Option.NO_WRITER_FENCE));
    weak("no acquire fence in validate", with(Option.NO_ACQUIRE_FENCE));
    weak("no release fence before the reset", with(Option.RECYCLE, Option.NO_FENCE_BEFORE_RESET));
    weak("no release fence after the new generation", with(Option.RECYCLE, Option.NO_FENCE_AFTER_GENERATION));
    weak("tryOptimisticRead loads by opaque loads", with().mode(Access.BEGIN, Mode.OPAQUE));
    weak("validate loads lockSeq by an opaque load",
        with(Option.RECYCLE).secondSequence(0).mode(Access.LOCK_SEQ_IN_VALIDATE, Mode.OPAQUE));
    weak("no release fence in a speculated section", with(Option.SPECULATION, Option.NO_WRITER_FENCE));
  }

  private void clean(String name, OptimisticSetup setup) {
    runs.clean(name, () -> new OptimisticReads(setup));
  }

  private void mutant(String name, OptimisticSetup setup) {
    runs.mutant(name, () -> new OptimisticReads(setup));
  }

  private void weak(String name, OptimisticSetup setup) {
    runs.mutantIf(weak, name, () -> new OptimisticReads(setup));
  }
}
