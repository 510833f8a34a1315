package org.vmalock.lazymm;

import org.jspecify.annotations.Nullable;
import org.vmalock.primitive.OwnedHazardSlots;

/**
 * The scan of the last user of a {@link LazyContext}: converts the hazard of every borrowing worker into a counted reference.
 *
 * <p>The references are added in one batch at the first match, and the references that were not needed are dropped at the end: two
 * updates of the count for any number of borrowing workers, and none without a match. The batch is added before any reference is
 * handed off: the caller's own reference could compensate for one that a worker drops before it is counted, but not for two.
 *
 * <p>The scan does not wait for and does not wake other threads.
 */
final class Unlazy {
  private final LazyDomain domain;
  private final LazyContext<?> context;
  private final Lifetime lifetime;

  /** References that are in the count and not handed off yet. */
  private int spare;

  private @Nullable Throwable failure;

  Unlazy(LazyDomain domain, LazyContext<?> context, Lifetime lifetime) {
    this.domain = domain;
    this.context = context;
    this.lifetime = lifetime;
  }

  /** Scans and converts; returns the exceptions of release actions that ran on behalf of workers, joined, or null if there are none. */
  @Nullable Throwable run() {
    domain.counters().scans.incrementAndGet();
    OwnedHazardSlots slots = domain.slots();
    int slot = domain.nextBorrower(context, lifetime, 0);
    while (slot != OwnedHazardSlots.NONE) {
      convert(slots, slot);
      slot = domain.nextBorrower(context, lifetime, slot + 1);
    }
    if (spare > 0) {
      context.removeReferences(spare);
    }
    return failure;
  }

  /** Converts the hazard in a slot; retries until it succeeds or the slot no longer names this generation: the row's worker can change. */
  private void convert(OwnedHazardSlots slots, int slot) {
    boolean settled = false;
    while (!settled) {
      long token = slots.get(slot);
      settled = !lifetime.isNamedBy(token) || tryConvert(slots, slot, token);
    }
  }

  private boolean tryConvert(OwnedHazardSlots slots, int slot, long token) {
    reserve(slots);
    if ((token & Lifetime.EXACT) != 0) {
      boolean converted = slots.convert(slot, token);
      if (converted) {
        spare--;
        domain.counters().conversions.incrementAndGet();
      }
      return converted;
    }
    Worker worker = domain.workerOfRow(slots.row(slot));
    HandOffBox.Outcome outcome = worker == null ? HandOffBox.Outcome.CLOSED : worker.handOff(lifetime, this);
    if (outcome == HandOffBox.Outcome.DONE) {
      spare--;
    }
    return outcome != HandOffBox.Outcome.CLOSED;
  }

  private void reserve(OwnedHazardSlots slots) {
    if (spare == 0) {
      int batch = Math.max(1, slots.visible());
      context.addReferences(batch);
      spare = batch;
    }
  }

  /** Drops a reference that an earlier last user handed off, on behalf of the worker. The release action may run here. */
  void releaseOnBehalf(LazyContext<?> old) {
    failure = old.releaseAndJoin(failure);
  }
}
