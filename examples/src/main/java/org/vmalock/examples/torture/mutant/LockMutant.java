package org.vmalock.examples.torture.mutant;

import java.util.List;
import java.util.Set;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.LockKit;

/**
 * A mutant of a lock, structure or pool.
 *
 * @param label the name on the command line
 * @param isOfPool whether the pool's torture test detects the mutant, or else the lock's
 * @param description what is wrong, in one line
 * @param kit creates models with this mutant
 * @param faults the faults without which the wrong step is never executed
 */
public record LockMutant(String label, boolean isOfPool, String description, LockKit kit, Set<Fault> faults) implements Mutant {
  /** All mutants of locks, structures and pools. */
  public static final List<LockMutant> ALL =
      List.of(
          lock("no-late-check", "a reader checks for a writer only before it is counted", nodes(MutantNodes.NoLateCheck::new)),
          lock(
              "no-last-look",
              "a reader that sleeps through the section that detaches the node keeps it",
              nodes(MutantNodes.NoLastLook::new)),
          lock("no-generation", "acquires the object in any generation", nodes(MutantNodes.NoGeneration::new)),
          lock("no-structure", "acquires a node that now belongs to another structure", nodes(MutantNodes.NoStructure::new)),
          lock(
              "counts-first",
              "counts a reader first and checks the word afterwards",
              nodes(MutantNodes.CountsFirst::new)),
          lock("no-limit", "does not check the limit of readers", nodes(MutantNodes.NoLimit::new)),
          lock("torn-count", "a release reads the count and writes it back in two steps", nodes(MutantNodes.TornCount::new)),
          lock(
              "ends-any-read",
              "releases a read of an earlier generation",
              nodes(MutantNodes.EndsAnyRead::new),
              Fault.MISUSE),
          lock("no-drain", "a writer does not wait for the readers of the node", nodes(MutantNodes.NoDrain::new)),
          lock(
              "locked-cleared-early",
              "clears LOCKED before the node is marked write-locked",
              nodes(MutantNodes.LockedClearedEarly::new)),
          lock(
              "waiter-after-locked",
              "registers the waiting writer after setting LOCKED: a wake-up is lost, and the writer stalls",
              nodes(MutantNodes.WaiterAfterLocked::new)),
          lock(
              "keeps-locked-set",
              "a writer that times out keeps LOCKED set",
              nodes(MutantNodes.KeepsLockedSet::new),
              Fault.TIMEOUT),
          lock(
              "forgets-end-write",
              "does not drain a node again that was released early",
              nodes(MutantNodes.ForgetsEndWrite::new)),
          lock(
              "unlocks-first",
              "releases the structure before the nodes",
              ModelKit.CORRECT.withStructures(ModelStructure.UnlocksFirst::new)),
          lock(
              "unlocks-to-downgrade",
              "downgrades the write lock to a read lock in two steps",
              ModelKit.CORRECT.withStructures(ModelStructure.UnlocksToDowngrade::new)),
          lock(
              "speculates-during-write",
              "begins a speculative read during a write section",
              ModelKit.CORRECT.withStructures(ModelStructure.SpeculatesDuringWrite::new)),
          pool(
              "checks-after-release",
              "reads the word again after the release to find out whether it was the last",
              nodes(MutantNodes.ChecksAfterRelease::new)),
          pool(
              "never-frees",
              "the last releasing reader of a retired object does not free it",
              nodes(MutantNodes.NeverFrees::new)),
          pool(
              "assumes-last-reference",
              "frees a retired object although readers hold it",
              nodes(MutantNodes.AssumesLastReference::new)),
          pool(
              "blind-release",
              "releases the owner reference without comparing the generation",
              nodes(MutantNodes.BlindRelease::new),
              Fault.MISUSE),
          pool(
              "no-version",
              "pops free objects without a version in the head: ABA",
              ModelKit.CORRECT.withPools(ModelPool.NoVersion::new)));

  /**
   * Creates a mutant.
   *
   * @param label the name on the command line
   * @param isOfPool whether the pool's torture test detects the mutant, or else the lock's
   * @param description what is wrong, in one line
   * @param kit creates models with this mutant
   * @param faults the faults without which the wrong step is never executed
   */
  public LockMutant {
    faults = Set.copyOf(faults);
  }

  /**
   * Returns the models without a mutant, which must pass.
   *
   * @return creates correct models
   */
  public static LockKit correct() {
    return ModelKit.CORRECT;
  }

  private static LockMutant lock(String label, String description, ModelKit kit, Fault... faults) {
    return new LockMutant(label, false, description, kit, Set.of(faults));
  }

  private static LockMutant pool(String label, String description, ModelKit kit, Fault... faults) {
    return new LockMutant(label, true, description, kit, Set.of(faults));
  }

  private static ModelKit nodes(ModelKit.Nodes nodes) {
    return ModelKit.CORRECT.withNodes(nodes);
  }
}
