package org.vmalock.examples.torture.busted;

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
 * @param trees make trees with this flaw, which tell the violations of their nodes
 */
public record BustedTree(String label, String description, Function<Violations<Check>, RangeTree> trees) implements Busted {
  /** All of them. */
  public static final List<BustedTree> ALL =
      List.of(
          new BustedTree("does-not-detach", "readers of an old version come into what was unmapped", TreeFlaw.DoesNotDetach::new),
          new BustedTree("does-not-wait", "changes a range while readers are inside", TreeFlaw.DoesNotWait::new),
          new BustedTree("publishes-each-change", "shows the changes of a section one by one", TreeFlaw.PublishesEachChange::new),
          new BustedTree("forgets-one", "an unmap that is given up does not put everything back", TreeFlaw.ForgetsOne::new),
          new BustedTree("downgrades-first", "lets readers in before the range is taken aside", TreeFlaw.DowngradesFirst::new),
          new BustedTree("misses-after-refusal", "takes what was replaced for not mapped", TreeFlaw.MissesAfterRefusal::new),
          new BustedTree("skips-refused", "a walk that is refused reports a false gap", TreeFlaw.SkipsRefused::new),
          new BustedTree("walks-on-from-the-start", "a walk stands still", TreeFlaw.WalksOnFromTheStart::new),
          new BustedTree(
              "does-not-look-at-the-end", "finds a range that does not cover the key", TreeFlaw.DoesNotLookAtTheEnd::new));

  /**
   * The protocol without a flaw, which has to pass where its variants fail.
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
