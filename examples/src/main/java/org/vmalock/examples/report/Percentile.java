package org.vmalock.examples.report;

/** A percentile of the times in a result. */
enum Percentile {
  P50("p50", "50 %", 2),
  P90("p90", "90 %", 10),
  P99("p99", "99 %", 100),
  P999("p99.9", "99.9 %", 1000),
  P9999("p99.99", "99.99 %", 10_000),
  LONGEST("max", "longest", 1);

  private final String field;
  private final String label;
  private final long samples;

  Percentile(String field, String label, long samples) {
    this.field = field;
    this.label = label;
    this.samples = samples;
  }

  /** Returns the field in JSON. */
  String field() {
    return field;
  }

  String label() {
    return label;
  }

  /** Tells whether so many samples have this percentile below the longest one. */
  boolean isKnown(long count) {
    return count >= samples;
  }
}
