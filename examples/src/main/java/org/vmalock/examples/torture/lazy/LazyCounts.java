package org.vmalock.examples.torture.lazy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The counts of a {@link LazySystem}. A run is complete when every use of every context has been released and every worker is
 * closed; then {@link #violations} returns what is wrong.
 */
public final class LazyCounts {
  final LongAdder created = new LongAdder();
  final LongAdder released = new LongAdder();
  final LongAdder failedReleases = new LongAdder();
  final LongAdder releasedTwice = new LongAdder();
  final LongAdder usedAfterFree = new LongAdder();
  final LongAdder borrowed = new LongAdder();
  final LongAdder converted = new LongAdder();
  final LongAdder releasedForOthers = new LongAdder();
  final LongAdder releasedByOwner = new LongAdder();

  /** Creates counts of zero. */
  LazyCounts() {}

  /**
   * Returns the number of contexts created.
   *
   * @return the number
   */
  public long created() {
    return created.sum();
  }

  /**
   * Returns the number of contexts released.
   *
   * @return the number
   */
  public long released() {
    return released.sum();
  }

  /**
   * Returns the number of borrows: how often a worker has begun to borrow a context.
   *
   * @return the number
   */
  public long borrowed() {
    return borrowed.sum();
  }

  /**
   * Returns the number of borrows that a last user has converted into counts.
   *
   * @return the number
   */
  public long converted() {
    return converted.sum();
  }

  /**
   * Returns the number of counts released or taken back by another thread on behalf of a worker.
   *
   * @return the number
   */
  public long releasedForOthers() {
    return releasedForOthers.sum();
  }

  /**
   * Returns the number of converted counts released by the workers themselves.
   *
   * @return the number
   */
  public long releasedByOwner() {
    return releasedByOwner.sum();
  }

  /**
   * Tells whether a context was used after it was freed, or freed twice. May be called at any time.
   *
   * @return whether the system is certainly incorrect
   */
  public boolean isCorrupt() {
    return usedAfterFree.sum() > 0 || releasedTwice.sum() > 0;
  }

  /**
   * Returns the violations of a complete run.
   *
   * @param pending the latest result of {@link LazySystem#settle}
   * @return one line per kind of violation; empty if there is none
   */
  public List<String> violations(int pending) {
    List<String> violations = new ArrayList<>();
    add(violations, usedAfterFree.sum(), "uses after the free");
    add(violations, releasedTwice.sum(), "contexts released twice");
    add(violations, created() - released(), "contexts leaked");
    add(violations, converted() - releasedForOthers() - releasedByOwner() - pending, "hand-offs without a release");
    return violations;
  }

  static void add(List<String> violations, long number, String kind) {
    if (number != 0) {
      violations.add(number + " " + kind);
    }
  }

  @Override
  public String toString() {
    return "created " + created() + ", released " + released() + ", borrowed " + borrowed() + ", converted " + converted()
        + ", released for others " + releasedForOthers() + ", released by owner " + releasedByOwner();
  }
}
