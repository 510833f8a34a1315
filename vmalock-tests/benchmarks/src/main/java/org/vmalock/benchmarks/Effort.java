package org.vmalock.benchmarks;

import java.util.List;

/** How long one side of one round is measured. */
enum Effort {
  /** As the documents have it. */
  FULL("5", "300ms", "6", "300ms"),
  /** Half of that. */
  QUICK("3", "200ms", "4", "200ms"),
  /** Once, to see that it runs; the numbers mean nothing. */
  SMOKE("0", "10ms", "1", "10ms");

  private final String warmups;
  private final String warmup;
  private final String iterations;
  private final String iteration;

  Effort(String warmups, String warmup, String iterations, String iteration) {
    this.warmups = warmups;
    this.warmup = warmup;
    this.iterations = iterations;
    this.iteration = iteration;
  }

  List<String> jmhArguments() {
    return List.of("-wi", warmups, "-w", warmup, "-i", iterations, "-r", iteration, "-foe", "true");
  }
}
