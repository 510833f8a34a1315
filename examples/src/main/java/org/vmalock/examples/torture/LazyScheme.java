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

/** The ways to keep contexts alive that workers borrow. */
enum LazyScheme {
  /** Every borrower counts. */
  REFCOUNT("refcount"),
  /** Hazards that turn into counts. */
  HAZARD("hazard"),
  /** The same, left by an exchange. */
  HAZARD_EXACT("hazard-exact"),
  /** Borrowers are asked to let go. */
  SHOOTDOWN("shootdown"),
  /** From one to another in the midst of the run. */
  CHANGING("changing"),
  /** One after the other. */
  ALL("all");

  private static final long SHOOTDOWN_MICROS = 200;
  private static final long CHANGE_OVER_MICROS = 500;

  private final String label;

  LazyScheme(String label) {
    this.label = label;
  }

  List<LazyScheme> parts() {
    return this == ALL ? Stream.of(values()).filter(part -> part != ALL).toList() : List.of(this);
  }

  /** Makes the torture of the library's. Workers outnumber the slots by one, who counts; the seed chooses the scan set. */
  Function<Session, Torture> torture() {
    return session -> {
      LazyDomain domain =
          LazyDomain.builder()
              .name("tortured domain")
              .scheme(initial())
              .scanSet(session.options().seed() % 2 == 0 ? ScanSet.EVERY_WORKER : ScanSet.MASK)
              .workers(Math.max(1, session.options().readers() - 1))
              .shootdownTimeout(SHOOTDOWN_MICROS, TimeUnit.MICROSECONDS)
              .build();
      Runnable change = this == CHANGING ? () -> change(domain, session) : () -> {};
      return new LazyTorture(session, own -> new LibrarySystem(domain, own::throwNowAndThen), change);
    };
  }

  private Scheme initial() {
    return switch (this) {
      case REFCOUNT, CHANGING -> Scheme.REFCOUNT;
      case HAZARD -> Scheme.HAZARD;
      case HAZARD_EXACT -> Scheme.HAZARD_EXACT;
      case SHOOTDOWN -> Scheme.SHOOTDOWN;
      case ALL -> throw new IllegalArgumentException("one scheme at a time");
    };
  }

  private static void change(LazyDomain domain, Session session) {
    Scheme[] schemes = Scheme.values();
    Scheme next = schemes[ThreadLocalRandom.current().nextInt(schemes.length)];
    try {
      domain.changeOver(next, CHANGE_OVER_MICROS, TimeUnit.MICROSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    int pending = domain.pendingHandOffs();
    if (pending > session.options().readers() * 2) {
      session.violated(Check.BALANCE, () -> pending + " hand-offs are pending, more than one a worker");
    }
  }

  /** Returns the name on the command line. */
  @Override
  public String toString() {
    return label;
  }
}
