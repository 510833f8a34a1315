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
 * A mutant of a {@link LazySystem}.
 *
 * @param label the name on the command line
 * @param description what is wrong, in one line
 * @param mutant the mutant of the model
 */
public record LazySystemMutant(String label, String description, LazyMutant mutant) implements Mutant {
  private static final long NANOS = 50_000;
  private static final int LONG_PAUSES = 16;

  /** All mutants of lazily kept contexts. */
  public static final List<LazySystemMutant> ALL =
      List.of(
          new LazySystemMutant(
              "released-while-borrowed",
              "a switch releases a converted context although it is still borrowed",
              LazyMutant.RELEASED_WHILE_BORROWED),
          new LazySystemMutant(
              "released-on-stale-proof",
              "releases on behalf of a worker, based on a slot read too early",
              LazyMutant.RELEASED_ON_STALE_PROOF),
          new LazySystemMutant(
              "closed-with-full-slot",
              "a worker is closed with its slot full, and a count is released that was never acquired",
              LazyMutant.CLOSED_WITH_FULL_SLOT),
          new LazySystemMutant(
              "no-second-check", "releases on behalf of a worker without reading the slot again", LazyMutant.NO_SECOND_CHECK),
          new LazySystemMutant(
              "counted-after-publication",
              "publishes a handed-off reference before counting it",
              LazyMutant.COUNTED_AFTER_PUBLICATION),
          new LazySystemMutant(
              "exact-cleared-by-store", "clears the slot of the exact form by a plain store", LazyMutant.EXACT_CLEARED_BY_STORE),
          new LazySystemMutant(
              "mask-cleared-first", "clears its bit in the scan set before the slot is empty", LazyMutant.MASK_CLEARED_FIRST),
          new LazySystemMutant(
              "address-reused", "names the recycled context instead of its generation", LazyMutant.ADDRESS_REUSED));

  /**
   * Returns a model without a mutant, which must pass.
   *
   * @param exact whether workers release their slots by an exchange
   * @return a correct model
   */
  public static LazySystem correct(boolean exact) {
    return new ModelSystem(exact ? LazyMutant.NONE_EXACT : LazyMutant.NONE, LazySystemMutant::pause);
  }

  /**
   * Returns the model with this mutant.
   *
   * @return a new system
   */
  public LazySystem system() {
    return new ModelSystem(mutant, LazySystemMutant::pause);
  }

  /**
   * Pauses a thread. A race of three threads needs two pause points; the second is rarely reached, so its pause lasts for a few
   * switches.
   */
  private static void pause(ModelSystem.PausePoint point) {
    boolean isSecond = point == ModelSystem.PausePoint.BOX_PROVED;
    boolean isFirst = point == ModelSystem.PausePoint.SLOT_READ;
    if (isSecond || (isFirst && ThreadLocalRandom.current().nextInt(LONG_PAUSES) == 0)) {
      LockSupport.parkNanos(NANOS);
    } else {
      RaceWindow.widen();
    }
  }

  @Override
  public Set<Fault> faults() {
    return Set.of();
  }
}
