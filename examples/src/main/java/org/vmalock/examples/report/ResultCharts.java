package org.vmalock.examples.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The charts of a result. */
final class ResultCharts {
  private static final Map<String, String> PERCENTILES = new LinkedHashMap<>();

  static {
    PERCENTILES.put("p50", "50 %");
    PERCENTILES.put("p90", "90 %");
    PERCENTILES.put("p99", "99 %");
    PERCENTILES.put("p99.9", "99.9 %");
    PERCENTILES.put("p99.99", "99.99 %");
    PERCENTILES.put("max", "longest");
  }

  private static final int MOST_LINES = 5;
  private static final String UNCOUNTED = "A dash in the table stands for what a scheme does not count.";
  private static final double MILLION = 1e6;
  private static final double THOUSAND = 1e3;

  private final JsonNode result;
  private final Subject subject;
  private final Runs runs;

  ResultCharts(JsonNode result, Subject subject, Runs runs) {
    this.result = result;
    this.subject = subject;
    this.runs = runs;
  }

  /** Returns the ratios of a comparison; none of a single command. */
  List<Comparison.Ratio> compared() {
    return result.has("of") ? Comparison.of(result).ratios() : List.of();
  }

  /** Returns the chart of the ratios, if there are any. */
  Optional<Chart> ratios() {
    List<RatioChart.Bar> bars = new ArrayList<>();
    for (Comparison.Ratio ratio : compared()) {
      Subject.Rate rate = ratio.field().equals(subject.readers().field()) ? subject.readers() : subject.writer();
      String pair = ratio.scheme() + " / " + ratio.rival();
      bars.add(new RatioChart.Bar(rate.threads() + ": " + pair, pair, rate.noun() + " per second", ratio.spread(), 0, remark(ratio)));
    }
    if (bars.isEmpty()) {
      return Optional.empty();
    }
    String first = subject.library() ? "the first of the two schemes" : Subject.LIBRARY;
    return Optional.of(
        new RatioChart(
            "How many times as fast: " + (subject.library() ? "each scheme" : Subject.LIBRARY) + " against " + rivals(),
            "Each mark is the median of the rounds, its bar reaches from the slowest to the fastest round. To the right of the line at 1, "
                + first + " is faster; to the left, slower. 2 means twice as many per second, 0.5 half as many.",
            "times as many per second",
            "compared",
            bars));
  }

  private String rivals() {
    return String.join(", ", compared().stream().map(Comparison.Ratio::rival).distinct().toList());
  }

  private String remark(Comparison.Ratio ratio) {
    List<String> wrong = new ArrayList<>();
    for (String scheme : List.of(ratio.scheme(), ratio.rival())) {
      long count = runs.sum(scheme, "violations");
      if (count > 0) {
        wrong.add(scheme + ": " + Figures.number(count) + " wrong answers");
      }
    }
    return String.join(", ", wrong);
  }

  /** Returns the schemes in groups, of which each fits into one chart: those with the same first word. */
  private List<List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    boolean many = runs.schemes().size() > MOST_LINES;
    for (String scheme : runs.schemes()) {
      String word = many && scheme.contains(" ") ? scheme.substring(0, scheme.indexOf(' ')) : "";
      groups.computeIfAbsent(word, key -> new ArrayList<>()).add(scheme);
    }
    return List.copyOf(groups.values());
  }

  private String suffix(List<String> group) {
    return group.size() == runs.schemes().size() ? "" : " (" + String.join(", ", group) + ")";
  }

  /** Returns the charts of a rate. */
  Stream<Chart> overTime(Subject.Rate rate) {
    return groups().stream().map(group -> overTime(rate, group));
  }

  private Chart overTime(Subject.Rate rate, List<String> group) {
    List<LineChart.Line> lines = group.stream().map(scheme -> runs.timeline(scheme, rate.field())).toList();
    double largest = lines.stream().flatMap(line -> line.y().stream()).max(Double::compare).orElse(0.0);
    double divisor = largest >= MILLION ? MILLION : largest >= THOUSAND ? THOUSAND : 1;
    String unit = divisor == MILLION ? "million " : divisor == THOUSAND ? "thousand " : "";
    String rounds = runs.rounds() > 1 ? " Each point is the median of the rounds." : "";
    return new LineChart(
        rate.threads() + ": " + rate.noun() + " per second, over the time of a run" + suffix(group),
        "Higher is faster. The start is slower while the JVM compiles the code; dips later are pauses of the machine or waits." + rounds,
        new LineChart.X("seconds since the start", List.of()),
        new LineChart.Y(unit + rate.noun() + " per second", false, divisor, value -> Figures.number(Math.round(value))),
        lines);
  }

  /** Returns the charts of the times of which there are samples. */
  Stream<Chart> latencies() {
    return subject.latencies().stream()
        .filter(latency -> runs.schemes().stream().anyMatch(scheme -> runs.hasSamples(scheme, latency.field())))
        .flatMap(latency -> groups().stream().map(group -> latency(latency, group)));
  }

  private Chart latency(Subject.Measure latency, List<String> group) {
    List<LineChart.Line> lines = new ArrayList<>();
    for (String scheme : group) {
      if (runs.hasSamples(scheme, latency.field())) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (String percentile : PERCENTILES.keySet()) {
          x.add((double) x.size());
          y.add(runs.percentile(scheme, latency.field(), percentile));
        }
        lines.add(new LineChart.Line(scheme, x, y));
      }
    }
    return new LineChart(
        Figures.capitalized(latency.name()) + suffix(group),
        latency.explanation() + " Lower is better; each step of the scale is ten times the one below.",
        new LineChart.X("share of all that took at most this time", List.copyOf(PERCENTILES.values())),
        new LineChart.Y("time", true, 1, Figures::nanos),
        lines);
  }

  /** Returns the charts of what was refused, retried or done besides. */
  Stream<Chart> counts() {
    return groups().stream().map(this::counts);
  }

  private Chart counts(List<String> group) {
    String unit = subject.base() == (int) MILLION ? "per million " : "per thousand ";
    String noun = subject.readers().noun();
    List<BarChart.Series> series = new ArrayList<>();
    for (String scheme : group) {
      double base = (double) runs.sum(scheme, subject.checked()) / subject.base();
      series.add(
          new BarChart.Series(
              scheme,
              subject.counts().stream()
                  .map(count -> base == 0 || !runs.has(scheme, count.field()) ? Double.NaN : runs.sum(scheme, count.field()) / base)
                  .toList()));
    }
    List<String> explained = subject.counts().stream().map(count -> count.name() + ": " + count.explanation()).toList();
    return new BarChart(
        Figures.capitalized(String.join(", ", subject.counts().stream().map(Subject.Measure::name).toList())) + ": " + unit + noun + suffix(group),
        Figures.capitalized(String.join("; ", explained)) + "." + (isComplete(series) ? "" : " " + UNCOUNTED),
        unit + noun,
        subject.counts().stream().map(Subject.Measure::name).toList(),
        series);
  }

  private static boolean isComplete(List<BarChart.Series> series) {
    return series.stream().noneMatch(one -> one.values().stream().anyMatch(value -> value.isNaN()));
  }

  Optional<AddressSpaceChart> addressSpace() {
    Optional<JsonNode> space = spaces().filter(node -> node.path("rows").path(0).has("cells")).findFirst();
    return space.map(node -> new AddressSpaceChart(node, slowLookUps()));
  }

  /** Returns the chart of the slow look-ups by the parts of the address space, if they were counted. */
  Optional<Chart> slowLookUps(AddressSpaceChart space) {
    List<Double> x = IntStream.range(0, space.parts().size()).mapToObj(part -> (double) part).toList();
    List<LineChart.Line> lines = new ArrayList<>();
    for (String scheme : runs.schemes()) {
      double measured = measuredLookUps(scheme) / MILLION;
      if (measured > 0 && x.size() == space.slow().getOrDefault(scheme, List.of()).size()) {
        lines.add(new LineChart.Line(scheme, x, space.slow().get(scheme).stream().map(count -> count / measured).toList()));
      }
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new LineChart(
                "Where readers waited: slow look-ups in each part of the address space",
                "The parts are the rows of the picture above. A look-up is slow if it took 10 µs or more. A peak is a part on which readers"
                    + " waited for the writer; the same height on all parts comes from pauses by the operating system.",
                new LineChart.X("part of the address space", space.parts()),
                new LineChart.Y("slow look-ups per million measured", false, 1, Figures::number),
                lines));
  }

  long measuredLookUps(String scheme) {
    return runs.of(scheme).stream().mapToLong(run -> run.path("sampledLatencyNanos").path("samples").asLong()).sum();
  }

  /** Returns by scheme and row the number of slow look-ups in all rounds. */
  private Map<String, List<Long>> slowLookUps() {
    Map<String, List<Long>> slow = new LinkedHashMap<>();
    for (String scheme : runs.schemes()) {
      List<JsonNode> spaces = runs.of(scheme).stream().map(run -> run.path("addressSpace")).toList();
      int rows = spaces.stream().mapToInt(space -> space.path("rows").size()).max().orElse(0);
      List<Long> counts = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        int row = i;
        counts.add(spaces.stream().mapToLong(space -> space.path("rows").path(row).path("slowLookUps").asLong()).sum());
      }
      slow.put(scheme, counts);
    }
    return slow;
  }

  DataTable mostWritten() {
    List<List<String>> rows = new ArrayList<>();
    spaces().filter(node -> node.has("mostWritten")).findFirst().ifPresent(
        space -> space.path("mostWritten").forEach(
            range -> rows.add(
                List.of(range.path("start").asText(), range.path("end").asText(), Figures.number(range.path("writes").asDouble())))));
    return new DataTable(List.of("from address", "to address", "writes"), rows);
  }

  private Stream<JsonNode> spaces() {
    return runs.schemes().stream().flatMap(scheme -> runs.of(scheme).stream()).map(run -> run.path("addressSpace"));
  }
}
