package org.vmalock.lazymm;

import org.jspecify.annotations.Nullable;
import org.vmalock.primitive.HazardSlots;

/**
 * What the last user of an {@link LazyContext} does about its borrowers: looks at their slots and turns each hazard into a counted
 * reference.
 *
 * <p>The count is raised in one batch at the first hit, and what was not needed is given back at the end: two updates of the
 * count however many borrowers there are, and none if there is none. It is raised before any reference is handed over; the
 * caller's own reference would make up for one that is dropped too early, but not for two.
 *
 * <p>It waits for nobody and wakes nobody.
 */
final class Unlazy {
  private final LazyDomain domain;
  private final LazyContext<?> context;
  private final Lifetime life;

  /** References that are in the count and given to nobody yet. */
  private int spare;

  private @Nullable Throwable failure;

  Unlazy(LazyDomain domain, LazyContext<?> context, Lifetime life) {
    this.domain = domain;
    this.context = context;
    this.life = life;
  }

  @Nullable Throwable run() {
    domain.counters().scans.increment();
    HazardSlots slots = domain.slots();
    for (int slot = domain.nextBorrower(context, life, 0); slot != HazardSlots.NONE; slot = domain.nextBorrower(context, life, slot + 1)) {
      convert(slots, slot);
    }
    if (spare > 0) {
      context.lower(spare);
    }
    return failure;
  }

  /** Until the slot has been seen without this life, or the reference is handed over: a row can change its worker in between. */
  private void convert(HazardSlots slots, int slot) {
    boolean settled = false;
    while (!settled) {
      long token = slots.get(slot);
      settled = !life.isNamedBy(token) || handOff(slots, slot, token);
    }
  }

  private boolean handOff(HazardSlots slots, int slot, long token) {
    raise(slots);
    if ((token & Lifetime.EXCHANGED) != 0) {
      boolean done = slots.handOff(slot, token);
      if (done) {
        spare--;
        domain.counters().handedOff.increment();
      }
      return done;
    }
    Worker worker = domain.workerOfRow(slots.row(slot));
    HandOffBox.Outcome outcome = worker == null ? HandOffBox.Outcome.OFFLINE : worker.handOff(life, this);
    if (outcome == HandOffBox.Outcome.DONE) {
      spare--;
    }
    return outcome != HandOffBox.Outcome.OFFLINE;
  }

  private void raise(HazardSlots slots) {
    if (spare == 0) {
      int batch = Math.max(1, slots.visible());
      context.raise(batch);
      spare = batch;
    }
  }

  /** Drops, in a worker's name, what it was handed before. The release action may run here, under no lock. */
  void drop(LazyContext<?> old) {
    failure = old.releaseAndJoin(failure);
  }
}
