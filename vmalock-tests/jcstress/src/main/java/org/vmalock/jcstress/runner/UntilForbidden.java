package org.vmalock.jcstress.runner;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.os.Scheduler;

/**
 * Main class that runs each test until it shows a forbidden outcome, for tests of mutants.
 *
 * <p>Arguments: the number of forks after which a test is given up, the seed for the order of the configurations, then the options of
 * jcstress. Prints one line for each test: {@code FORBIDDEN}, {@code ERROR} or {@code CLEAN}, the name of the test, the milliseconds, and the
 * outcomes.
 */
public final class UntilForbidden {
  /** A forbidden outcome was observed. */
  public static final String FORBIDDEN = "FORBIDDEN ";

  /** An actor threw an exception, or the test JVM ended in another way than by the end of the test. */
  public static final String ERROR = "ERROR ";

  /** Neither was observed. */
  public static final String CLEAN = "CLEAN ";

  private UntilForbidden() {}

  /**
   * Runs the tests.
   *
   * @param arguments the number of forks, the seed, the options of jcstress
   * @throws Exception if a test cannot be run, as thrown by jcstress
   */
  public static void main(String[] arguments) throws Exception {
    List<String> all = List.of(arguments);
    int forks = Integer.parseInt(all.get(0));
    BudgetedRun run = new BudgetedRun(0, Long.parseLong(all.get(1)), all.subList(2, all.size()));
    for (Map.Entry<ConfigurationCycle, Scheduler> test : run.tests(run.prepare()).entrySet()) {
      System.out.println(lineOf(run, test.getKey(), test.getValue(), forks));
    }
  }

  private static String lineOf(BudgetedRun run, ConfigurationCycle test, Scheduler scheduler, int forks) throws IOException {
    long start = System.nanoTime();
    String found = "";
    for (int fork = 0; fork < forks && test.hasNext() && found.isEmpty(); fork++) {
      InProcessCollector results = new InProcessCollector();
      run.execute(List.of(test.next()), scheduler, results);
      found = results.getTestResults().stream().map(UntilForbidden::found).filter(text -> !text.isEmpty()).findFirst().orElse("");
    }
    String word = found.isEmpty() ? CLEAN : found.startsWith("[") ? FORBIDDEN : ERROR;
    return word + test.name() + " " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " " + found;
  }

  /** Returns the forbidden outcomes, or how the test has ended otherwise than by its end; empty if there is nothing to report. */
  private static String found(TestResult result) {
    if (result.status() != Status.NORMAL) {
      String thrown = result.getMessages().stream().flatMap(String::lines).filter(line -> line.contains("Exception") || line.contains("Error"))
          .findFirst().orElse("");
      return (result.status() + " " + thrown.strip()).strip();
    }
    return result.grading().gradingResults.values().stream()
        .filter(outcome -> outcome.expect == Expect.FORBIDDEN && outcome.count > 0)
        .map(outcome -> "[" + outcome.id + "] " + outcome.count + " times: " + outcome.description)
        .collect(Collectors.joining("; "));
  }
}
