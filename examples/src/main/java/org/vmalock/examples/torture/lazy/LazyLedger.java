package org.vmalock.examples.torture.lazy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The books of a {@link LazySystem}. A run is over when every context has been put by all its users and every worker is taken
 * down; then {@link #violations} says what went wrong.
 */
public final class LazyLedger {
  final LongAdder opened = new LongAdder();
  final LongAdder released = new LongAdder();
  final LongAdder releasedAgain = new LongAdder();
  final LongAdder usedAfterFree = new LongAdder();
  final LongAdder grabs = new LongAdder();
  final LongAdder converts = new LongAdder();
  final LongAdder steals = new LongAdder();
  final LongAdder drops = new LongAdder();

  /** Empty books. */
  LazyLedger() {}

  /**
   * Contexts opened.
   *
   * @return their number
   */
  public long opened() {
    return opened.sum();
  }

  /**
   * Contexts released.
   *
   * @return their number
   */
  public long released() {
    return released.sum();
  }

  /**
   * Contexts borrowed.
   *
   * @return how often a worker has begun to borrow
   */
  public long grabs() {
    return grabs.sum();
  }

  /**
   * Borrows that a last user has turned into counts.
   *
   * @return their number
   */
  public long converts() {
    return converts.sum();
  }

  /**
   * Counts that were dropped, or taken back, in the name of a worker.
   *
   * @return their number
   */
  public long steals() {
    return steals.sum();
  }

  /**
   * Counts that workers have dropped themselves, of those that were handed to them.
   *
   * @return their number
   */
  public long drops() {
    return drops.sum();
  }

  /**
   * Tells whether something was used after it was freed, or freed again. May be asked at any time.
   *
   * @return true if the system is broken for certain
   */
  public boolean isCorrupt() {
    return usedAfterFree.sum() > 0 || releasedAgain.sum() > 0;
  }

  /**
   * What is wrong, when the run is over.
   *
   * @param pending what {@link LazySystem#settle} has returned last
   * @return a line for each kind of violation; empty if all is well
   */
  public List<String> violations(int pending) {
    List<String> violations = new ArrayList<>();
    add(violations, usedAfterFree.sum(), "uses after the free");
    add(violations, releasedAgain.sum(), "contexts released twice");
    add(violations, opened() - released(), "contexts leaked");
    add(violations, converts() - steals() - drops() - pending, "hand-offs without an end");
    return violations;
  }

  private static void add(List<String> violations, long number, String what) {
    if (number != 0) {
      violations.add(number + " " + what);
    }
  }

  @Override
  public String toString() {
    return "opened " + opened() + ", released " + released() + ", grabs " + grabs() + ", converts " + converts()
        + ", steals " + steals() + ", drops " + drops();
  }
}
