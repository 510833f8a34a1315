package org.vmalock.models;

import static org.vmalock.models.HazardSetup.with;

import java.util.List;
import org.vmalock.models.HazardSetup.Access;
import org.vmalock.models.HazardSetup.Option;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;

/** The runs of {@link HazardReads}. Under {@link MemoryModel#RA} there is one reader, but where a name says two. */
final class HazardReadsRuns {
  private final MemoryModel model;
  private final RunList runs;

  private HazardReadsRuns(MemoryModel model) {
    this.model = model;
    this.runs = new RunList("hazard reads", model);
  }

  static List<Run> under(MemoryModel model) {
    HazardReadsRuns all = new HazardReadsRuns(model);
    all.scenarios();
    all.readerMutants();
    all.accessModes();
    all.spreadChanges();
    all.conversionMutants();
    all.lastLookMutants();
    all.tokens();
    if (model == MemoryModel.RA) {
      all.twoReaders();
    }
    return all.runs.runs();
  }

  private void scenarios() {
    clean("write", with(Option.WRITE_ONLY));
    clean("write, 1 reader tries twice", with(Option.WRITE_ONLY).readers(1).attempts(2));
    clean("write, counted at first", with(Option.WRITE_ONLY, Option.NOT_SPREAD_AT_START));
    clean("two write sections", with(Option.WRITE_ONLY, Option.WRITE_TWICE).readers(1).attempts(twiceInOrder()));
    clean("write, retire, recycle in one section", with(Option.RETIRE_ONLY));
    clean("retire while readers are inside", with(Option.RETIRE_ONLY, Option.RETIRE_WHILE_READ));
    clean("write, then retire, recycle", with().readers(1).attempts(twiceInOrder()));
    clean("no structure: retire, recycle", with(Option.NO_STRUCTURE));
    clean("no structure: 1 reader tries twice", with(Option.NO_STRUCTURE).readers(1).attempts(twiceInOrder()));
    clean("no structure: detached by one thread, retired by another",
        with(Option.NO_STRUCTURE, Option.DETACHED_BY_ANOTHER).readers(1));
    clean("timed startWrite, tried again", with(Option.WRITE_ONLY, Option.TIMED));
    clean("endWrite early, startWrite again", with(Option.WRITE_ONLY, Option.END_WRITE_EARLY).readers(model == MemoryModel.SC ? 2 : 1));
    clean("detach, attach again, write", with(Option.WRITE_ONLY, Option.DETACH_AND_ATTACH_AGAIN).readers(1));
    clean("detach, attach again, write, writers keep SPREAD",
        with(Option.WRITE_ONLY, Option.DETACH_AND_ATTACH_AGAIN, Option.WRITER_KEEPS_SPREAD).readers(1));
    clean("detach, attach again, write, the last look does not ask for SPREAD",
        with(Option.WRITE_ONLY, Option.DETACH_AND_ATTACH_AGAIN, Option.LAST_LOOK_IGNORES_SPREAD).readers(1));
    clean("without the two looks at the sequence", with(Option.NO_TWO_LOOKS).readers(1));
    clean("a failed hazard read is counted instead", with(Option.RETIRE_ONLY, Option.COUNTED_AFTER_FAILURE));
  }

  private void readerMutants() {
    mutant("the validation does not ask for SPREAD", with(Option.WRITE_ONLY, Option.WRITE_TWICE, Option.VALIDATION_IGNORES_SPREAD,
        Option.LAST_LOOK_IGNORES_SPREAD).readers(1));
    mutant("no late check", with(Option.WRITE_ONLY, Option.NO_LATE_CHECK));
    mutant("odd or even", with(Option.WRITE_ONLY, Option.ODD_OR_EVEN));
    mutant("a failed reader clears its slot by a store", with(Option.WRITE_ONLY, Option.FAILED_READ_STORES));
    mutant("a released read that was converted does not wake", with(Option.WRITE_ONLY, Option.NO_WAKE_UP));
  }

  /** Mutants that only {@link MemoryModel#RA} shows: on x86 each of these accesses is as strong as a volatile one. */
  private void accessModes() {
    weak("the word after the publication is loaded by acquire", Access.WORD_AFTER_PUBLICATION, Mode.ACQUIRE);
    weak("the scan loads by acquire", Access.SCAN, Mode.ACQUIRE);
    weak("published by a release compare-and-set", Access.PUBLICATION, Mode.RELEASE);
    weak("the slot is released by an opaque compare-and-set", Access.SLOT_RELEASE, Mode.OPAQUE);
    weak("the slot is released without release", Access.SLOT_RELEASE, Mode.ACQUIRE);
    weak("the slot is released without acquire", Access.SLOT_RELEASE, Mode.RELEASE);
  }

  private void spreadChanges() {
    mutant("the writer loads SPREAD before it sets LOCKED",
        with(Option.WRITE_ONLY, Option.SPREAD_LOADED_BEFORE_LOCKED, Option.NOT_SPREAD_AT_START));
    clean("SPREAD is set while LOCKED is set", with(Option.WRITE_ONLY, Option.SPREAD_SET_WHILE_LOCKED, Option.NOT_SPREAD_AT_START));
    clean("SPREAD is cleared before the scan, timed out, tried again",
        with(Option.WRITE_ONLY, Option.SPREAD_CLEARED_BEFORE_SCAN, Option.TIMED).readers(1));
  }

  private void conversionMutants() {
    mutant("the writer does not scan", with(Option.WRITE_ONLY, Option.NO_SCAN_BY_WRITER));
    mutant("retire does not scan", retire(Option.NO_SCAN_BY_RETIRE));
    mutant("the converter of a retired object is not counted", retire(Option.CONVERTER_NOT_COUNTED));
    mutant("the converter of a retired object is not counted, no structure",
        with(Option.NO_STRUCTURE, Option.CONVERTER_NOT_COUNTED));
    mutant("the converter of a detached object is not counted",
        with(Option.NO_STRUCTURE, Option.DETACHED_BY_ANOTHER, Option.CONVERTER_NOT_COUNTED).readers(1));
    mutant("converted before it is counted", retire(Option.CONVERTED_BEFORE_COUNTED));
    mutant("no undo", retire(Option.NO_UNDO));
  }

  private static HazardSetup retire(Option mutant) {
    return with(Option.RETIRE_ONLY, Option.RETIRE_WHILE_READ, mutant);
  }

  private void lastLookMutants() {
    mutant("detach does not scan, the last look does not ask for SPREAD", with(Option.WRITE_ONLY, Option.DETACH_AND_ATTACH_AGAIN,
        Option.NO_SCAN_BY_DETACH, Option.LAST_LOOK_IGNORES_SPREAD).readers(1));
    mutantIf(inOrder(), "no last look", with(Option.WRITE_ONLY, Option.DETACH_AND_ATTACH_AGAIN, Option.NO_LAST_LOOK).readers(1));
  }

  private void tokens() {
    clean("no structure: retire, recycle, retire again", with(Option.NO_STRUCTURE, Option.RETIRE_AGAIN));
    mutant("the token is the same in all generations",
        with(Option.NO_STRUCTURE, Option.RETIRE_AGAIN, Option.TOKEN_WITHOUT_GENERATION));
  }

  private void twoReaders() {
    two("write", with(Option.WRITE_ONLY));
    two("retire while readers are inside", with(Option.RETIRE_ONLY, Option.RETIRE_WHILE_READ));
    runs.thorough();
    two("write, counted at first", with(Option.WRITE_ONLY, Option.NOT_SPREAD_AT_START));
    runs.thorough();
    two("two write sections", with(Option.WRITE_ONLY, Option.WRITE_TWICE));
    runs.thorough();
    two("write, retire, recycle in one section", with(Option.RETIRE_ONLY));
    runs.thorough();
    two("detach, attach again, write", with(Option.WRITE_ONLY, Option.DETACH_AND_ATTACH_AGAIN));
  }

  private void two(String name, HazardSetup setup) {
    runs.clean(name + ", two readers", () -> new HazardReads(setup, model));
  }

  private boolean inOrder() {
    return model != MemoryModel.RA;
  }

  private int twiceInOrder() {
    return inOrder() ? 2 : 1;
  }

  private HazardSetup sized(HazardSetup setup) {
    return inOrder() ? setup : setup.readers(1);
  }

  private void clean(String name, HazardSetup setup) {
    runs.clean(name, () -> new HazardReads(sized(setup), model));
  }

  private void mutant(String name, HazardSetup setup) {
    runs.mutant(name, () -> new HazardReads(sized(setup), model));
  }

  private void mutantIf(boolean shown, String name, HazardSetup setup) {
    runs.mutantIf(shown, name, () -> new HazardReads(sized(setup), model));
  }

  private void weak(String name, Access access, Mode mode) {
    mutantIf(!inOrder(), name, with(Option.WRITE_ONLY).mode(access, mode));
  }
}
