package org.vmalock.examples.torture.mutant;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.RangeTree;

/**
 * A broken tree.
 *
 * @param label the name on the command line
 * @param description what is wrong, in one line
 * @param trees make trees with this mutant, which tell the violations of their nodes
 */
public record MutantTree(String label, String description, Function<Violations<Check>, RangeTree> trees) implements Mutants {
  /** All of them. */
  public static final List<MutantTree> ALL =
      List.of(
          new MutantTree("does-not-detach", "readers of an old version come into what was unmapped", TreeMutant.DoesNotDetach::new),
          new MutantTree("does-not-wait", "changes a range while readers are inside", TreeMutant.DoesNotWait::new),
          new MutantTree("publishes-each-change", "shows the changes of a section one by one", TreeMutant.PublishesEachChange::new),
          new MutantTree("forgets-one", "an unmap that is given up does not put everything back", TreeMutant.ForgetsOne::new),
          new MutantTree("downgrades-first", "lets readers in before the range is taken aside", TreeMutant.DowngradesFirst::new),
          new MutantTree("misses-after-refusal", "takes what was replaced for not mapped", TreeMutant.MissesAfterRefusal::new),
          new MutantTree("skips-refused", "a walk that is refused reports a false gap", TreeMutant.SkipsRefused::new),
          new MutantTree("walks-on-from-the-start", "a walk stands still", TreeMutant.WalksOnFromTheStart::new),
          new MutantTree(
              "does-not-look-at-the-end", "finds a range that does not cover the key", TreeMutant.DoesNotLookAtTheEnd::new));

  /**
   * The protocol without a mutant, which has to pass where its variants fail.
   *
   * @param violations is told the violations of its nodes
   * @return a sound model
   */
  public static RangeTree sound(Violations<Check> violations) {
    return new ModelTree(violations);
  }

  @Override
  public Set<Fault> faults() {
    return Set.of();
  }
}
