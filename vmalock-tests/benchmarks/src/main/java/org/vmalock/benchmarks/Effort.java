package org.vmalock.benchmarks;

import java.util.List;

/** How long one side of one round is measured. */
enum Effort {
  /** As the documents have it. */
  FULL(5, "300ms", "6", "300ms"),
  /** A third of that. */
  QUICK(2, "200ms", "4", "150ms"),
  /** Once, to see that it runs; the numbers mean nothing. */
  SMOKE(0, "10ms", "1", "10ms");

  /** A row with much code is warmed up longer, until all of it is compiled. */
  private static final int MUCH_CODE = 4;

  private final int warmups;
  private final String warmup;
  private final String iterations;
  private final String iteration;

  Effort(int warmups, String warmup, String iterations, String iteration) {
    this.warmups = warmups;
    this.warmup = warmup;
    this.iterations = iterations;
    this.iteration = iteration;
  }

  /** The arguments for a row with little or with much code. */
  List<String> jmhArguments(boolean muchCode) {
    String warmUps = String.valueOf(muchCode ? MUCH_CODE * warmups : warmups);
    return List.of("-wi", warmUps, "-w", warmup, "-i", iterations, "-r", iteration, "-foe", "true");
  }
}
