package org.vmalock.models;

import static org.vmalock.models.TreePublicationSetup.setupOf;
import static org.vmalock.models.TreeRead.find;
import static org.vmalock.models.TreeRead.next;
import static org.vmalock.models.TreeRead.start;

import java.util.List;
import org.vmalock.models.TreePublicationSetup.Option;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Mode;

/** The runs of {@link TreePublication}. */
final class TreePublicationRuns {
  private final MemoryModel model;
  private final RunList runs;

  private TreePublicationRuns(MemoryModel model) {
    this.model = model;
    this.runs = new RunList("tree publication", model);
  }

  static List<Run> under(MemoryModel model) {
    TreePublicationRuns all = new TreePublicationRuns(model);
    all.scenarios();
    all.writerMutants();
    all.readerMutants();
    all.accessModes();
    return all.runs.runs();
  }

  private void scenarios() {
    anyReads("a leaf is copied twice", TreeScenario.LEAF);
    anyReads("two leaves are copied", TreeScenario.TWO_LEAVES);
    anyReads("two leaves are copied, then a section aborts", TreeScenario.TWO_LEAVES_AND_ABORT);
    anyReads("a branch becomes the root", TreeScenario.ROOT_SHRINKS);
    anyReads("a leaf is split at its end", TreeScenario.SPLIT_AT_END);
    anyReads("a leaf is split in the middle", TreeScenario.SPLIT_IN_MIDDLE);
    anyReads("two leaves are copied, then one is split", TreeScenario.SPLIT_BETWEEN);
    anyReads("a branch is split at its end", TreeScenario.BRANCH_SPLIT);
    anyReads("two leaves are joined", TreeScenario.JOIN);
    anyReads("a leaf is refilled from the next one", TreeScenario.REFILL);
    anyReads("a batch over two leaves", TreeScenario.BATCH);
    anyReads("a batch below a branch", TreeScenario.BATCH_BELOW);
    anyReads("the first key of a leaf changes", TreeScenario.FIRST_KEY);
    anyReads("a section aborts", TreeScenario.ABORT);
    clean("two leaves are copied, then one is split; held after the second walk",
        setupOf(TreeScenario.SPLIT_BETWEEN, Option.HELD_AFTER_SECOND_WALK).anyReads(2));
  }

  /** Any two operations of a reader, one after the other, and any three. */
  private void anyReads(String name, TreeScenario scenario) {
    clean(name + ": any two reads", setupOf(scenario).anyReads(2));
    runs.thorough();
    clean(name + ": any three reads", setupOf(scenario).anyReads(3));
  }

  private void writerMutants() {
    mutant("the hints are stored before the slot", setupOf(TreeScenario.LEAF, Option.HINTS_FIRST).reads(find(25), next(10)));
    mutant("a range is detached after the slot is stored", setupOf(TreeScenario.LEAF, Option.DETACHED_AFTER).reads(next(30), find(32)));
    mutant("a batch stores into several slots", setupOf(TreeScenario.BATCH, Option.SEVERAL_STORES).reads(find(75), find(25)));
    mutant("a branch that is split stays", setupOf(TreeScenario.BRANCH_SPLIT, Option.NODE_KEPT).reads(next(30)));
    mutant("a separator stays when the first key changes", setupOf(TreeScenario.FIRST_KEY, Option.SEPARATOR_KEPT).reads(find(5), find(62)));
    mutant("a section stores before it commits", setupOf(TreeScenario.ABORT, Option.STORED_AT_ONCE).reads(find(25)));
  }

  private void readerMutants() {
    mutant("a miss of a quick walk is an answer", setupOf(TreeScenario.LEAF, Option.QUICK_MISS_TRUSTED).reads(find(32)));
    mutant("a miss of a quick walk is an answer, with a read lock", setupOf(TreeScenario.LEAF, Option.QUICK_MISS_TRUSTED).reads(start(32)));
    mutant("the sequence is not validated: found", setupOf(TreeScenario.LEAF, Option.NO_VALIDATION).reads(find(32)));
    mutant("the sequence is not validated: next", setupOf(TreeScenario.TWO_LEAVES, Option.NO_VALIDATION).reads(next(10)));
    mutant("a detached range that hints lead to is an answer", setupOf(TreeScenario.LEAF, Option.ATTACHED_IGNORED).reads(next(30), find(32)));
    mutant("next across leaves does not walk again", setupOf(TreeScenario.TWO_LEAVES, Option.NO_SECOND_WALK).reads(next(10)));
    mutant("next that has waited does not walk again",
        setupOf(TreeScenario.TWO_LEAVES_AND_ABORT, Option.NO_SECOND_WALK_AFTER_WAIT).reads(next(12)));
    mutant("the second walk does not compare the separator", setupOf(TreeScenario.SPLIT_BETWEEN, Option.SEPARATOR_IGNORED).reads(next(18)));
  }

  /** The modes of stores of slots and hints, and of loads of hints: x86 shows none of these mutants. */
  private void accessModes() {
    weakMutant("a slot is stored opaque", setupOf(TreeScenario.LEAF).reads(next(10)).publication(Mode.OPAQUE));
    weakMutant("the root is stored opaque", setupOf(TreeScenario.BATCH).reads(next(10)).publication(Mode.OPAQUE));
    weakMutant("a slot is loaded opaque", setupOf(TreeScenario.LEAF).reads(next(10)).slotLoad(Mode.OPAQUE));
    weakMutant("the root is loaded opaque", setupOf(TreeScenario.BATCH).reads(next(10)).slotLoad(Mode.OPAQUE));
    weakMutant("the hints are stored opaque", setupOf(TreeScenario.LEAF).reads(find(25)).hint(Mode.OPAQUE));
    weakMutant("the hints are loaded opaque, without a fence", setupOf(TreeScenario.LEAF).reads(find(25)).quickLoad(Mode.OPAQUE));
    clean("the hints are loaded opaque, a fence behind",
        setupOf(TreeScenario.LEAF, Option.FENCE_BEHIND_HINTS).anyReads(2).quickLoad(Mode.OPAQUE));
  }

  private void weakMutant(String name, TreePublicationSetup setup) {
    runs.mutantIf(model == MemoryModel.RA, name, () -> new TreePublication(setup, model));
  }

  private void clean(String name, TreePublicationSetup setup) {
    runs.clean(name, () -> new TreePublication(setup, model));
  }

  private void mutant(String name, TreePublicationSetup setup) {
    runs.mutant(name, () -> new TreePublication(setup, model));
  }
}
