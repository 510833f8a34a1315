package org.vmalock.lazymm;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.ReleaseQueue;
import org.vmalock.internal.StackProbe;
import org.vmalock.primitive.RefCount;
import org.vmalock.primitive.SharedHazardSlots;

/** One resource of a {@link LazyRef}, with a count of its counted borrows, its converted borrows, and the {@code LazyRef} itself. */
final class Referent<R> extends ReleaseQueue.Link {
  final R resource;

  /** Identifies this resource in the slots; never used for another. */
  final long token = Lifetime.nextToken();

  private final LazySlots slots;
  private final Consumer<? super R> onRelease;
  private final RefCount count = new RefCount(1);

  Referent(R resource, Consumer<? super R> onRelease, LazySlots slots) {
    this.resource = resource;
    this.onRelease = onRelease;
    this.slots = slots;
  }

  /** Adds a counted borrow; returns false if the resource was replaced and no borrow is left. */
  boolean tryCount() {
    if (!count.incrementNotZero()) {
      return false;
    }
    slots.countBorrow();
    return true;
  }

  /** Returns whether the end of a borrow may drop the last reference, so that the caller probes the stack before it ends the borrow. */
  boolean mayBeLast(int slot) {
    return slot == SharedHazardSlots.NONE || slots.table(slot).get(LazySlots.index(slot)) != token;
  }

  /** Ends a borrow; the slot is NONE if the borrow is counted. Returns the exception of the release action, or null. */
  @Nullable Throwable endBorrow(int slot) {
    if (slot != SharedHazardSlots.NONE && slots.table(slot).exchange(LazySlots.index(slot)) == token) {
      return null;
    }
    slots.countedBorrows.decrementAndGet();
    return drop(1);
  }

  /** Converts the hazards into counted references, then drops the count of the {@code LazyRef} itself. */
  @Nullable Throwable retire() {
    int spare = convert(LazySlots.SHARED, 0);
    SharedHazardSlots own = slots.own();
    if (own != null) {
      spare = convert(own, spare);
    }
    return drop(spare + 1);
  }

  private int convert(SharedHazardSlots table, int spareBefore) {
    int spare = spareBefore;
    for (int slot = table.next(0, token); slot != SharedHazardSlots.NONE; slot = table.next(slot + 1, token)) {
      if (spare == 0) {
        spare = table.rows();
        count.add(spare);
      }
      slots.countedBorrows.incrementAndGet();
      if (table.convert(slot, token)) {
        spare--;
      } else {
        slots.countedBorrows.decrementAndGet();
      }
    }
    return spare;
  }

  private @Nullable Throwable drop(int references) {
    return count.subtractAndTest(references) ? ReleaseQueue.run(this) : null;
  }

  @Override
  protected @Nullable Throwable release() {
    Throwable failure = null;
    try {
      onRelease.accept(resource);
    } catch (Throwable e) {
      failure = e;
      slots.releaseFailures.incrementAndGet();
    }
    slots.released.incrementAndGet();
    return failure;
  }

  /** Counts the borrows by hazards. */
  int hazards() {
    int hazards = count(LazySlots.SHARED);
    SharedHazardSlots own = slots.own();
    return own == null ? hazards : hazards + count(own);
  }

  private int count(SharedHazardSlots table) {
    int found = 0;
    for (int slot = table.next(0, token); slot != SharedHazardSlots.NONE; slot = table.next(slot + 1, token)) {
      found++;
    }
    return found;
  }

  /** Returns the number of references that are counted. */
  int counted() {
    return count.get();
  }
}
