package org.vmalock.examples.torture.mutant;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.vmalock.examples.torture.lazy.LazyMutant;
import org.vmalock.examples.torture.lazy.LazySystem;
import org.vmalock.examples.torture.lazy.ModelSystem;
import org.vmalock.examples.torture.subject.Fault;

/**
 * A broken way to keep contexts at hand.
 *
 * @param label the name on the command line
 * @param description what is wrong, in one line
 * @param mutant the step
 */
public record MutantLazy(String label, String description, LazyMutant mutant) implements Mutants {
  private static final long NANOS = 50_000;
  private static final int LONG_STAYS = 16;

  /** All of them. */
  public static final List<MutantLazy> ALL =
      List.of(
          new MutantLazy(
              "dropped-while-borrowed",
              "a switch drops what was handed over although it is still borrowed",
              LazyMutant.DROPPED_WHILE_BORROWED),
          new MutantLazy(
              "stolen-by-early-proof", "drops on behalf by a proof that was read too early", LazyMutant.STOLEN_BY_EARLY_PROOF),
          new MutantLazy(
              "taken-down-with-full-slot",
              "a worker goes down with its slot full, and a count is dropped that nobody took",
              LazyMutant.TAKEN_DOWN_WITH_FULL_SLOT),
          new MutantLazy("no-second-look", "drops on behalf without looking at the slot again", LazyMutant.NO_SECOND_LOOK),
          new MutantLazy(
              "counted-after-publication", "hands a reference over first and counts it then", LazyMutant.COUNTED_AFTER_PUBLICATION),
          new MutantLazy("exact-left-by-store", "leaves the exact form by a plain store", LazyMutant.EXACT_LEFT_BY_STORE),
          new MutantLazy("mask-cleared-first", "leaves the scan set before the slot is empty", LazyMutant.MASK_CLEARED_FIRST),
          new MutantLazy("address-reused", "names the recycled context and not its life", LazyMutant.ADDRESS_REUSED));

  /**
   * The models without a mutant, which have to pass where their variants fail.
   *
   * @param exact whether slots are left by an exchange
   * @return a sound model
   */
  public static LazySystem sound(boolean exact) {
    return new ModelSystem(exact ? LazyMutant.NONE_EXACT : LazyMutant.NONE, MutantLazy::stay);
  }

  /**
   * Makes what is broken.
   *
   * @return a model with this mutant
   */
  public LazySystem system() {
    return new ModelSystem(mutant, MutantLazy::stay);
  }

  /** The race of three parties goes through two gaps: the second opens seldom, and has to stay open for a few switches. */
  private static void stay(ModelSystem.Gap gap) {
    boolean isSecond = gap == ModelSystem.Gap.PROVED;
    boolean isFirst = gap == ModelSystem.Gap.SLOT_READ;
    if (isSecond || (isFirst && ThreadLocalRandom.current().nextInt(LONG_STAYS) == 0)) {
      LockSupport.parkNanos(NANOS);
    } else {
      Gap.stay();
    }
  }

  @Override
  public Set<Fault> faults() {
    return Set.of();
  }
}
