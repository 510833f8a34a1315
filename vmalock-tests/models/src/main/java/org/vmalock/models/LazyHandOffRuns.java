package org.vmalock.models;

import static org.vmalock.models.LazyHandOffSetup.with;

import java.util.List;
import org.vmalock.models.LazyHandOffSetup.Option;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;

/** The runs of {@link LazyHandOff}. */
final class LazyHandOffRuns {
  private final MemoryModel model;
  private final RunList runs;

  private LazyHandOffRuns(MemoryModel model) {
    this.model = model;
    this.runs = new RunList("lazy hand-off", model);
  }

  static List<Run> under(MemoryModel model) {
    LazyHandOffRuns all = new LazyHandOffRuns(model);
    all.scenarios();
    all.pending();
    all.mutants();
    if (model == MemoryModel.RA) {
      all.accessModes();
    }
    return all.runs.runs();
  }

  private void scenarios() {
    clean("the worker borrows A, then B, and closes", with());
    clean("the same, with a settling thread", with(Option.SETTLING_THREAD));
    clean("the same, B is recycled", with(Option.RECYCLE));
    clean("the same, B is recycled, with a settling thread", with(Option.RECYCLE, Option.SETTLING_THREAD));
    clean("exact form", with(Option.EXACT));
    clean("the form changes to exact between the borrows", with(Option.EXACT_FROM_B_ON, Option.SETTLING_THREAD));
    if (model == MemoryModel.RA) {
      clean("the same, the payload is that of B", with(Option.SETTLING_THREAD, Option.PAYLOAD_OF_B));
      clean("the same, B is recycled, the payload is that of B", with(Option.RECYCLE, Option.PAYLOAD_OF_B));
      clean("exact form, the payload is that of B", with(Option.EXACT, Option.PAYLOAD_OF_B));
    }
  }

  /** What is left in the box of a worker that does not switch any more. */
  private void pending() {
    mutantIf(model != MemoryModel.SC, "no fence, no later switch, no settling: a reference stays in the box", with(Option.NO_LATER_SWITCH));
    clean("no later switch, fence after the release", with(Option.NO_LATER_SWITCH, Option.FENCE_AFTER_CLEAR));
    clean("no later switch, exact form", with(Option.NO_LATER_SWITCH, Option.EXACT));
    mutant("scheme of 2022: no second load of the slot",
        with(Option.NO_LATER_SWITCH, Option.FENCE_AFTER_CLEAR, Option.NO_TAKE_BACK));
  }

  private void mutants() {
    mutant("scheme of 2021: dropped while borrowed", with(Option.DROPPED_WHILE_BORROWED));
    mutant("scheme of 2021: the first load of the slot as proof", with(Option.EARLY_PROOF));
    mutant("scheme of 2021: closed with a full slot", with(Option.CLOSED_WITH_FULL_SLOT));
    mutant("published after the use was released", with(Option.PUBLISHED_WITHOUT_USE));
    mutant("the last user does not scan", with(Option.NO_SCAN));
    mutant("counted after the publication in the box", with(Option.COUNTED_AFTER_PUBLICATION));
    mutant("exact form released by a store", with(Option.EXACT, Option.EXACT_RELEASED_BY_STORE));
    mutant("settled without a load of the slot", with(Option.SETTLING_THREAD, Option.SETTLED_WITHOUT_SLOT));
    mutant("settled by a load of the slot before the box", with(Option.SETTLING_THREAD, Option.SETTLED_BY_EARLIER_SLOT));
    mutant("taken out of the box by a store", with(Option.SETTLING_THREAD, Option.TAKEN_FROM_BOX_BY_STORE));
    mutant("slot and box name addresses, B is recycled", with(Option.RECYCLE, Option.ADDRESSES));
  }

  private void accessModes() {
    mutant("the slot is released by an opaque store", with().clear(Mode.OPAQUE));
    mutant("the slot is published by an opaque store", with().publish(Mode.OPAQUE));
  }

  private void clean(String name, LazyHandOffSetup setup) {
    runs.clean(name, () -> new LazyHandOff(setup));
  }

  private void mutant(String name, LazyHandOffSetup setup) {
    runs.mutant(name, () -> new LazyHandOff(setup));
  }

  private void mutantIf(boolean shown, String name, LazyHandOffSetup setup) {
    runs.mutantIf(shown, name, () -> new LazyHandOff(setup));
  }
}
