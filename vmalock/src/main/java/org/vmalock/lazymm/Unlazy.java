package org.vmalock.lazymm;

import org.jspecify.annotations.Nullable;
import org.vmalock.primitive.HazardSlots;

/**
 * What the last user of an {@link Mm} does about its borrowers: looks at their slots and turns each hazard into a counted
 * reference.
 *
 * <p>The count is raised in one batch at the first hit, and what was not needed is given back at the end: two updates of the
 * count however many borrowers there are, and none if there is none. It is raised before any reference is handed over; the
 * caller's own reference would make up for one that is dropped too early, but not for two.
 *
 * <p>It waits for nobody and wakes nobody.
 */
final class Unlazy {
  private final MmDomain domain;
  private final Mm<?> mm;
  private final Life life;

  /** References that are in the count and given to nobody yet. */
  private int spare;

  private @Nullable Throwable failure;

  Unlazy(MmDomain domain, Mm<?> mm, Life life) {
    this.domain = domain;
    this.mm = mm;
    this.life = life;
  }

  @Nullable Throwable run() {
    domain.counters().scans.increment();
    HazardSlots slots = domain.slots();
    for (int slot = domain.nextBorrower(mm, life, 0); slot != HazardSlots.NONE; slot = domain.nextBorrower(mm, life, slot + 1)) {
      convert(slots, slot);
    }
    if (spare > 0) {
      mm.lower(spare);
    }
    return failure;
  }

  /** Until the slot has been seen without this life, or the reference is handed over: a row can change its worker in between. */
  private void convert(HazardSlots slots, int slot) {
    boolean settled = false;
    while (!settled) {
      long token = slots.get(slot);
      settled = !life.isNamedBy(token) || handOver(slots, slot, token);
    }
  }

  private boolean handOver(HazardSlots slots, int slot, long token) {
    raise(slots);
    if ((token & Life.EXCHANGED) != 0) {
      boolean done = slots.handOver(slot, token);
      if (done) {
        spare--;
        domain.counters().handedOver.increment();
      }
      return done;
    }
    Cpu cpu = domain.workerOfRow(slots.row(slot));
    HandOverBox.Outcome outcome = cpu == null ? HandOverBox.Outcome.OFFLINE : cpu.handOver(life, this);
    if (outcome == HandOverBox.Outcome.DONE) {
      spare--;
    }
    return outcome != HandOverBox.Outcome.OFFLINE;
  }

  private void raise(HazardSlots slots) {
    if (spare == 0) {
      int batch = Math.max(1, slots.visible());
      mm.raise(batch);
      spare = batch;
    }
  }

  /** Drops, in a worker's name, what it was handed before. The release action may run here, under no lock. */
  void drop(Mm<?> old) {
    failure = old.dropAndJoin(failure);
  }
}
