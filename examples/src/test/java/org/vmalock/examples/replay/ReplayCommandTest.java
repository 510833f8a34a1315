package org.vmalock.examples.replay;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.examples.Main;
import org.vmalock.examples.replay.space.SpaceStats;
import org.vmalock.examples.run.Latency;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.run.Table;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.trace.TraceOrigin;
import org.vmalock.examples.trace.Traces;

class ReplayCommandTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aRunWithoutViolationsExitsWithZeroAndReportsNone() {
    assertEquals(0, execute("replay", "--repeat", "2"), err.toString());
    assertEquals("", err.toString());
    assertTrue(out.toString().lines().anyMatch("violations: 0"::equals), out.toString());
    for (String row : new String[] {"accesses per second", "map operations per s", "hits", "retries", "fallbacks", "map operations", "latency"}) {
      assertTrue(out.toString().contains(row), row + " is missing in " + out);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vmalock", "rwlock", "stamped"})
  void theJsonContainsTheFiguresOfTheTrace(String scheme) throws IOException {
    Path file = directory.resolve("out.json");
    assertEquals(0, execute("replay", "--trace", "perl", "--lockstep", "--scheme", scheme, "--json", file.toString()));
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals(scheme, json.get("scheme").asText());
    assertEquals(1, json.get("readers").asInt());
    assertEquals(23_075, json.get("accesses").asLong());
    assertEquals(23_075, json.get("mapped").asLong());
    assertEquals(0, json.get("unmapped").asLong());
    assertEquals("{\"1\":222,\"3\":22245,\"5\":608}", json.get("byProtection").toString());
    assertEquals(41, json.get("rangesAtEnd").asInt());
    assertEquals(2_585, json.get("pagesAtEnd").asInt());
    boolean counts = !scheme.equals("rwlock");
    assertEquals(counts ? "0" : "", json.path("retries").asText());
    assertEquals(counts ? "0" : "", json.path("fallbacks").asText());
    assertEquals(scheme.equals("vmalock"), json.has("spread"));
    assertEquals(0, json.get("violations").asLong());
    assertTrue(json.get("mapOperations").asLong() > 0);
    assertTrue(json.get("seconds").isDouble());
    assertTrue(json.get("accessesPerSecond").asDouble() > 0);
    assertEquals(json.get("mapOperations").asLong() / json.get("seconds").asDouble(), json.get("mapOperationsPerSecond").asDouble(), 1);
  }

  @Test
  void theJsonOfAConcurrentRunCountsRounds() throws IOException {
    Path file = directory.resolve("out.json");
    assertEquals(0, execute("replay", "--readers", "3", "--repeat", "2", "--json", file.toString()));
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals(3, json.get("readers").asInt());
    assertEquals(2, json.get("rounds").asInt());
    assertEquals(116, json.get("rangesAtEnd").asInt());
    assertEquals(1_733, json.get("pagesAtEnd").asInt());
    assertEquals(json.get("accesses").asLong(), json.get("mapped").asLong() + json.get("unmapped").asLong());
  }

  @Test
  void theReportSaysHowOftenTheWriterYields() throws IOException {
    Path file = directory.resolve("out.json");
    assertEquals(0, execute("replay", "--writer-yield", "16", "--repeat", "2", "--json", file.toString()));
    assertTrue(out.toString().contains("2 readers and one writer, which yields after every 16 operations, "), out::toString);
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals(16, json.get("writerYield").asInt());
    assertEquals(json.get("mapOperations").asLong() / 16, json.get("yields").asLong());
    assertTrue(json.get("commandLine").asText().contains(" replay --writer-yield 16 --repeat 2 "), () -> json.get("commandLine").asText());
  }

  @Test
  void aRunOfSomeSecondsTakesThatLong() throws IOException {
    Path file = directory.resolve("out.json");
    assertEquals(0, execute("replay", "--seconds", "1.2", "--json", file.toString()));
    double seconds = new ObjectMapper().readTree(file.toFile()).get("seconds").asDouble();
    assertTrue(seconds >= 1.2 && seconds < 20, "took " + seconds);
    assertTrue(out.toString().startsWith("1 s: "), out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replay --readers 0                      | --readers 0: expected a number from 1
          replay --readers -3                     | --readers -3: expected a number from 1
          replay --readers two                    | 'two' is not an int
          replay --readers                        | --readers
          replay --writer-yield -1                | --writer-yield -1: expected a number from 0 to 1000000
          replay --writer-yield often             | 'often' is not an int
          replay --seconds 0                      | --seconds 0.0: expected a number above 0
          replay --seconds -1                     | --seconds -1.0: expected a number above 0
          replay --seconds NaN                    | --seconds NaN: expected a number above 0
          replay --seconds x                      | 'x' is not a double
          replay --repeat 0                       | --repeat 0: expected a number from 1
          replay --repeat 1.5                     | '1.5' is not an int
          replay --seconds 1 --repeat 1           | mutually exclusive
          replay --scheme mutex                   | expected one of [
          replay --trace nosuch                   | nosuch: no such file, and no bundled trace of that name
          replay --lockstep --trace nosuch        | nosuch: no such file
          replay --json /no/such/directory/x.json | no such directory: /no/such/directory
          replay --json /                         | is a directory
          replay --frobnicate                     | --frobnicate
          replay surplus                          | surplus
          nosuchcommand                           | nosuchcommand
          """)
  void badUsageIsReportedInOneLine(String arguments, String reason) {
    assertRefused(reason, arguments.split(" ", -1));
  }

  @Test
  void aCommandLineWithoutACommandIsBadUsage() {
    assertRefused("missing command");
  }

  @Test
  void aMalformedLineIsReportedWithFileLineAndReason() throws IOException {
    Path trace = Files.writeString(directory.resolve("bad.trace"), "I 1000 1000\nA 1000\nM 1000 1001 3\n");
    assertRefused(trace + ":3: the length 1001 is not a multiple of 4096", "replay", "--trace", trace.toString());
    assertRefused(trace + ":3: ", "replay", "--lockstep", "--trace", trace.toString());
  }

  @Test
  void aTraceWithoutTouchesHasNothingForReadersButCanBeReplayedInLockstep() throws IOException {
    Path trace = Files.writeString(directory.resolve("untouched.trace"), "M 1000 1000 3\nU 1000 1000\n");
    assertRefused(trace + ":2: the trace ends without a touch", "replay", "--trace", trace.toString());
    assertEquals(0, execute("replay", "--lockstep", "--trace", trace.toString()));
  }

  @Test
  void aLogOfStraceIsReplayedAndTheChosenProcessIsNamed() throws Exception {
    String log = Path.of(Traces.class.getResource("threads.strace.gz").toURI()).toString();
    assertEquals(0, execute("replay", "--trace", log, "--process", "28213", "--repeat", "1"));
    assertTrue(out.toString().contains("note: replayed: process 28213 (forked, from line 676"), out.toString());
    assertRefused(log + ": --process 5: no such process in the log", "replay", "--trace", log, "--process", "5");
  }

  @Test
  void theJsonNamesTheProcessTheSeedAndTheNotes() throws Exception {
    String log = Path.of(Traces.class.getResource("threads.strace.gz").toURI()).toString();
    Path file = directory.resolve("out.json");
    assertEquals(0, execute("replay", "--trace", log, "--touch-seed", "42", "--lockstep", "--json", file.toString()));
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals(28_208, json.get("process").asInt());
    assertEquals(42, json.get("touchSeed").asLong());
    List<String> notes = new ArrayList<>();
    json.get("notes").forEach(note -> notes.add("note: " + note.asText()));
    String unwrapped = out.toString().replace("\n  ", " ");
    assertEquals(unwrapped.lines().filter(line -> line.startsWith("note: ")).toList(), notes);
    out.toString().lines().takeWhile(line -> !line.isBlank()).forEach(line -> assertTrue(line.length() <= Table.WIDTH, line));
    assertTrue(notes.size() >= 2, notes::toString);
  }

  @Test
  void theJsonOfANativeTraceHasNoProcess() throws IOException {
    Path file = directory.resolve("out.json");
    assertEquals(0, execute("replay", "--lockstep", "--json", file.toString()));
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertFalse(json.has("process") || json.has("touchSeed"), json::toString);
    assertEquals(0, json.get("notes").size());
  }

  @Test
  void aMalformedLogIsReportedWithFileLineAndReason() throws IOException {
    Path log = Files.writeString(directory.resolve("bad.strace"), "brk(NULL) = 0x1000\nmunmap(0x1001, 4096) = 0\n");
    assertRefused(log + ":2: the address 0x1001", "replay", "--trace", log.toString());
  }

  @Test
  void aCopyOfMapsIsReplayed() throws Exception {
    String maps = Path.of(Traces.class.getResource("threads-parent.maps").toURI()).toString();
    assertEquals(0, execute("replay", "--trace", maps, "--lockstep"));
    assertEquals(0, execute("replay", "--trace", maps, "--repeat", "2"));
    assertRefused("--process and --start apply to a log of strace", "replay", "--trace", maps, "--process", "5");
  }

  @Test
  void lockstepReportsThatALengthDoesNotApply() {
    assertEquals(0, execute("replay", "--lockstep", "--repeat", "3"));
    assertTrue(out.toString().contains("note: --lockstep runs the trace once"), out.toString());
  }

  @Test
  void lockstepReportsThatAYieldingWriterDoesNotApply() {
    assertEquals(0, execute("replay", "--lockstep", "--writer-yield", "3"));
    assertTrue(out.toString().contains("note: --lockstep runs the trace once; "), out.toString());
  }

  @Test
  void helpOfTheParentNamesTheCommands() {
    assertEquals(0, execute("--help"));
    assertTrue(out.toString().contains("replay"), out.toString());
  }

  @Test
  void helpExplainsEveryOption() {
    assertEquals(0, execute("replay", "--help"));
    for (String option :
        List.of("--trace", "--process", "--start", "--touch-seed", "--lockstep", "--readers", "--writer-yield", "--seconds", "--repeat",
            "--scheme", "--json")) {
      assertTrue(out.toString().contains(option), option);
    }
  }

  @Test
  void aViolationExitsWithOneAndReportsTheObservedAndTheAllowedState() {
    Violations<Check> violations = new Violations<>(Check.class);
    violations.add(Check.ANSWER, () -> "observed this; allowed: that");
    for (int i = 0; i < 10; i++) {
      violations.add(Check.STABLE, () -> "observed other");
    }
    ReplayResult result =
        new ReplayResult(
            ReplayResult.Mode.CONCURRENT,
            new Threads(2, 0),
            new AccessCounts(),
            Latency.newHistogram(),
            Latency.newHistogram(),
            ReplayResult.newTimeline(),
            new ReplayResult.Allocated(0, 0),
            ResultFile.newObject(),
            EndState.UNKNOWN,
            0,
            0,
            0,
            SpaceStats.NONE,
            violations,
            1);
    ReplayReport report = new ReplayReport("t", TraceOrigin.NATIVE, "rwlock", result);
    report.print(new PrintWriter(out, true));
    violations.print(new PrintWriter(err, true));
    assertTrue(out.toString().contains("violations: 11"), out.toString());
    assertFalse(out.toString().contains("violations: 0"), out.toString());
    assertTrue(err.toString().contains("violation: observed this; allowed: that"), err.toString());
    assertTrue(err.toString().contains("violation: and 6 more"), err.toString());
  }

  private void assertRefused(String reason, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    assertEquals(2, execute(arguments));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains(reason), err.toString());
    assertEquals("", out.toString());
  }

  private int execute(String... arguments) {
    return Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
  }
}
