package org.vmalock.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of a run says what its JSON says, needs nothing but itself, and takes names as text. */
@Timeout(120)
class ReportTest {
  private static final int LONGEST_PATH = 2000;
  private static final String EVIL = "<script>alert(1)</script>&amp;\"'<b>";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replay --repeat 2                                  | accesses,accessesPerSecond,mapOperationsPerSecond,seconds
          replay --lockstep --trace perl                     | accesses,accessesPerSecond,mapOperationsPerSecond,seconds
          cache --seconds 0.5                                | reads,readsPerSecond,evictionsPerSecond,seconds
          lazy --seconds 1                                   | switches,switchesPerSecond,closesPerSecond,seconds
          torture --seconds 1 --target lock --fault all      | operations,roundsPerSecond,writesPerSecond,seconds
          """)
  void thePageContainsTheNumbersOfTheJson(String command, String fields) throws IOException {
    Results.Output output = Results.run(directory, command.split(" "));
    Document page = Jsoup.parse(output.page());
    for (JsonNode run : runs(output.json())) {
      for (String field : fields.split(",", -1)) {
        assertContains(page, number(field, run));
      }
      assertContains(page, Figures.number(run.path("violations").asLong()));
      run.path("timeline").forEach(
          point -> point.properties().forEach(
              rate -> {
                if (!rate.getKey().equals("seconds")) {
                  assertContains(page, String.format(Locale.ROOT, "%,d", rate.getValue().asLong()));
                }
              }));
      for (var field : run.properties()) {
        if (field.getKey().endsWith("Nanos") && field.getValue().path("samples").asLong() > 0) {
          for (Percentile percentile : Percentile.values()) {
            if (percentile.isKnown(field.getValue().path("samples").asLong())) {
              assertContains(page, Figures.nanos(field.getValue().path(percentile.field()).asDouble()));
            }
          }
        }
      }
      for (JsonNode row : run.path("addressSpace").path("rows")) {
        assertContains(page, row.path("start").asText());
        if (row.path("measuredLookUps").asLong() > 0) {
          assertContains(page, Figures.number(row.path("slowLookUps").asDouble() * 1e6 / row.path("measuredLookUps").asDouble()));
        }
      }
      for (String count : List.of("retries", "fallbacks", "spread", "busy", "gone")) {
        if (run.path(count).asLong() > 0) {
          double base = run.path("accesses").asDouble() / 1e6 + run.path("operations").asDouble() / 1e3;
          assertContains(page, Figures.number(run.path(count).asLong() / base));
        }
      }
      run.path("addressSpace").path("mostWritten").forEach(row -> assertContains(page, String.valueOf(row.path("writes").asLong())));
    }
    assertEquals(output.json().path("commandLine").asText(), page.select("code").text());
    List<String> explained = page.select(".schemes li").eachText();
    assertEquals(runs(output.json()).size(), explained.stream().filter(words -> words.contains(": ")).count(), explained::toString);
    for (String field : List.of("processor", "cores", "jdk", "date", "version")) {
      assertContains(page, output.json().path(field).asText());
    }
    assertIsComplete(page);
    assertPicture(output.picture());
  }

  @Test
  void aComparisonContainsItsRatiosAndMarksWrongAnswers() throws IOException {
    JsonNode result = comparison();
    Document page = Jsoup.parse(Report.html(result));
    Comparison comparison = Comparison.of(result);
    assertEquals(1, comparison.ratios().size(), "more evictions are no gain");
    for (Comparison.Ratio ratio : comparison.ratios()) {
      assertEquals(2, ratio.spread().median(), 1e-9);
      assertContains(page, Figures.number(ratio.spread().median()) + " ×");
      assertContains(page, Figures.number(ratio.spread().minimum()) + " ×");
      assertContains(page, Figures.number(ratio.spread().maximum()) + " ×");
    }
    assertTrue(page.text().contains("atomic: 21 WRONG ANSWERS among 3,000 checked reads; its speed does not count."), page.text());
    assertTrue(page.text().contains("vmalock: no wrong answer among 3,000 checked reads."), page.text());
    assertTrue(page.text().contains("atomic: 21 wrong answers"), "the ratio is marked");
    assertTrue(page.select("svg text").eachText().contains("vmalock / atomic (WRONG)"), "and so it is in the chart");
    assertIsComplete(page);
  }

  @ParameterizedTest
  @CsvSource({
    "replay, vmalock rwlock stamped",
    "cache, vmalock gc gc-heap copy atomic",
    "lazy, refcount hazard hazard-exact shootdown"
  })
  void rivalsAreExplained(String command, String schemes) {
    for (String scheme : schemes.split(" ", -1)) {
      assertTrue(SchemeWords.describe(command, scheme).startsWith(scheme + ": "), scheme);
    }
    assertEquals(EVIL, SchemeWords.describe(command, EVIL));
  }

  @Test
  void aWrongAnswerOfTheLibraryIsBadNews() throws IOException {
    ObjectNode result = comparison();
    ((ObjectNode) result.path("runs").path(0)).put("violations", 1);
    Element first = Jsoup.parse(Report.html(result)).selectFirst(".answers li");
    assertEquals("bad", first == null ? "" : first.className());
    assertEquals("good", Jsoup.parse(Report.html(comparison())).select(".answers li").get(0).className());
  }

  @Test
  void namesFromFilesAreText() throws IOException {
    ObjectNode result = comparison();
    result.put("file", EVIL);
    result.put("commandLine", "compare cache --file " + EVIL);
    result.putArray("notes").add(EVIL);
    result.path("runs").forEach(run -> ((ObjectNode) run).put("scheme", "vmalock".equals(run.path("scheme").asText()) ? "vmalock" : EVIL));
    Document page = Jsoup.parse(Report.html(result));
    assertEquals(0, page.select("script, b").size(), () -> page.select("script, b").toString());
    assertEquals("compare cache: " + EVIL, page.select("h1").text());
    assertEquals(EVIL, page.select("main > section li").get(0).text());
    assertTrue(page.select("svg text").eachText().stream().anyMatch(text -> text.contains(EVIL)), "the scheme is named in a chart");
    Document picture = Jsoup.parse(Report.picture(result), Parser.xmlParser());
    assertEquals(0, picture.select("script, b").size());
    assertTrue(picture.text().contains(EVIL), picture::text);
    assertPicture(Report.picture(result));
  }

  @Test
  void wrongAnswersAreListedAsTheyWereObserved() throws IOException {
    ObjectNode result = comparison();
    ((ObjectNode) result.path("runs").path(3)).put("described", "warning: of the JVM\nviolation: block 7: <b>\nviolation: and 6 more");
    Document page = Jsoup.parse(Report.html(result));
    List<String> items = page.select("section li").eachText();
    items = items.stream().filter(item -> item.startsWith("atomic: ")).toList();
    assertEquals(List.of("atomic: block 7: <b>", "atomic: and 6 more"), items, "only violations are listed");
  }

  @Test
  void percentilesOfTooFewTimesAreNotShown() throws IOException {
    ObjectNode result = comparison();
    result.path("runs").forEach(run -> ((ObjectNode) run.path("hitNanos")).put("samples", 150));
    Element figure = figure(Jsoup.parse(Report.html(result)), "Time until a block in the cache is held");
    assertEquals(List.of("80 ns", "90 ns", "1.20 µs", "–", "–", "2 ms"), figure.select("tbody tr td:nth-child(2)").eachText());
    assertTrue(figure.text().contains("A dash in the table stands for a percentile"), figure::text);
  }

  @Test
  void whatASchemeDoesNotCountIsNotZero() throws IOException {
    ObjectNode result = comparison();
    result.put("of", "replay");
    result.path("runs").forEach(run -> ((ObjectNode) run).put("accesses", 1_000_000));
    ((ObjectNode) result.path("runs").path(0)).put("retries", 9).put("fallbacks", 6).put("spread", 0);
    Element figure = figure(Jsoup.parse(Report.html(result)), "Retried, waited (BUSY): per million look-ups");
    assertEquals(List.of("3", "–", "2", "–"), figure.select("tbody td").eachText());
    assertTrue(figure.text().contains("Never counted: spread."), figure::text);
  }

  /** The rounds have different intervals; at each time of the shortest timeline the median of their averages is shown. */
  @Test
  void theLineOverTimeIsTheMedianOfTheRoundsAtTheSameTime() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode result = comparison();
    String fine = "[{\"seconds\":0.5,\"readsPerSecond\":100},{\"seconds\":1,\"readsPerSecond\":300},{\"seconds\":2,\"readsPerSecond\":400}]";
    String coarse = "[{\"seconds\":1,\"readsPerSecond\":500},{\"seconds\":2.01,\"readsPerSecond\":900}]";
    for (JsonNode run : result.path("runs")) {
      ((ObjectNode) run).set("timeline", mapper.readTree(run.path("round").asInt() == 1 ? coarse : fine));
    }
    LineChart.Line line = Runs.of(result).timeline("vmalock", "readsPerSecond");
    assertEquals(List.of(1.0, 2.0), line.x(), "the coarse timeline, while all rounds last");
    assertEquals(200, line.y().get(0), 1e-9);
    assertEquals(400, line.y().get(1), 1e-9);
  }

  @Test
  void numbersHaveThreeDigits() {
    assertEquals("0.0000957", Figures.number(0.0000957));
    assertEquals("0.0470", Figures.number(0.047));
    assertEquals("0.614", Figures.number(0.6144));
    assertEquals("1.26", Figures.number(1.2556));
    assertEquals("12,345", Figures.number(12_345.4));
    assertEquals("0", Figures.number(0.0));
  }

  @Test
  void aTraceWithAnEvilNameIsReplayed() throws IOException {
    Path trace = Files.writeString(directory.resolve("a<i>&b.trace"), "M 1000 2000 3\nA 1000\nA 2000\nU 1000 1000\nA 2000\n");
    Document page = Jsoup.parse(Results.run(directory, "replay", "--trace", trace.toString(), "--repeat", "20").page());
    assertEquals("replay: " + trace, page.select("h1").text());
    assertEquals(0, page.select("i").size());
  }

  @Test
  void aResultWithoutRunsSaysSo() throws IOException {
    ObjectNode result = comparison();
    result.putArray("runs");
    Document page = Jsoup.parse(Report.html(result));
    assertTrue(page.text().contains("Nothing was measured"), page.text());
    assertEquals(0, page.select("svg").size());
  }

  @Test
  void aTimelineKeepsRatesWhenItIsThinned() {
    org.vmalock.examples.run.Timeline timeline = new org.vmalock.examples.run.Timeline("things");
    for (int i = 1; i <= 1000; i++) {
      timeline.update(i * 100_000_000L, i * 50L);
    }
    timeline.finish(100_000_000_000L, 50_000);
    assertEquals(500, timeline.rateAfterWarmUp("things"), 1e-9);
    assertTrue(timeline.json().size() <= 24 && timeline.json().size() >= 12, timeline.json()::toString);
    timeline.json().forEach(point -> assertEquals(500, point.path("things").asLong(), point::toString));
    assertEquals(100, timeline.json().get(timeline.json().size() - 1).path("seconds").asDouble());
  }

  /** Returns a comparison of three rounds, in which the library reads twice as fast as the rival, in its median. */
  static ObjectNode comparison() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode result = mapper.createObjectNode().put("command", "compare").put("of", "cache").put("secondsPerRun", 1);
    result.put("file", "data.bin").put("commandLine", "compare cache").put("cores", 2);
    var runs = result.putArray("runs");
    for (String scheme : List.of("vmalock", "atomic")) {
      for (int round = 1; round <= 3; round++) {
        ObjectNode run = runs.addObject().put("scheme", scheme).put("round", round).put("reads", 1000).put("seconds", 1);
        boolean library = scheme.equals("vmalock");
        run.put("violations", library ? 0 : 7).put("loads", 10 * round).put("evictions", 5);
        ObjectNode steady = run.putObject("afterWarmUp");
        steady.put("readsPerSecond", library ? 1000 * round : 1000).put("evictionsPerSecond", library ? 25 : 100);
        run.set("hitNanos", mapper.readTree("{\"samples\":9,\"p50\":80,\"p90\":90,\"p99\":1200,\"p99.9\":4000,\"p99.99\":50000,\"max\":2000000}"));
        run.set("timeline", mapper.readTree("[{\"seconds\":0.5,\"readsPerSecond\":900,\"evictionsPerSecond\":20},"
            + "{\"seconds\":1,\"readsPerSecond\":1100,\"evictionsPerSecond\":30}]"));
      }
    }
    return result;
  }

  private static Element figure(Document page, String title) {
    return page.select("figure").stream()
        .filter(figure -> figure.select("h3").text().equals(title))
        .findFirst()
        .orElseThrow(() -> new AssertionError(title + " is not among " + page.select("h3").eachText()));
  }

  private static List<JsonNode> runs(JsonNode result) {
    List<JsonNode> runs = new ArrayList<>();
    JsonNode parts = result.has("schemes") ? result.get("schemes") : result.path("parts");
    parts.forEach(runs::add);
    return runs.isEmpty() ? List.of(result) : runs;
  }

  private static String number(String field, JsonNode run) {
    double value = Runs.value(run, field);
    return field.equals("seconds") ? Figures.number(value) : String.format(Locale.ROOT, "%,d", Math.round(value));
  }

  private static void assertContains(Document page, String figure) {
    assertTrue(
        page.select("td, th, li").eachText().stream().anyMatch(text -> text.equals(figure) || text.contains(figure)),
        () -> figure + " is missing in " + page.select("table").text());
  }

  /** The page refers to nothing outside, and each chart has a title, words, two widths and a table. */
  private static void assertIsComplete(Document page) {
    assertEquals(0, page.select("script, link, img, object, embed, iframe, [src], a[href]").size());
    assertFalse(page.select("style").html().contains("url("), "the style sheet loads something");
    assertFalse(page.select("figure").isEmpty());
    for (Element figure : page.select("figure")) {
      assertFalse(figure.select("figcaption").text().contains(".."), figure::text);
      assertFalse(figure.select("h3").text().isBlank());
      assertFalse(figure.select("figcaption").text().isBlank());
      assertEquals(1, figure.select(".wide svg[aria-label]").size());
      for (Element path : figure.select("svg path")) {
        assertTrue(path.attr("d").length() < LONGEST_PATH, () -> "text as outlines: " + path);
      }
      assertEquals(1, figure.select(".narrow svg[aria-label]").size());
      assertFalse(figure.select("table tbody tr").isEmpty(), figure.select("h3").text());
    }
    for (String section : List.of("How it was measured", "What the figures mean, and what they do not show")) {
      assertTrue(page.select("h2").eachText().contains(section), section);
    }
  }

  private static void assertPicture(String svg) {
    Document picture = Jsoup.parse(svg, Parser.xmlParser());
    assertEquals("svg", picture.children().get(0).tagName());
    assertTrue(svg.length() < 60 * 1024, "the picture has " + svg.length() + " characters");
    assertTrue(svg.contains("prefers-color-scheme: dark"), "it fits dark pages");
    assertTrue(svg.contains(" viewBox=\"0 0 "), "it can be scaled");
    assertFalse(svg.contains("rgb("), "a colour has no name in the style sheet");
  }
}
