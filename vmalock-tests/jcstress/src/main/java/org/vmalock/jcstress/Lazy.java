package org.vmalock.jcstress;

import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.LazyStats;
import org.vmalock.lazymm.OccupiedSlots;
import org.vmalock.lazymm.Scheme;
import org.vmalock.primitive.RefCountWarning;

/** Domains and contexts of two workers. */
final class Lazy {
  private Lazy() {}

  /** The resource of a context. All fields are plain: the protocol has to order their accesses. */
  static final class Resource {
    int frees;
    int written;
    int seen;

    void free() {
      seen = written;
      frees++;
    }

    String state() {
      return frees > 0 ? "freed" : "kept";
    }
  }

  static LazyDomain domain(Scheme scheme) {
    return LazyDomain.builder().scheme(scheme).workers(2).build();
  }

  /** Creates a context with a number of users. */
  static LazyContext<Resource> create(LazyDomain domain, int users) {
    LazyContext<Resource> context = domain.create(new Resource(), Resource::free);
    for (int more = 1; more < users; more++) {
      context.acquireUse();
    }
    return context;
  }

  /** Returns the outcome of a race, or what is left in its domain although every use and every worker has ended. */
  static String outcome(String outcome, LazyDomain domain) {
    LazyStats statistics = domain.statistics();
    if (domain.registeredWorkers() != 0 || domain.pendingHandOffs() != 0) {
      return "left: " + domain;
    }
    if (OccupiedSlots.of(domain) != 0) {
      return "left: " + OccupiedSlots.of(domain) + " slots";
    }
    if (statistics.unreleased() != 0 || statistics.conversions() != ended(statistics)) {
      return "left: " + statistics;
    }
    return warnings(statistics) == 0 ? outcome : "left: warnings, " + statistics;
  }

  private static long ended(LazyStats statistics) {
    return statistics.takenBack() + statistics.releasedOnBehalf() + statistics.releasedByWorker();
  }

  /** A race gives no cause for a warning. The counts of {@link RefCountWarning} are those of all races of the JVM. */
  private static long warnings(LazyStats statistics) {
    long warnings = statistics.releaseFailures() + statistics.unanswered() + statistics.withoutSlot() + statistics.closedTerminated();
    for (RefCountWarning kind : RefCountWarning.values()) {
      warnings += kind.count();
    }
    return warnings;
  }
}
