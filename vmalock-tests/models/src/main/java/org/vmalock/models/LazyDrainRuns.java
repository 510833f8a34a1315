package org.vmalock.models;

import static org.vmalock.models.LazyDrainSetup.with;

import java.util.List;
import org.vmalock.models.LazyDrainSetup.Option;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;

/** The runs of {@link LazyDrain}. */
final class LazyDrainRuns {
  private final RunList runs;

  private LazyDrainRuns(MemoryModel model) {
    this.runs = new RunList("lazy drain", model);
  }

  static List<Run> under(MemoryModel model) {
    LazyDrainRuns all = new LazyDrainRuns(model);
    all.scenarios();
    all.mutants();
    if (model == MemoryModel.RA) {
      all.accessModes();
    }
    return all.runs.runs();
  }

  private void scenarios() {
    clean("a hazard, the worker answers", with());
    clean("a hazard, the worker answers and borrows again", with(Option.BORROWS_AGAIN));
    clean("a hazard, the worker switches", with(Option.SWITCHES));
    clean("a hazard, the worker switches and borrows again", with(Option.SWITCHES, Option.BORROWS_AGAIN));
    clean("a count, the worker answers", with(Option.COUNTED));
    clean("a count, the worker answers and borrows again", with(Option.COUNTED, Option.BORROWS_AGAIN));
    clean("a count, the worker switches", with(Option.COUNTED, Option.SWITCHES));
    clean("a count, the worker switches and borrows again", with(Option.COUNTED, Option.SWITCHES, Option.BORROWS_AGAIN));
  }

  private void mutants() {
    mutant("a hazard, no wait for releases", with(Option.NO_LAST_WAIT));
    mutant("a count, no wait for releases", with(Option.COUNTED, Option.NO_LAST_WAIT));
    mutant("a switch, no wait for releases", with(Option.SWITCHES, Option.NO_LAST_WAIT));
    mutant("the answer is no release", with(Option.NOT_RAISED));
    mutant("the end of a count is stated before the release", with(Option.COUNTED, Option.SWITCHES, Option.RAISED_AFTER_STATE));
    mutant("the release ends before the drop", with(Option.COUNTED, Option.SWITCHES, Option.LOWERED_BEFORE_DROP));
    mutant("the drain waits for releases before it settles", with(Option.SWITCHES, Option.WAITS_BEFORE_SETTLING));
  }

  private void accessModes() {
    mutant("the state is stored opaque", with(Option.SWITCHES).state(Mode.OPAQUE));
    mutant("the state of a counted borrow is stored opaque", with(Option.COUNTED, Option.SWITCHES).state(Mode.OPAQUE));
    mutant("the end of a release is stored opaque", with(Option.COUNTED, Option.SWITCHES).lower(Mode.OPAQUE));
    mutant("the drain loads the releases opaque", with(Option.COUNTED, Option.SWITCHES).lastWait(Mode.OPAQUE));
  }

  private void clean(String name, LazyDrainSetup setup) {
    runs.clean(name, () -> new LazyDrain(setup));
  }

  private void mutant(String name, LazyDrainSetup setup) {
    runs.mutant(name, () -> new LazyDrain(setup));
  }
}
