package org.vmalock.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures rows in pairs: in each round both sides run one after the other in fresh JVMs, and the order alternates from round to round.
 * The value of a round is the ratio of its two sides, so that what slows the machine down for a while slows both.
 */
final class BudgetRun {
  private final FreshJvm jvm;
  private final Path jar;
  private final @Nullable Path baseline;
  private final int rounds;
  private final int mostRounds;

  BudgetRun(Effort effort, Path jar, @Nullable Path baseline, int rounds, int mostRounds) {
    this.jvm = new FreshJvm(effort);
    this.jar = jar;
    this.baseline = baseline;
    this.rounds = rounds;
    this.mostRounds = mostRounds;
  }

  /** Is told about each round. */
  interface Observer {
    void begin(BudgetRow row);

    /** One round ended; so many may follow for this and the other rows. */
    void endOfRound(long remaining);
  }

  /** Measures all rows, in rounds over all of them; a row that is not decided gets more rounds. */
  Map<BudgetRow, Rounds> measure(List<BudgetRow> rows, Observer observer) throws IOException, InterruptedException {
    Map<BudgetRow, Rounds> results = new LinkedHashMap<>();
    rows.forEach(row -> results.put(row, new Rounds()));
    for (int round = 0; round < mostRounds; round++) {
      boolean vmalockFirst = round % 2 == 0;
      List<BudgetRow> pending = rows.stream().filter(row -> isPending(row, results.get(row))).toList();
      long remaining = (long) Math.max(0, rounds - round) * pending.size();
      for (BudgetRow row : pending) {
        observer.begin(row);
        results.get(row).add(round(row, vmalockFirst));
        observer.endOfRound(--remaining);
      }
    }
    return results;
  }

  private boolean isPending(BudgetRow row, Rounds sofar) {
    if (sofar.count() < rounds) {
      return true;
    }
    return baseline == null && sofar.count() < mostRounds && !sofar.isDecided(row.limit());
  }

  private double round(BudgetRow row, boolean vmalockFirst) throws IOException, InterruptedException {
    Side rival = row.rival();
    if (rival == null) {
      return jvm.measure(row.vmalock(), jar);
    }
    Path rivalsJar = baseline == null ? jar : baseline;
    double first = vmalockFirst ? jvm.measure(row.vmalock(), jar) : jvm.measure(rival, rivalsJar);
    double second = vmalockFirst ? jvm.measure(rival, rivalsJar) : jvm.measure(row.vmalock(), jar);
    return vmalockFirst ? first / second : second / first;
  }
}
