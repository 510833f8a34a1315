package org.vmalock.examples.lazy;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.vmalock.examples.run.Violations;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;

/** The open contexts, one per slot. The table holds the first use of each context. */
final class Contexts {
  private final LazyDomain domain;
  private final SegmentPool pool;
  private final Violations<Check> violations;
  private final AtomicReferenceArray<LazyContext<Segment>> slots;

  Contexts(LazyDomain domain, LazyOptions options, Violations<Check> violations) {
    this.domain = domain;
    this.pool = new SegmentPool(options.bytes());
    this.violations = violations;
    this.slots = new AtomicReferenceArray<>(options.contexts());
    for (int slot = 0; slot < slots.length(); slot++) {
      slots.set(slot, open());
    }
  }

  private LazyContext<Segment> open() {
    return domain.create(pool.open(), this::free);
  }

  private void free(Segment segment) {
    if (!segment.free()) {
      violations.add(Check.RELEASE, () -> segment + " was released twice");
    }
  }

  int count() {
    return slots.length();
  }

  LazyContext<Segment> at(int slot) {
    return slots.get(slot);
  }

  /** Replaces the context of a slot by a new one and releases the old one, which is freed after its last user and its last borrow. */
  void replace(int slot) {
    slots.getAndSet(slot, open()).releaseUse();
  }

  /** Releases all contexts and checks that none is left; to be called after all threads have stopped. */
  void close() {
    for (int slot = 0; slot < slots.length(); slot++) {
      slots.get(slot).releaseUse();
    }
    int pending = domain.settle();
    long open = pool.openCount();
    if (pending != 0 || open != 0) {
      violations.add(
          Check.LEAK, () -> "at the end " + open + " contexts are open and " + pending + " hand-offs are pending; allowed: none");
    }
  }
}
