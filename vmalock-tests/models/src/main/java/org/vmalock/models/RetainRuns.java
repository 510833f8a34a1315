package org.vmalock.models;

import static org.vmalock.models.RetainSetup.with;

import java.util.List;
import org.vmalock.models.RetainSetup.Option;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;

/** The runs of {@link Retain}. */
final class RetainRuns {
  private final MemoryModel model;
  private final RunList runs;

  private RetainRuns(MemoryModel model) {
    this.model = model;
    this.runs = new RunList("retain", model);
  }

  static List<Run> under(MemoryModel model) {
    RetainRuns all = new RetainRuns(model);
    all.scenarios();
    all.mutants();
    all.misuse();
    if (model == MemoryModel.RA) {
      all.accessModes();
    }
    return all.runs.runs();
  }

  private void scenarios() {
    clean("a hold is retained and handed on, while a writer drains and retires", with());
    clean("the same, recycled", with(Option.RECYCLE));
    clean("the same, beside another reader", with(Option.READER));
    clean("both threads retain", with(Option.RECEIVER_RETAINS));
    clean("both threads retain, beside another reader, at most 3 holds", with(Option.RECEIVER_RETAINS, Option.READER));
    clean("at most 1 hold: retain is refused as full", with(Option.WRITE_ONLY).limit(1));
    clean("a hazard hold is retained", with(Option.HELD_BY_HAZARD));
    clean("the object is retired meanwhile", with(Option.RETIRED_WHILE_HELD, Option.RECYCLE, Option.READER));
    clean("a hazard hold is retained, the object is retired meanwhile", with(Option.HELD_BY_HAZARD, Option.RETIRED_WHILE_HELD));
    clean("a hazard hold is retained, beside another reader", with(Option.HELD_BY_HAZARD, Option.READER));
  }

  private void mutants() {
    mutant("refused while LOCKED is set", with(Option.REFUSED_IF_LOCKED));
    mutant("refused while detached", with(Option.RETIRED_WHILE_HELD, Option.REFUSED_IF_DETACHED));
    mutant("a hazard hold is refused while no reader is counted", with(Option.HELD_BY_HAZARD, Option.HAZARD_HOLD_NEEDS_COUNT));
    mutant("the hold is handed on before it is counted", with(Option.HANDED_ON_BEFORE_COUNTED));
    mutant("counted by load and store", with(Option.STORED_WITHOUT_CAS));
    mutant("added without a check: the count carries into OWNED",
        with(Option.RECEIVER_RETAINS, Option.READER, Option.ADDED_WITHOUT_CHECK, Option.WRITE_ONLY));
    mutant("added after a check: two threads cross the limit",
        with(Option.RECEIVER_RETAINS, Option.READER, Option.ADDED_AFTER_CHECK, Option.WRITE_ONLY));
    mutant("a retained hazard hold, the writer does not convert", with(Option.HELD_BY_HAZARD, Option.NO_CONVERSION));
    mutant("a retained hazard hold, retire does not convert",
        with(Option.HELD_BY_HAZARD, Option.RETIRED_WHILE_HELD, Option.NO_CONVERSION));
  }

  private void misuse() {
    clean("retained without holding, checked", with(Option.RETAIN_WITHOUT_HOLDING, Option.RECYCLE));
    mutant("retained without holding, the count is not checked", with(Option.RETAIN_WITHOUT_HOLDING, Option.NO_COUNT_CHECK));
    mutant("retained without holding, the generation is not checked",
        with(Option.RETAIN_WITHOUT_HOLDING, Option.RECYCLE, Option.NO_GENERATION_CHECK));
  }

  /**
   * Without release sequences, the increment has to acquire what earlier releases published: the holder's own release passes it on.
   */
  private void accessModes() {
    clean("retain counts by acquire only", with(Option.READER).count(Mode.ACQUIRE));
    mutant("retain counts by release only", with(Option.READER).count(Mode.RELEASE));
    mutant("retain counts by an opaque compare-and-set", with(Option.READER).count(Mode.OPAQUE));
    clean("the same, with release sequences", with(Option.READER, Option.RELEASE_SEQUENCES).count(Mode.OPAQUE));
  }

  private void clean(String name, RetainSetup setup) {
    runs.clean(name, () -> new Retain(setup, model));
  }

  private void mutant(String name, RetainSetup setup) {
    runs.mutant(name, () -> new Retain(setup, model));
  }
}
