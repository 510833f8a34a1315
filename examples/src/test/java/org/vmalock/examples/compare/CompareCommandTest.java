package org.vmalock.examples.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmalock.examples.Main;
import org.vmalock.examples.run.Program;
import org.vmalock.examples.run.Table;

@Timeout(200)
class CompareCommandTest {
  private static final int TERMINATED = 143;

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everySchemeRunsOncePerRoundAndRatiosAreThoseOfTheRounds() throws IOException {
    Path json = directory.resolve("out.json");
    Path page = directory.resolve("out.html");
    int exitCode =
        execute(
            "compare", "replay", "--rounds", "2", "--seconds", "0.4", "--readers", "3", "--writer-yield", "7", "--trace", "perl", "--json",
            json.toString(), "--report", page.toString());
    assertEquals(0, exitCode, err::toString);
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertEquals("compare", result.path("command").asText());
    assertEquals("perl", result.path("trace").asText());
    assertEquals(3, result.path("readers").asInt(), "the option reaches the runs");
    assertEquals(7, result.path("writerYield").asInt(), "the option reaches the runs");
    result.path("runs").forEach(run -> assertEquals(run.path("mapOperations").asLong() / 7, run.path("yields").asLong()));
    List<String> runs = new ArrayList<>();
    result.path("runs").forEach(run -> runs.add(run.path("scheme").asText() + " " + run.path("round").asInt()));
    assertEquals(List.of("vmalock 1", "vmalock 2", "rwlock 1", "rwlock 2", "stamped 1", "stamped 2"), runs);
    assertEquals(4, result.path("ratios").size());
    for (JsonNode ratio : result.path("ratios")) {
      double first = ratio(result, ratio, 1);
      double second = ratio(result, ratio, 2);
      assertEquals((first + second) / 2, ratio.path("median").asDouble(), 1e-9);
      assertEquals(Math.min(first, second), ratio.path("minimum").asDouble(), 1e-9);
      assertEquals(Math.max(first, second), ratio.path("maximum").asDouble(), 1e-9);
    }
    List<String> cells = Jsoup.parse(Files.readString(page)).select("td").eachText();
    for (JsonNode run : result.path("runs")) {
      assertShown(cells, "%,d", run.path("accesses").asLong());
      assertShown(cells, "%,.0f", run.path("afterWarmUp").path("accessesPerSecond").asDouble());
      assertShown(cells, "%,.0f", run.path("afterWarmUp").path("mapOperationsPerSecond").asDouble());
    }
    for (JsonNode ratio : result.path("ratios")) {
      for (String figure : List.of("median", "minimum", "maximum")) {
        assertRatioShown(cells, ratio.path(figure).asDouble());
      }
    }
    assertTrue(out.toString().contains("left, "), "the time left is shown: " + out);
    out.toString().lines().forEach(line -> assertTrue(line.length() <= Table.WIDTH, line));
  }

  private static void assertShown(List<String> cells, String format, Number figure) {
    String text = String.format(Locale.ROOT, format, figure);
    assertTrue(cells.contains(text), () -> text + " is not among " + cells);
  }

  /** Three digits are shown. */
  private static void assertRatioShown(List<String> cells, double ratio) {
    List<String> ratios = cells.stream().filter(cell -> cell.endsWith(" ×")).toList();
    boolean shown =
        ratios.stream()
            .mapToDouble(cell -> Double.parseDouble(cell.replaceAll("[ ×,]", "")))
            .anyMatch(value -> Math.abs(value - ratio) <= ratio / 150);
    assertTrue(shown, () -> ratio + " is not among " + ratios);
  }

  @Test
  void theOrderAlternates() {
    List<String> schemes = List.of("a", "b", "c");
    assertEquals(List.of("a", "b", "c"), Contest.order(schemes, 1));
    assertEquals(List.of("c", "b", "a"), Contest.order(schemes, 2));
    assertEquals(List.of("a", "b", "c"), Contest.order(schemes, 3));
  }

  private static double ratio(JsonNode result, JsonNode ratio, int round) {
    return rate(result, ratio.path("scheme").asText(), ratio, round) / rate(result, ratio.path("rival").asText(), ratio, round);
  }

  private static double rate(JsonNode result, String scheme, JsonNode ratio, int round) {
    for (JsonNode run : result.path("runs")) {
      if (run.path("scheme").asText().equals(scheme) && run.path("round").asInt() == round) {
        return run.path("afterWarmUp").path(ratio.path("figure").asText()).asDouble();
      }
    }
    throw new AssertionError(scheme + " has no round " + round);
  }

  @Test
  void wrongAnswersOfARivalAreReportedAndDoNotFailTheComparison() throws IOException {
    Path json = directory.resolve("out.json");
    assertEquals(0, execute("compare", "cache", "--rounds", "1", "--seconds", "1", "--json", json.toString()), err::toString);
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertEquals(0, result.path("violations").asLong());
    assertEquals(5, result.path("runs").size());
    long wrong = 0;
    for (JsonNode scheme : result.path("schemes")) {
      wrong += scheme.path("scheme").asText().equals("atomic") ? scheme.path("violations").asLong() : 0;
    }
    if (wrong > 0) {
      assertTrue(out.toString().contains(String.format(Locale.ROOT, "atomic: 1 round, %,d WRONG OF ", wrong)), out::toString);
      assertTrue(err.toString().contains("atomic in round 1:"), err::toString);
    }
  }

  @Test
  void theLazySchemesAreComparedWithTheFirst() throws IOException {
    Path json = directory.resolve("out.json");
    assertEquals(0, execute("compare", "lazy", "--rounds", "1", "--seconds", "0.5", "--workers", "2", "--json", json.toString()), err::toString);
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertEquals(4, result.path("runs").size());
    assertEquals(6, result.path("ratios").size());
    result.path("ratios").forEach(ratio -> assertEquals("refcount", ratio.path("rival").asText()));
    assertEquals(2, result.path("workers").asInt());
  }

  @Test
  void aRequestToEndReportsTheRunsThatHaveEnded() throws Exception {
    Path json = directory.resolve("out.json");
    Path page = directory.resolve("out.html");
    Program.Result result =
        new Program(directory)
            .runAndTerminate(
                "run 3 of 300", "compare", "replay", "--rounds", "100", "--seconds", "1", "--json", json.toString(), "--report",
                page.toString());
    assertEquals(TERMINATED, result.exitCode(), result::err);
    assertTrue(result.out().contains("note: interrupted"), result::out);
    assertTrue(result.out().contains("vmalock: 1 round, 0 wrong of "), result::out);
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertTrue(report.path("interrupted").asBoolean());
    assertEquals(2, report.path("runs").size());
    assertEquals(2, report.path("ratios").size());
    assertTrue(Files.readString(page).contains("</html>"), "the page is complete");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compare                                        | compare: missing command; known are: replay, cache, lazy
          compare replay --rounds 0                      | --rounds 0: expected a number from 1
          compare replay --seconds 0                     | --seconds 0.0: expected a number above 0
          compare replay --readers 0                     | --readers 0: expected a number from 1
          compare replay --writer-yield -1               | --writer-yield -1: expected a number from 0 to 1000000
          compare replay --trace nosuch                  | nosuch: no such file, and no bundled trace of that name
          compare replay --report /no/such/directory/x   | --report /no/such/directory/x: no such directory
          compare replay --picture /                     | --picture /: is a directory
          compare replay --scheme rwlock                 | --scheme
          compare cache --file nosuch                    | --file nosuch: no such file
          compare cache --threads 0                      | --threads 0: expected a number from 1
          compare lazy --workers 0                       | --workers 0: expected a number from 1
          compare nosuch                                 | nosuch
          """)
  void badUsageIsReportedInOneLine(String arguments, String reason) {
    assertEquals(2, execute(arguments.split(" ")));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains(reason), err::toString);
    assertEquals("", out.toString());
  }

  @Test
  void helpFitsEightyColumns() {
    for (String command : List.of("", "replay", "cache", "lazy")) {
      String line = ("compare " + command + " --help").replace("  ", " ");
      assertEquals(0, execute(line.split(" ")), err::toString);
    }
    out.toString().lines().forEach(line -> assertTrue(line.length() <= Table.WIDTH, line));
    assertFalse(out.toString().contains("${"), out::toString);
  }

  private int execute(String... arguments) {
    return Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
  }
}
