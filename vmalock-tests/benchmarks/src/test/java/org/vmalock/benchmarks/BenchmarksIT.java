package org.vmalock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the packaged benchmarks once; the numbers mean nothing. */
class BenchmarksIT {
  private static final Path JAR = Path.of(System.getProperty("benchmarks.jar"));

  /** Rows that are measured in one round here: each kind of side and each kind of number is among them. */
  private static final List<String> ROWS =
      List.of(
          "counted-read", "read-beside-lock-read", "read-bytes", "first-contended-write", "map-unmap-10000", "update", "replay-churn",
          "release-all", "node-bytes", "kept-entry", "lazy-switch-2-threads", "read-diagnostics-off");

  @Test
  void everyBenchmarkRunsOnce() throws Exception {
    Path log = JAR.resolveSibling("benchmarks-smoke.log");
    List<String> arguments =
        new ArrayList<>(List.of("org.openjdk.jmh.Main", "-f", "0", "-wi", "0", "-i", "1", "-r", "10ms", "-foe", "true", "-p", "heap=BUILT", "-p", "ranges=1000"));
    if (Runtime.version().feature() < CloseBenchmark.ARENA_SINCE) {
      arguments.addAll(List.of("-e", "\\.sharedArena$"));
    }
    assertEquals(0, run(log, arguments), () -> "failed:\n" + read(log));
  }

  @Test
  void theBudgetMeasuresEveryRowOfASmokeRun(@TempDir Path temporary) throws Exception {
    Path log = JAR.resolveSibling("budget-smoke.log");
    Path json = JAR.resolveSibling("budget-smoke.json");
    Path markdown = JAR.resolveSibling("budget-smoke.md");
    Path page = JAR.resolveSibling("budget-smoke.html");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Djava.io.tmpdir=" + temporary,
                Budget.class.getName(),
                "--smoke",
                "--json",
                json.toString(),
                "--markdown",
                markdown.toString(),
                "--report",
                page.toString()));
    arguments.addAll(ROWS);
    assertEquals(0, run(log, arguments), () -> "failed:\n" + read(log));
    JsonNode rows = new ObjectMapper().readTree(json.toFile()).get("rows");
    List<String> measured = new ArrayList<>();
    rows.forEach(row -> measured.add(row.get("name").asText()));
    assertEquals(ROWS, measured);
    rows.forEach(row -> assertTrue(row.get("median").asDouble() >= 0, row::toString));
    assertTrue(read(markdown).contains("| counted-read |"), () -> read(markdown));
    ROWS.forEach(row -> assertTrue(read(page).contains(">" + row + "<"), row));
    assertTrue(read(page).contains("<svg") && read(page).contains("Command to repeat it"), () -> read(page));
    assertEquals(List.of(), entries(temporary), "left behind");
  }

  @Test
  void aBaselineIsTheRivalOfEveryRatio() throws Exception {
    Path log = JAR.resolveSibling("budget-baseline.log");
    Path json = JAR.resolveSibling("budget-baseline.json");
    List<String> arguments =
        List.of(Budget.class.getName(), "--smoke", "--baseline", JAR.toString(), "--json", json.toString(), "counted-read", "node-bytes");
    assertEquals(0, run(log, arguments), () -> "failed:\n" + read(log));
    JsonNode rows = new ObjectMapper().readTree(json.toFile()).get("rows");
    assertEquals(1, rows.size(), () -> read(json));
    assertTrue(rows.get(0).get("figure").asText().contains("baseline"), () -> read(json));
  }

  @Test
  void theJarIsJmhItself() throws Exception {
    Path log = JAR.resolveSibling("benchmarks-list.log");
    assertEquals(0, run(log, List.of("org.openjdk.jmh.Main", "-l")), () -> "failed:\n" + read(log));
    assertTrue(read(log).contains("LookupBenchmark.vmaTreeLocked"), () -> read(log));
  }

  private static int run(Path log, List<String> mainAndArguments) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "-Xmx1g", "-cp", JAR.toString()));
    command.addAll(mainAndArguments);
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
  }

  private static List<Path> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
