package org.vmalock.examples.lazy;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.vmalock.examples.run.Violations;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;

/** The contexts that are open now, one in each place; whoever puts one there is its first user. */
final class Contexts {
  private final LazyDomain domain;
  private final SegmentPool pool;
  private final Violations<Check> violations;
  private final AtomicReferenceArray<LazyContext<Segment>> places;

  Contexts(LazyDomain domain, LazyOptions options, Violations<Check> violations) {
    this.domain = domain;
    this.pool = new SegmentPool(options.bytes());
    this.violations = violations;
    this.places = new AtomicReferenceArray<>(options.contexts());
    for (int place = 0; place < places.length(); place++) {
      places.set(place, open());
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
    return places.length();
  }

  LazyContext<Segment> at(int place) {
    return places.get(place);
  }

  /** Closes a context and opens another one in its place; whoever still uses or borrows the old one keeps it alive. */
  void replace(int place) {
    places.getAndSet(place, open()).releaseUse();
  }

  /** Closes all, when nobody works any more. */
  void close() {
    for (int place = 0; place < places.length(); place++) {
      places.get(place).releaseUse();
    }
    int pending = domain.settle();
    long open = pool.openCount();
    if (pending != 0 || open != 0) {
      violations.add(Check.LEAK, () -> "when all is over " + open + " contexts are open, and " + pending + " hand-offs pending");
    }
  }
}
