package org.vmalock.examples.torture.mutant;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.RangeTree;

/**
 * A mutant of a tree.
 *
 * @param label the name on the command line
 * @param description what is wrong, in one line
 * @param trees creates trees with this mutant, given the collection for the violations of their nodes
 */
public record TreeMutant(String label, String description, Function<Violations<Check>, RangeTree> trees) implements Mutant {
  /** All mutants of trees. */
  public static final List<TreeMutant> ALL =
      List.of(
          new TreeMutant("does-not-detach", "readers of an old version acquire unmapped ranges", MutantTrees.DoesNotDetach::new),
          new TreeMutant("does-not-wait", "changes a range while readers hold it", MutantTrees.DoesNotWait::new),
          new TreeMutant(
              "publishes-each-change", "publishes the changes of a section one by one", MutantTrees.PublishesEachChange::new),
          new TreeMutant(
              "restores-all-but-one",
              "an unmap that is rolled back does not reattach all ranges",
              MutantTrees.RestoresAllButOne::new),
          new TreeMutant("downgrades-first", "downgrades before the range is detached", MutantTrees.DowngradesFirst::new),
          new TreeMutant("misses-after-refusal", "reports a replaced range as not mapped", MutantTrees.MissesAfterRefusal::new),
          new TreeMutant("skips-refused", "a walk skips a range whose read attempt fails", MutantTrees.SkipsRefused::new),
          new TreeMutant(
              "walk-does-not-advance", "a walk continues at the start of the last range", MutantTrees.WalkDoesNotAdvance::new),
          new TreeMutant(
              "ignores-range-end", "finds a range that does not contain the key", MutantTrees.IgnoresRangeEnd::new));

  /**
   * Returns a tree without a mutant, which must pass.
   *
   * @param violations receives the violations of its nodes
   * @return a correct model
   */
  public static RangeTree correct(Violations<Check> violations) {
    return new ModelTree(violations);
  }

  @Override
  public Set<Fault> faults() {
    return Set.of();
  }
}
