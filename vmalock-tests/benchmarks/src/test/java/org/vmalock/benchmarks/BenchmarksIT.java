package org.vmalock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchmarksIT {
  private static final Path JAR = Path.of(System.getProperty("benchmarks.jar"));

  /** Shows that none of them is broken, and that the budget finds all that it compares; the numbers mean nothing. */
  @Test
  void everyBenchmarkRunsOnceAndTheBudgetIsComplete() throws Exception {
    Path log = JAR.resolveSibling("benchmarks-smoke.log");
    Path json = JAR.resolveSibling("benchmarks-smoke.json");
    Path markdown = JAR.resolveSibling("benchmarks-smoke.md");
    int exitCode =
        run(log, Budget.class.getName(), "--smoke", "--json", json.toString(), "--markdown", markdown.toString());
    assertEquals(0, exitCode, () -> "failed:\n" + read(log));
    int figures = Runtime.version().feature() >= CloseBenchmark.ARENA_SINCE ? 14 : 13;
    assertEquals(figures, read(markdown).lines().filter(line -> line.endsWith("| OK |") || line.endsWith("| OVER |")).count());
    assertTrue(read(json).contains("CountedReadBenchmark.vmaLock"), "JMH wrote no results");
  }

  @Test
  void theJarIsJmhItself() throws Exception {
    Path log = JAR.resolveSibling("benchmarks-list.log");
    assertEquals(0, run(log, "org.openjdk.jmh.Main", "-l"), () -> "failed:\n" + read(log));
    assertTrue(read(log).contains("LookupBenchmark.vmaTreeLocked"), () -> read(log));
  }

  private static int run(Path log, String... mainAndArguments) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "-Xmx1g", "-cp", JAR.toString()));
    command.addAll(List.of(mainAndArguments));
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
