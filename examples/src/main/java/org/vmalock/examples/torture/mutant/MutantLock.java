package org.vmalock.examples.torture.mutant;

import java.util.List;
import java.util.Set;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.LockKit;

/**
 * A broken lock, structure or pool.
 *
 * @param label the name on the command line
 * @param isOfPool whether the torture of the pool brings the mutant out, or else that of the lock
 * @param description what is wrong, in one line
 * @param kit makes models with this mutant
 * @param faults without which nobody takes the wrong step
 */
public record MutantLock(String label, boolean isOfPool, String description, LockKit kit, Set<Fault> faults) implements Mutants {
  /** All of them. */
  public static final List<MutantLock> ALL =
      List.of(
          lock("no-late-check", "looks for a writer only before it is counted", nodes(LockMutant.NoLateCheck::new)),
          lock("no-last-look", "sleeps through the section that detaches the node, and stays", nodes(LockMutant.NoLastLook::new)),
          lock("no-generation", "comes into whatever life the object is in", nodes(LockMutant.NoGeneration::new)),
          lock("no-structure", "comes into a node that has become another structure's", nodes(LockMutant.NoStructure::new)),
          lock(
              "counts-first",
              "counts a reader first and looks whether it may come in afterwards",
              nodes(LockMutant.CountsFirst::new)),
          lock("no-limit", "forgets that the count is finite", nodes(LockMutant.NoLimit::new)),
          lock("torn-count", "a leaving reader reads the count and writes it back in two steps", nodes(LockMutant.TornCount::new)),
          lock(
              "ends-any-read",
              "ends a read of a life that is over in the next one",
              nodes(LockMutant.EndsAnyRead::new),
              Fault.MISUSE),
          lock("no-drain", "a writer does not wait for the readers who are inside", nodes(LockMutant.NoDrain::new)),
          lock(
              "locked-falls-early",
              "lets readers in before it says that the node is write-locked",
              nodes(LockMutant.LockedFallsEarly::new)),
          lock(
              "waiter-after-locked",
              "says who waits too late: a wake-up is lost, and the writer stalls",
              nodes(LockMutant.WaiterAfterLocked::new)),
          lock("leaves-locked", "a writer who gives up leaves the node shut", nodes(LockMutant.LeavesLocked::new), Fault.TIMEOUT),
          lock(
              "forgets-end-write", "does not drain a node again that was given back early", nodes(LockMutant.ForgetsEndWrite::new)),
          lock(
              "unlocks-first",
              "gives the structure up before it releases the nodes",
              ModelKit.SOUND.withStructures(ModelStructure.UnlocksFirst::new)),
          lock(
              "unlocks-to-downgrade",
              "turns the write lock into a read lock in two steps",
              ModelKit.SOUND.withStructures(ModelStructure.UnlocksToDowngrade::new)),
          lock(
              "speculates-beside-a-writer",
              "reads all without a lock in the middle of a write section",
              ModelKit.SOUND.withStructures(ModelStructure.SpeculatesBesideAWriter::new)),
          pool(
              "looks-after-leaving",
              "looks again after it has left whether it was the last",
              nodes(LockMutant.LooksAfterLeaving::new)),
          pool("nobody-frees", "the last reader of a retired object does not free it", nodes(LockMutant.NobodyFrees::new)),
          pool(
              "assumes-to-be-the-last",
              "frees a retired object although readers are inside",
              nodes(LockMutant.AssumesToBeTheLast::new)),
          pool(
              "blind-release",
              "ends a life without asking whether it is this one",
              nodes(LockMutant.BlindRelease::new),
              Fault.MISUSE),
          pool("no-version", "pops free objects without a version: ABA", ModelKit.SOUND.withPools(ModelPool.NoVersion::new)));

  /**
   * Joins them.
   *
   * @param label the name on the command line
   * @param isOfPool whether the torture of the pool brings the mutant out, or else that of the lock
   * @param description what is wrong, in one line
   * @param kit makes models with this mutant
   * @param faults without which nobody takes the wrong step
   */
  public MutantLock {
    faults = Set.copyOf(faults);
  }

  /**
   * The protocol without a mutant, which has to pass where its variants fail.
   *
   * @return makes sound models
   */
  public static LockKit sound() {
    return ModelKit.SOUND;
  }

  private static MutantLock lock(String label, String description, ModelKit kit, Fault... faults) {
    return new MutantLock(label, false, description, kit, Set.of(faults));
  }

  private static MutantLock pool(String label, String description, ModelKit kit, Fault... faults) {
    return new MutantLock(label, true, description, kit, Set.of(faults));
  }

  private static ModelKit nodes(ModelKit.Nodes nodes) {
    return ModelKit.SOUND.withNodes(nodes);
  }
}
