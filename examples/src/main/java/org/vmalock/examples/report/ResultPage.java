package org.vmalock.examples.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page of a result of {@code compare}, {@code replay}, {@code cache}, {@code lazy} or {@code torture}. */
final class ResultPage {
  private static final int MOST_DESCRIBED = 3;

  private final JsonNode result;
  private final Subject subject;
  private final Runs runs;
  private final ResultCharts charts;

  ResultPage(JsonNode result) {
    this.result = result;
    this.subject = Subject.of(result);
    this.runs = Runs.of(result);
    this.charts = new ResultCharts(result, subject, runs);
  }

  /** Returns the chart that answers most on its own. */
  Chart first() {
    return charts.ratios().orElseGet(() -> charts.overTime(subject.readers()).findFirst().orElseThrow());
  }

  String html() {
    Page page = new Page(title(), subtitle());
    page.schemes(runs.schemes().stream().map(scheme -> SchemeWords.describe(subject.command(), scheme)).toList());
    page.answers(new Answers(subject, runs, charts).all());
    if (runs.schemes().isEmpty()) {
      page.section("Nothing was measured");
      page.text("The run ended before the first measurement was complete.");
    } else {
      addCharts(page);
      addRounds(page);
    }
    addWrongAnswers(page);
    page.section("How it was measured");
    page.command(Origin.command(result));
    page.table(Origin.table(result));
    page.list(notes());
    page.section("What the figures mean, and what they do not show");
    page.list(meaning());
    return page.html();
  }

  private String title() {
    String what = result.has("of") ? "compare " + subject.command() : subject.command();
    return what + input().map(input -> ": " + input).orElse("");
  }

  private Optional<String> input() {
    for (String field : List.of("trace", "file", "target")) {
      if (result.has(field)) {
        return Optional.of(result.path(field).asText());
      }
    }
    return Optional.empty();
  }

  private String subtitle() {
    StringBuilder text = new StringBuilder();
    if (result.has("of")) {
      text.append(runs.rounds()).append(runs.rounds() == 1 ? " round" : " rounds").append(" of ");
      text.append(Figures.number(result.path("secondsPerRun").asDouble()));
      text.append(" s for each scheme, in alternating order, each run in a JVM of its own");
    } else {
      text.append("One run of ").append(Figures.number(result.path("seconds").asDouble())).append(" s");
    }
    return text.append(result.path("interrupted").asBoolean() ? "; ended early by the user" : "").append('.').toString();
  }

  private void addCharts(Page page) {
    charts.ratios().ifPresent(
        ratios -> {
          page.section("Compared");
          page.chart(ratios);
        });
    page.section("Work over the time of a run");
    charts.overTime(subject.readers()).forEach(page::chart);
    charts.overTime(subject.writer()).forEach(page::chart);
    if (charts.latencies().findAny().isPresent()) {
      page.section("How long it took");
      charts.latencies().forEach(page::chart);
    }
    charts.addressSpace().ifPresent(
        space -> {
          page.section("Where it happened");
          page.chart(space);
          charts.slowLookUps(space).ifPresent(page::chart);
          page.text("The ranges that the program wrote most often:");
          page.table(charts.mostWritten());
        });
    page.section(subject.counts().stream().anyMatch(count -> count.name().contains("BUSY")) ? "Refused or retried" : "What else was counted");
    charts.counts().forEach(page::chart);
    if (charts.counts().findAny().isEmpty()) {
      page.text("Never counted: " + String.join(", ", subject.counts().stream().map(Subject.Measure::name).toList()) + ".");
    }
  }

  private void addRounds(Page page) {
    page.section(runs.rounds() == 1 ? "The run in figures" : "The rounds one by one");
    List<String> header = List.of("scheme", "wrong answers", subject.checked() + " checked", subject.readers().noun() + " per second",
        subject.writer().noun() + " per second", "seconds");
    List<List<String>> rows = new ArrayList<>();
    for (String scheme : runs.schemes()) {
      for (JsonNode run : runs.of(scheme)) {
        rows.add(
            List.of(
                scheme + (run.has("round") ? ", round " + run.path("round").asInt() : ""),
                Figures.number(run.path("violations").asLong()),
                Figures.number(run.path(subject.checked()).asLong()),
                Figures.number(Math.round(Runs.value(run, subject.readers().field()))),
                Figures.number(Math.round(Runs.value(run, subject.writer().field()))),
                Figures.number(run.path("seconds").asDouble())));
      }
    }
    page.figures(new DataTable(header, rows));
  }

  /** Lists what wrong answers were observed, the first ones of each scheme. */
  private void addWrongAnswers(Page page) {
    List<String> described =
        runs.schemes().stream()
            .flatMap(scheme -> runs.described(scheme).limit(MOST_DESCRIBED).map(words -> scheme + ": " + words))
            .toList();
    if (!described.isEmpty()) {
      page.section("Wrong answers, as observed");
      page.list(described);
    }
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    result.path("notes").forEach(note -> notes.add(note.asText()));
    return notes;
  }

  private List<String> meaning() {
    List<String> words = new ArrayList<>();
    words.add(subject.wrong());
    if (result.has("of")) {
      words.add("A ratio compares two runs of the same round, which follow one another, so that what slows the machine down for a while slows"
          + " both. The median of the rounds is the figure; the smallest and the largest round show how far to trust it. If they lie on"
          + " both sides of 1, the figures do not decide which scheme is faster.");
    }
    if (runs.schemes().stream().anyMatch(runs::isWarm)) {
      words.add("Rates leave out the first fifth of a run, in which the JVM compiles the code; the curves over time and the percentiles include"
          + " it.");
    }
    words.add("The figures hold for this machine, its number of cores and this JDK. With more threads than cores, a pause by the operating system"
        + " is part of every maximum.");
    words.addAll(subject.limits());
    return words;
  }

  /** The machine and the command of a result, as a table. */
  static final class Origin {
    private static final Map<String, String> FIELDS = new LinkedHashMap<>();

    static {
      FIELDS.put("processor", "processor");
      FIELDS.put("cores", "cores");
      FIELDS.put("system", "system");
      FIELDS.put("jdk", "JDK");
      FIELDS.put("flags", "flags of the JVM");
      FIELDS.put("collector", "garbage collector");
      FIELDS.put("loadAtStart", "load at the start");
      FIELDS.put("version", "version of vmalock");
      FIELDS.put("date", "date");
      FIELDS.put("readers", "readers");
      FIELDS.put("writerYield", "mapping operations between two yields of the writer; 0: it does not yield");
      FIELDS.put("writers", "writers");
      FIELDS.put("seed", "seed");
      FIELDS.put("threads", "reading threads");
      FIELDS.put("workers", "workers");
      FIELDS.put("contexts", "contexts");
      FIELDS.put("bytes", "bytes of a context");
      FIELDS.put("closeMicros", "microseconds between closes");
      FIELDS.put("blockSize", "bytes of a block");
      FIELDS.put("blocks", "blocks of the file");
      FIELDS.put("capacity", "blocks in the cache");
      FIELDS.put("verify", "part of a block checked");
      FIELDS.put("process", "process of the log");
      FIELDS.put("touchSeed", "seed of the touches");
    }

    private Origin() {}

    static String command(JsonNode result) {
      return result.path(result.has("commandLine") ? "commandLine" : "command").asText();
    }

    static DataTable table(JsonNode result) {
      List<List<String>> rows = new ArrayList<>();
      FIELDS.forEach(
          (field, name) -> {
            JsonNode value = result.has(field) ? result.path(field) : result.path("parts").path(0).path(field);
            if (!value.isMissingNode()) {
              rows.add(List.of(name, value.asText().isEmpty() ? "none" : value.asText()));
            }
          });
      return new DataTable(List.of(), rows);
    }
  }
}
