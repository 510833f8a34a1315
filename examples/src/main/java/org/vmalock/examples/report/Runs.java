package org.vmalock.examples.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The runs of a result by their schemes: one of a single command, one per round of a comparison. */
final class Runs {
  private static final String WARM = "afterWarmUp";
  private static final String VIOLATION = "violation: ";
  private static final String SECONDS = "seconds";

  private final Map<String, List<JsonNode>> runs = new LinkedHashMap<>();

  private Runs() {}

  static Runs of(JsonNode result) {
    Runs runs = new Runs();
    if (result.has("runs")) {
      result.get("runs").forEach(run -> runs.add(run.path("scheme").asText(), run));
    } else if (result.has("schemes")) {
      result.get("schemes").forEach(run -> runs.add(run.path("scheme").asText(), run));
    } else if (result.has("parts")) {
      result.get("parts").forEach(run -> runs.add(run.path("target").asText(), run));
    } else {
      runs.add(result.path("scheme").asText(), result);
    }
    return runs;
  }

  private void add(String scheme, JsonNode run) {
    runs.computeIfAbsent(scheme, name -> new ArrayList<>()).add(run);
  }

  List<String> schemes() {
    return List.copyOf(runs.keySet());
  }

  List<JsonNode> of(String scheme) {
    return runs.getOrDefault(scheme, List.of());
  }

  /** Returns the number of rounds that all schemes have finished, or some of them in the last one. */
  int rounds() {
    return runs.values().stream().mapToInt(List::size).max().orElse(0);
  }

  boolean has(String scheme, String field) {
    return of(scheme).stream().anyMatch(run -> run.has(field));
  }

  /** Returns the values of a field in all runs, without the warm-up where it is known. */
  Spread spread(String scheme, String field) {
    return Spread.of(of(scheme).stream().map(run -> value(run, field)).toList());
  }

  static double value(JsonNode run, String field) {
    return run.path(WARM).has(field) ? run.path(WARM).path(field).asDouble() : run.path(field).asDouble();
  }

  /** Tells whether the rates of a scheme leave out the warm-up. */
  boolean isWarm(String scheme) {
    return has(scheme, WARM);
  }

  /** Returns descriptions of wrong answers. */
  Stream<String> described(String scheme) {
    return of(scheme).stream()
        .map(run -> run.path("described"))
        .flatMap(node -> node.isArray() ? StreamSupport.stream(node.spliterator(), false).map(JsonNode::asText) : violations(node.asText()));
  }

  /** Returns the violations in the standard error of a run. */
  private static Stream<String> violations(String err) {
    return err.lines().filter(line -> line.startsWith(VIOLATION)).map(line -> line.substring(VIOLATION.length()));
  }

  long sum(String scheme, String field) {
    return of(scheme).stream().mapToLong(run -> run.path(field).asLong()).sum();
  }

  /** Returns the ratio of two schemes in each round that both have finished. */
  Spread ratio(String scheme, String rival, String field) {
    int rounds = Math.min(of(scheme).size(), of(rival).size());
    return Spread.of(
        IntStream.range(0, rounds)
            .filter(round -> value(of(rival).get(round), field) > 0)
            .mapToObj(round -> value(of(scheme).get(round), field) / value(of(rival).get(round), field))
            .toList());
  }

  /** Returns the median over the rounds of one percentile, or NaN if no round has samples enough. */
  double percentile(String scheme, String latency, Percentile percentile) {
    Spread known =
        Spread.of(
            samples(scheme, latency)
                .map(run -> run.path(latency))
                .filter(times -> percentile.isKnown(times.path("samples").asLong()))
                .map(times -> times.path(percentile.field()).asDouble())
                .toList());
    return known.count() == 0 ? Double.NaN : known.median();
  }

  boolean hasSamples(String scheme, String latency) {
    return samples(scheme, latency).findAny().isPresent();
  }

  private Stream<JsonNode> samples(String scheme, String latency) {
    return of(scheme).stream().filter(run -> run.path(latency).path("samples").asLong() > 0);
  }

  /** Returns the line of a rate over time: at each point of the shortest timeline the median of the rounds, while all of them last. */
  LineChart.Line timeline(String scheme, String field) {
    List<JsonNode> timelines = of(scheme).stream().map(run -> run.path("timeline")).filter(line -> line.size() > 0).toList();
    double end = timelines.stream().mapToDouble(line -> line.path(line.size() - 1).path(SECONDS).asDouble()).min().orElse(0);
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    double last = 0;
    for (JsonNode point : timelines.stream().min(Comparator.comparingInt(JsonNode::size)).orElse(MissingNode.getInstance())) {
      double from = last;
      double seconds = point.path(SECONDS).asDouble();
      double to = Math.min(seconds, end);
      if (to > from && 2 * (to - from) >= seconds - from) {
        x.add(to);
        y.add(Spread.of(timelines.stream().map(line -> average(line, field, from, to)).toList()).median());
        last = to;
      }
    }
    return new LineChart.Line(scheme, x, y);
  }

  /** Returns the average of a rate between two times of a run. */
  private static double average(JsonNode timeline, String field, double from, double to) {
    double sum = 0;
    double begin = 0;
    for (JsonNode point : timeline) {
      double end = point.path(SECONDS).asDouble();
      sum += point.path(field).asDouble() * Math.max(0, Math.min(end, to) - Math.max(begin, from));
      begin = end;
    }
    return sum / (to - from);
  }
}
