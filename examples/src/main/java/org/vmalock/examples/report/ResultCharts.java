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
  private static final int MOST_LINES = 5;

  /** Lines with larger ratios than this have a logarithmic scale. */
  private static final double MOST_TIMES = 20;

  private static final String STEPS = " Each step of the scale is ten times the one below.";
  private static final String SLOW = "slowLookUps";
  private static final String TOO_FEW = " A dash in the table stands for a percentile that so few times do not have.";
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
      String pair = ratio.scheme() + " / " + ratio.rival() + (remark(ratio).isEmpty() ? "" : " (WRONG)");
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
    List<String> words = group.stream().map(scheme -> scheme.split(" ", 2)[0]).distinct().toList();
    return group.size() == runs.schemes().size() ? "" : " (" + String.join(", ", words) + ")";
  }

  /** Returns the charts of a rate. */
  Stream<Chart> overTime(Subject.Rate rate) {
    return groups().stream().map(group -> overTime(rate, group));
  }

  private Chart overTime(Subject.Rate rate, List<String> group) {
    List<LineChart.Line> lines = group.stream().map(scheme -> runs.timeline(scheme, rate.field())).toList();
    double largest = lines.stream().mapToDouble(LineChart.Line::largest).max().orElse(0);
    boolean logarithmic = largest > MOST_TIMES * lines.stream().mapToDouble(LineChart.Line::largest).min().orElse(0);
    double divisor = logarithmic ? 1 : largest >= MILLION ? MILLION : largest >= THOUSAND ? THOUSAND : 1;
    String unit = divisor == MILLION ? "million " : divisor == THOUSAND ? "thousand " : "";
    String rounds = runs.rounds() > 1 ? " Each point is the median of the rounds." : "";
    return new LineChart(
        rate.threads() + ": " + rate.noun() + " per second, over the time of a run" + suffix(group),
        (rate.isSpeed() ? "Higher is faster." : "The rate shows that the run went on; more is not better.")
            + " The start is slower while the JVM compiles the code; dips later are pauses of the machine or waits." + rounds
            + (logarithmic ? STEPS : ""),
        new LineChart.X("seconds since the start", List.of()),
        new LineChart.Y(unit + rate.noun() + " per second", logarithmic, divisor, value -> Figures.number(Math.round(value))),
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
        for (Percentile percentile : Percentile.values()) {
          x.add((double) x.size());
          y.add(runs.percentile(scheme, latency.field(), percentile));
        }
        lines.add(new LineChart.Line(scheme, x, y));
      }
    }
    return new LineChart(
        Figures.capitalized(latency.name()) + suffix(group),
        latency.explanation() + " Lower is better." + STEPS
            + (lines.stream().anyMatch(line -> line.y().contains(Double.NaN)) ? TOO_FEW : ""),
        new LineChart.X("percentile", Stream.of(Percentile.values()).map(Percentile::label).toList()),
        new LineChart.Y("time", true, 1, nanos -> Double.isNaN(nanos) ? Figures.UNKNOWN : Figures.nanos(nanos)),
        lines);
  }

  /** Returns the charts of what was refused, retried or done besides, without what did not happen. */
  Stream<Chart> counts() {
    return groups().stream().filter(group -> counted(group).findAny().isPresent()).map(this::counts);
  }

  /** Returns what was counted at least once in a group of schemes. */
  private Stream<Subject.Measure> counted(List<String> group) {
    return subject.counts().stream().filter(count -> group.stream().anyMatch(scheme -> runs.sum(scheme, count.field()) > 0));
  }

  private Chart counts(List<String> group) {
    String unit = subject.base() == (int) MILLION ? "per million " : "per thousand ";
    String noun = subject.readers().noun();
    List<Subject.Measure> counts = counted(group).toList();
    List<BarChart.Series> series =
        group.stream().map(scheme -> new BarChart.Series(scheme, counts.stream().map(count -> share(scheme, count)).toList())).toList();
    List<String> explained = counts.stream().map(count -> count.name() + ": " + count.explanation()).toList();
    List<String> never = subject.counts().stream().filter(count -> !counts.contains(count)).map(Subject.Measure::name).toList();
    return new BarChart(
        Figures.capitalized(String.join(", ", counts.stream().map(Subject.Measure::name).toList())) + ": " + unit + noun + suffix(group),
        Figures.capitalized(String.join("; ", explained)) + "."
            + (never.isEmpty() ? "" : " Never counted: " + String.join(", ", never) + ".")
            + (isComplete(series) ? "" : " " + UNCOUNTED),
        unit + noun,
        counts.stream().map(Subject.Measure::name).toList(),
        series);
  }

  /** Returns how often something was counted for so many of the checked answers, or NaN if the scheme does not count it. */
  private double share(String scheme, Subject.Measure count) {
    double base = (double) runs.sum(scheme, subject.checked()) / subject.base();
    return base == 0 || !runs.has(scheme, count.field()) ? Double.NaN : runs.sum(scheme, count.field()) / base;
  }

  private static boolean isComplete(List<BarChart.Series> series) {
    return series.stream().noneMatch(one -> one.values().stream().anyMatch(value -> value.isNaN()));
  }

  Optional<AddressSpaceChart> addressSpace() {
    Optional<JsonNode> space = spaces().filter(node -> node.path("rows").path(0).has("cells")).findFirst();
    return space.map(node -> new AddressSpaceChart(node, lookUps()));
  }

  /** Returns the chart of the slow look-ups by the parts of the address space, if they were counted. */
  Optional<Chart> slowLookUps(AddressSpaceChart space) {
    List<Double> x = IntStream.range(0, space.parts().size()).mapToObj(part -> (double) part).toList();
    List<LineChart.Line> lines = new ArrayList<>();
    space.lookUps().forEach(
        (scheme, parts) -> {
          if (parts.size() == x.size()) {
            lines.add(new LineChart.Line(scheme, x, parts.stream().map(AddressSpaceChart.LookUps::slowPerMillion).toList()));
          }
        });
    boolean any = lines.stream().anyMatch(line -> line.largest() > 0);
    return !any
        ? Optional.empty()
        : Optional.of(
            new LineChart(
                "Where readers waited: slow look-ups by part of the address space",
                "The parts are the rows of the picture above. Each point is the share of slow look-ups among those measured in that part."
                    + " Waits for the writer raise the parts that it changes; pauses by the operating system raise all parts alike.",
                new LineChart.X("part of the address space", space.parts()),
                new LineChart.Y("slow per million look-ups", false, 1, Figures::number),
                lines));
  }

  /** Returns by scheme and row the look-ups of all rounds; nothing for a scheme whose look-ups were not sampled by address. */
  private Map<String, List<AddressSpaceChart.LookUps>> lookUps() {
    Map<String, List<AddressSpaceChart.LookUps>> lookUps = new LinkedHashMap<>();
    for (String scheme : runs.schemes()) {
      List<JsonNode> spaces = runs.of(scheme).stream().map(run -> run.path("addressSpace").path("rows")).toList();
      int rows = spaces.stream().mapToInt(JsonNode::size).max().orElse(0);
      if (spaces.stream().anyMatch(space -> space.path(0).has(SLOW))) {
        lookUps.put(scheme, IntStream.range(0, rows).mapToObj(row -> lookUps(spaces, row)).toList());
      }
    }
    return lookUps;
  }

  private static AddressSpaceChart.LookUps lookUps(List<JsonNode> spaces, int row) {
    return spaces.stream()
        .map(space -> space.path(row))
        .map(node -> new AddressSpaceChart.LookUps(node.path("measuredLookUps").asLong(), node.path(SLOW).asLong()))
        .reduce(new AddressSpaceChart.LookUps(0, 0), AddressSpaceChart.LookUps::plus);
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
