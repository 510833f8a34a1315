package org.vmalock.examples.torture;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vmalock.examples.torture.lazy.LibrarySystem;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.ScanSet;
import org.vmalock.lazymm.Scheme;

/** The schemes that keep borrowed contexts alive. */
enum LazyScheme {
  /** Each borrow is a count. */
  REFCOUNT("refcount"),
  /** A borrow is a hazard, converted into a count by the last user. */
  HAZARD("hazard"),
  /** The same; a worker releases its hazard by an exchange. */
  HAZARD_EXACT("hazard-exact"),
  /** The last user requests that the workers release the context. */
  SHOOTDOWN("shootdown"),
  /** The scheme changes during the run. */
  CHANGING("changing"),
  /** All schemes, one after another. */
  ALL("all");

  private static final long SHOOTDOWN_MICROS = 200;
  private static final long CHANGE_OVER_MICROS = 500;

  private final String label;

  LazyScheme(String label) {
    this.label = label;
  }

  List<LazyScheme> parts() {
    return this == ALL ? Stream.of(values()).filter(scheme -> scheme != ALL).toList() : List.of(this);
  }

  /**
   * Returns the torture test of the library with this scheme. The domain has one worker slot less than there are workers, so one
   * of them counts its borrows; the seed chooses the scan set.
   */
  Function<TortureControl, Torture> torture() {
    return control -> {
      LazyDomain domain =
          LazyDomain.builder()
              .name("torture domain")
              .scheme(initial())
              .scanSet(control.options().seed() % 2 == 0 ? ScanSet.EVERY_WORKER : ScanSet.MASK)
              .workers(Math.max(1, control.options().readers() - 1))
              .shootdownTimeout(SHOOTDOWN_MICROS, TimeUnit.MICROSECONDS)
              .build();
      Runnable change = this == CHANGING ? () -> change(domain, control) : () -> {};
      return new LazyTorture(control, shared -> new LibrarySystem(domain, shared::throwOccasionally), change);
    };
  }

  private Scheme initial() {
    return switch (this) {
      case REFCOUNT, CHANGING -> Scheme.REFCOUNT;
      case HAZARD -> Scheme.HAZARD;
      case HAZARD_EXACT -> Scheme.HAZARD_EXACT;
      case SHOOTDOWN -> Scheme.SHOOTDOWN;
      case ALL -> throw new IllegalArgumentException("not a single scheme");
    };
  }

  private static void change(LazyDomain domain, TortureControl control) {
    Scheme[] schemes = Scheme.values();
    Scheme next = schemes[ThreadLocalRandom.current().nextInt(schemes.length)];
    try {
      domain.changeScheme(next, CHANGE_OVER_MICROS, TimeUnit.MICROSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    int pending = domain.pendingHandOffs();
    if (pending > control.options().readers() * 2) {
      control.report(Check.BALANCE, () -> pending + " hand-offs are pending, more than two per worker");
    }
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return label;
  }
}
