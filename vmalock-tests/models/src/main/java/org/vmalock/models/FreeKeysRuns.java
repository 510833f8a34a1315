package org.vmalock.models;

import static org.vmalock.models.FreeKeySearch.highest;
import static org.vmalock.models.FreeKeySearch.lowest;
import static org.vmalock.models.FreeKeysSetup.setupOf;

import java.util.List;
import java.util.Locale;
import org.vmalock.models.FreeKeysSetup.Option;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;

/** The runs of {@link FreeKeys}. */
final class FreeKeysRuns {
  private final MemoryModel model;
  private final RunList runs;

  private FreeKeysRuns(MemoryModel model) {
    this.model = model;
    this.runs = new RunList("free keys", model);
  }

  static List<Run> under(MemoryModel model) {
    FreeKeysRuns all = new FreeKeysRuns(model);
    all.scenarios();
    all.writerMutants();
    all.readerMutants();
    all.accessModes();
    return all.runs.runs();
  }

  private void scenarios() {
    for (FreeKeysScenario scenario : FreeKeysScenario.values()) {
      String name = scenario.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      clean(name + ": any two searches", setupOf(scenario).anySearches(2));
      runs.thorough();
      clean(name + ": any three searches", setupOf(scenario).anySearches(3));
    }
  }

  private void writerMutants() {
    // Under RA a call may answer from a moment before it began, which excuses a number of that moment.
    boolean inOrder = model != MemoryModel.RA;
    mutantIf(inOrder, "numbers are not raised before the slot is stored", setupOf(FreeKeysScenario.LEAF, Option.NOT_RAISED).searches(lowest(20, 0, 99)));
    mutant("numbers shrink before the slot is stored", setupOf(FreeKeysScenario.TWO_LEAVES, Option.LOWERED_EARLY).searches(lowest(20, 40, 99)));
    mutant("numbers are not exact after a commit", setupOf(FreeKeysScenario.LEAF, Option.NOT_SETTLED).searches(lowest(20, 0, 99)));
    mutant("only the number of the lowest branch changes",
        setupOf(FreeKeysScenario.TWO_LEVELS, Option.LOWEST_ONLY).searches(lowest(20, 0, 99)));
    mutantIf(inOrder, "the last range of a leaf is not compared",
        setupOf(FreeKeysScenario.LAST_RANGE, Option.LAST_NOT_COMPARED).searches(lowest(20, 0, 99)));
    mutant("a branch that is split stays", setupOf(FreeKeysScenario.BRANCH_SPLIT, Option.NODE_KEPT).searches(lowest(50, 0, 99)));
    mutantIf(inOrder, "a separator stays when the first key changes",
        setupOf(FreeKeysScenario.FIRST_KEY, Option.SEPARATOR_KEPT).searches(lowest(20, 45, 79)));
  }

  private void readerMutants() {
    mutant("nothing found is an answer", setupOf(FreeKeysScenario.TWO_LEAVES, Option.NOTHING_TRUSTED).searches(lowest(20, 0, 79)));
    mutant("the sequence is loaded after the walk", setupOf(FreeKeysScenario.TWO_LEAVES, Option.SEQUENCE_LATE).searches(lowest(20, 0, 79)));
    mutant("the end of a range is not compared with its interval",
        setupOf(FreeKeysScenario.ROOT_SHRINKS, Option.END_NOT_COMPARED).searches(lowest(30, 0, 99)));
    mutant("the gap after the last range of a branch is passed over",
        setupOf(FreeKeysScenario.LEAF, Option.END_OF_BRANCH_IGNORED).searches(highest(20, 0, 99)));
    mutant("the first leaf is looked at once, upwards", setupOf(FreeKeysScenario.FIRST_RANGE, Option.FIRST_LEAF_ONCE).searches(lowest(20, 15, 99)));
    mutant("the last leaf of a branch is looked at once",
        setupOf(FreeKeysScenario.LAST_RANGE, Option.LAST_LEAF_ONCE).searches(lowest(20, 0, 59), lowest(10, 0, 99)));
    mutant("the number of the last branch is taken beside a look at its last leaf",
        setupOf(FreeKeysScenario.LAST_BRANCH_SHARED, Option.NUMBER_OF_BRANCH).searches(highest(20, 0, 84)));
    mutant("the number of the first branch is taken beside a look at its first leaf",
        setupOf(FreeKeysScenario.FIRST_BRANCH_SHARED, Option.NUMBER_OF_BRANCH).searches(lowest(20, 15, 99)));
    mutant("the first leaf is looked at once, downwards",
        setupOf(FreeKeysScenario.FIRST_RANGE, Option.FIRST_LEAF_ONCE).searches(highest(10, 0, 39)));
  }

  /** A number needs no order of its own: the slot that is stored after it and loaded after it has that. */
  private void accessModes() {
    for (FreeKeysScenario scenario : List.of(FreeKeysScenario.LEAF, FreeKeysScenario.TWO_LEAVES, FreeKeysScenario.TWO_LEVELS)) {
      clean("numbers are stored and loaded opaque: " + scenario.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          setupOf(scenario).anySearches(2).numberStore(Mode.OPAQUE).numberLoad(Mode.OPAQUE));
    }
  }

  private void clean(String name, FreeKeysSetup setup) {
    runs.clean(name, () -> new FreeKeys(setup, model));
  }

  private void mutant(String name, FreeKeysSetup setup) {
    mutantIf(true, name, setup);
  }

  private void mutantIf(boolean shown, String name, FreeKeysSetup setup) {
    runs.mutantIf(shown, name, () -> new FreeKeys(setup, model));
  }
}
