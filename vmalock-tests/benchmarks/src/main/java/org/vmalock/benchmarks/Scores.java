package org.vmalock.benchmarks;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.ListStatistics;

/** What one run has measured, found again by benchmark and parameters. */
final class Scores {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** Which method of a class is ours where the others are its rivals. */
  private static final Map<Class<?>, String> OURS =
      Map.of(
          CountedReadBenchmark.class, "vmaLock",
          TwoThreadCountedReadBenchmark.class, "vmaLock",
          LookupBenchmark.class, "vmaTreeLocked",
          TwoThreadLookupBenchmark.class, "vmaTreeLocked",
          MapUnmapBenchmark.class, "vmaTree",
          EndWriteAllBenchmark.class, "section",
          WriteSectionBenchmark.class, "vmaLock",
          PoolBenchmark.class, "vmaPool",
          TwoThreadPoolBenchmark.class, "vmaPool");

  /**
   * One benchmark with one set of parameters.
   *
   * @param benchmark class and method, without the package
   * @param parameters for people; empty if it has none
   * @param threads how many threads ran it
   * @param nanos nanoseconds an operation
   * @param bytes bytes allocated by an operation, those included that the harness allocates meanwhile
   * @param againstOurs how many times ours this takes, with the same parameters; NaN where nothing of ours is beside it
   */
  record Row(String benchmark, String parameters, int threads, Score nanos, Score bytes, Score againstOurs) {}

  private final Collection<RunResult> results;

  Scores(Collection<RunResult> results) {
    this.results = results;
  }

  Score nanos(Class<?> benchmarks, String method, Map<String, String> parameters) {
    return nanos(find(benchmarks.getName() + "." + method, parameters));
  }

  Score bytes(Class<?> benchmarks, String method, Map<String, String> parameters) {
    return bytes(find(benchmarks.getName() + "." + method, parameters));
  }

  /** Nanoseconds for the release of one structure of which so many nodes are write-locked: the benchmark's own clock. */
  Score release(int nodes) {
    ListStatistics iterations = new ListStatistics();
    RunResult result = find(EndWriteAllBenchmark.class.getName() + ".section", Map.of("nodes", Integer.toString(nodes)));
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        var counters = iteration.getSecondaryResults();
        iterations.addValue(counters.get("nanos").getScore() / counters.get("released").getScore());
      }
    }
    return new Score(iterations.getMean(), iterations.getMeanErrorAt(0.999));
  }

  /** Everything that was measured, ordered by benchmark. */
  List<Row> rows() {
    return results.stream()
        .map(this::row)
        .sorted(Comparator.comparing(Row::benchmark).thenComparing(row -> row.parameters().length()).thenComparing(Row::parameters))
        .collect(Collectors.toList());
  }

  private Row row(RunResult result) {
    BenchmarkParams params = result.getParams();
    String name = params.getBenchmark();
    String simpleName = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    Map<String, String> parameters = parameters(params);
    String described = parameters.entrySet().stream().map(p -> p.getValue() + " " + p.getKey()).collect(Collectors.joining(", "));
    return new Row(simpleName, described, params.getThreads(), nanos(result), bytes(result), againstOurs(result, name, parameters));
  }

  private Score againstOurs(RunResult result, String name, Map<String, String> parameters) {
    String className = name.substring(0, name.lastIndexOf('.'));
    for (Map.Entry<Class<?>, String> ours : OURS.entrySet()) {
      if (ours.getKey().getName().equals(className)) {
        return nanos(result).ratioTo(nanos(find(className + "." + ours.getValue(), parameters)));
      }
    }
    return new Score(Double.NaN, Double.NaN);
  }

  private RunResult find(String benchmark, Map<String, String> parameters) {
    for (RunResult result : results) {
      if (result.getParams().getBenchmark().equals(benchmark) && parameters(result.getParams()).equals(parameters)) {
        return result;
      }
    }
    throw new IllegalStateException("the run has no result of " + benchmark + " with " + parameters);
  }

  private static Map<String, String> parameters(BenchmarkParams params) {
    return params.getParamsKeys().stream().collect(Collectors.toMap(key -> key, params::getParam));
  }

  private static Score nanos(RunResult result) {
    return score(result.getPrimaryResult());
  }

  private static Score bytes(RunResult result) {
    Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
    if (allocated == null) {
      throw new IllegalStateException(result.getParams().getBenchmark() + " was measured without " + ALLOCATED);
    }
    return score(allocated);
  }

  private static Score score(Result<?> result) {
    return new Score(result.getScore(), result.getScoreError());
  }
}
