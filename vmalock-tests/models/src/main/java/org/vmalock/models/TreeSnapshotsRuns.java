package org.vmalock.models;

import static org.vmalock.models.TreeSnapshotsSetup.setupOf;

import java.util.List;
import java.util.Locale;
import org.vmalock.models.TreeSnapshotsSetup.Option;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;

/** The runs of {@link TreeSnapshots}. */
final class TreeSnapshotsRuns {
  private final MemoryModel model;
  private final RunList runs;

  private TreeSnapshotsRuns(MemoryModel model) {
    this.model = model;
    this.runs = new RunList("tree snapshots", model);
  }

  static List<Run> under(MemoryModel model) {
    TreeSnapshotsRuns all = new TreeSnapshotsRuns(model);
    all.scenarios();
    all.large();
    all.mutants();
    all.sizeMutants();
    all.accessModes();
    return all.runs.runs();
  }

  private void scenarios() {
    clean("two leaves: two snapshots", setupOf(SnapshotScenario.TWO_LEAVES).snapshots(2));
    clean("two leaves: a snapshot with its number of ranges", setupOf(SnapshotScenario.TWO_LEAVES).snapshots(1).withRanges());
    clean("two levels: two snapshots", setupOf(SnapshotScenario.TWO_LEVELS).snapshots(2));
    clean("two levels: a snapshot with its number of ranges", setupOf(SnapshotScenario.TWO_LEVELS).snapshots(1).withRanges());
    clean("a shared branch: two snapshots", setupOf(SnapshotScenario.SHARED_BRANCH).snapshots(2).withRanges());
    clean("a branch becomes the root: two snapshots", setupOf(SnapshotScenario.ROOT_SHRINKS).snapshots(2).withRanges());
    clean("a batch: two snapshots", setupOf(SnapshotScenario.BATCH).snapshots(2));
    clean("a batch: a snapshot with its number of ranges", setupOf(SnapshotScenario.BATCH).snapshots(1).withRanges());
    clean("the empty tree: two snapshots", setupOf(SnapshotScenario.EMPTY).snapshots(2).withRanges());
    clean("two leaves: a snapshot, then the number of ranges twice", setupOf(SnapshotScenario.TWO_LEAVES).snapshots(1).sizes(2));
    clean("two levels: a snapshot, then the number of ranges twice", setupOf(SnapshotScenario.TWO_LEVELS).snapshots(1).sizes(2));
    clean("a batch: a snapshot, then the number of ranges twice", setupOf(SnapshotScenario.BATCH).snapshots(1).sizes(2));
    clean("the empty tree: a snapshot, then the number of ranges twice", setupOf(SnapshotScenario.EMPTY).snapshots(1).sizes(2));
  }

  /** Larger runs. The third section needs more locations than the views of RA have room for. */
  private void large() {
    for (SnapshotScenario scenario : SnapshotScenario.values()) {
      String name = scenario.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      if (scenario != SnapshotScenario.THREE_SECTIONS) {
        runs.thorough();
        clean(name + ": three snapshots", setupOf(scenario).snapshots(3));
        runs.thorough();
        clean(name + ": a snapshot each of two readers", setupOf(scenario).snapshots(1).twoReaders());
      } else if (model != MemoryModel.RA) {
        runs.thorough();
        clean(name + ": two snapshots", setupOf(scenario).snapshots(2).withRanges());
      }
    }
  }

  private void mutants() {
    clean("the announcement is not renewed above, snapshots without a number",
        setupOf(SnapshotScenario.TWO_LEVELS, Option.ANNOUNCED_ONCE, Option.EPOCH_READ_ONCE).snapshots(2));
    mutant("the epoch is read before the announcement", setupOf(SnapshotScenario.TWO_LEAVES, Option.EPOCH_READ_EARLY).snapshots(1));
    mutant("the epoch is not read again above", setupOf(SnapshotScenario.TWO_LEVELS, Option.EPOCH_READ_ONCE).snapshots(2).withRanges());
    mutant("the announcement is not renewed above", setupOf(SnapshotScenario.TWO_LEVELS, Option.ANNOUNCED_ONCE).snapshots(2).withRanges());
    mutant("a closed branch is changed in place", setupOf(SnapshotScenario.TWO_LEAVES, Option.OPEN_NOT_CHECKED).snapshots(1));
    mutant("the publication ends before the store", setupOf(SnapshotScenario.TWO_LEAVES, Option.ENDED_EARLY).snapshots(1));
    mutant("the publication ends before the hints are stored", setupOf(SnapshotScenario.TWO_LEAVES, Option.ENDED_BEFORE_HINTS).snapshots(1));
    mutant("a snapshot does not copy the way", setupOf(SnapshotScenario.TWO_LEAVES, Option.NOT_COPIED).snapshots(1));
    mutant("a snapshot reads the root after the step", setupOf(SnapshotScenario.TWO_LEAVES, Option.ROOT_AFTER_STEP).snapshots(1));
    mutant("a snapshot does not end the epoch", setupOf(SnapshotScenario.TWO_LEAVES, Option.NO_STEP).snapshots(1));
    mutant("a snapshot does not look at the root again", setupOf(SnapshotScenario.SHARED_BRANCH, Option.NO_SECOND_LOOK).snapshots(1));
    mutant("a snapshot ignores the publication", setupOf(SnapshotScenario.TWO_LEAVES, Option.PUBLICATION_IGNORED).snapshots(1));
  }

  private void sizeMutants() {
    mutant("the slot is read again for the number", setupOf(SnapshotScenario.TWO_LEAVES, Option.SLOT_READ_TWICE).snapshots(1).withRanges());
    mutant("the number is stored before the slot", setupOf(SnapshotScenario.TWO_LEAVES, Option.RANGES_FIRST).sizes(1));
    mutant("the number is stored after the end of the publication", setupOf(SnapshotScenario.TWO_LEAVES, Option.RANGES_LAST).snapshots(1).withRanges());
    mutant("the root is not announced", setupOf(SnapshotScenario.EMPTY, Option.ROOT_NOT_ANNOUNCED).snapshots(1).withRanges());
    mutant("size ignores the publication", setupOf(SnapshotScenario.TWO_LEAVES, Option.SIZE_IGNORES_PUBLICATION).snapshots(1).sizes(1));
    mutant("the empty tree is counted as any other", setupOf(SnapshotScenario.EMPTY, Option.EMPTY_NOT_SPECIAL).snapshots(1).withRanges());
  }

  /** The store of the announcement and the load of the epoch are a Dekker pair with the step and the load of the announcement. */
  private void accessModes() {
    boolean weak = model == MemoryModel.RA;
    boolean buffered = model != MemoryModel.SC;
    mutantIf(buffered, "announced by release", setupOf(SnapshotScenario.TWO_LEAVES).snapshots(1).announcement(Mode.RELEASE));
    mutantIf(weak, "the epoch is loaded by acquire", setupOf(SnapshotScenario.TWO_LEAVES).snapshots(1).epochLoad(Mode.ACQUIRE));
    mutantIf(weak, "the publication is loaded by acquire", setupOf(SnapshotScenario.TWO_LEAVES).snapshots(1).publicationLoad(Mode.ACQUIRE));
    mutantIf(weak, "the epoch ends by acquire", setupOf(SnapshotScenario.TWO_LEAVES).snapshots(1).step(Mode.ACQUIRE));
    mutantIf(weak, "the epoch ends by release", setupOf(SnapshotScenario.TWO_LEAVES).snapshots(1).step(Mode.RELEASE));
    mutantIf(weak, "the publication ends opaque", setupOf(SnapshotScenario.TWO_LEAVES).snapshots(1).end(Mode.OPAQUE));
    mutantIf(weak, "the number is stored opaque", setupOf(SnapshotScenario.TWO_LEAVES).snapshots(1).withRanges().rangesStore(Mode.OPAQUE));
    mutantIf(weak, "the number is loaded opaque", setupOf(SnapshotScenario.TWO_LEAVES).snapshots(1).withRanges().rangesLoad(Mode.OPAQUE));
  }

  private void clean(String name, TreeSnapshotsSetup setup) {
    runs.clean(name, () -> new TreeSnapshots(setup, model));
  }

  private void mutant(String name, TreeSnapshotsSetup setup) {
    mutantIf(true, name, setup);
  }

  private void mutantIf(boolean shown, String name, TreeSnapshotsSetup setup) {
    runs.mutantIf(shown, name, () -> new TreeSnapshots(setup, model));
  }
}
