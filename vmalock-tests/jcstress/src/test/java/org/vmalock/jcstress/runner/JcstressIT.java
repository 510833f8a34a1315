package org.vmalock.jcstress.runner;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs the jcstress tests of this module and reports each as a JUnit test.
 */
class JcstressIT {
  private static final Path JAR = Path.of(System.getProperty("jcstress.jar"));
  private static final Path RESULTS = Path.of(System.getProperty("jcstress.results"));
  private static final String TESTS = System.getProperty("jcstress.tests");
  private static final long BUDGET_SECONDS = Long.getLong("jcstress.budget");

  /** The name before that of a row of the matrix. */
  private static final String MATRIX = "M01_ReadBesideWrite.";

  /** The columns of the matrix: those of {@code WriteStep}. */
  private static final List<String> COLUMNS =
      List.of("section of other nodes", "write", "try to write", "end write early", "downgrade", "detach and attach again", "detach", "retire",
          "retire beside readers", "retire and wait");

  private static final Map<String, TestResult> OBSERVED = new TreeMap<>();
  private static int exitCode;

  @BeforeAll
  static void runJcstress() throws Exception {
    deleteOldResults();
    Path log = Files.createDirectories(RESULTS).resolve("console.log");
    ProcessBuilder builder = new ProcessBuilder(command()).directory(RESULTS.toFile()).redirectErrorStream(true);
    Process jcstress = builder.start();
    Thread reader = new Thread(() -> copyOutput(jcstress, log), "jcstress output");
    reader.start();
    try {
      if (!jcstress.waitFor(4 * BUDGET_SECONDS + 300, TimeUnit.SECONDS)) {
        fail("jcstress did not end within four times its budget and 300 seconds: a test hangs. Stack frames of org.vmalock:\n"
            + libraryFrames(jcstress));
      }
    } finally {
      jcstress.descendants().forEach(ProcessHandle::destroyForcibly);
      jcstress.destroyForcibly();
    }
    reader.join();
    exitCode = jcstress.waitFor();
    readResults();
  }

  @Test
  void runEndsWithoutError() {
    assertEquals(0, exitCode, () -> "exit code of jcstress; its output is in " + RESULTS.resolve("console.log"));
  }

  @TestFactory
  Stream<DynamicTest> eachTestShowsNoForbiddenOutcome() {
    Pattern selected = Pattern.compile(TESTS);
    return TestList.tests().stream()
        .filter(name -> selected.matcher(name).find())
        .sorted()
        .map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
  }

  /** Prints the matrix: for each way to read and each way to write, what the reader saw, and how often. */
  @Test
  void everyCellOfTheMatrixWasObserved() {
    List<String> missing = new ArrayList<>();
    for (TestResult row : OBSERVED.values()) {
      if (row.getName().contains(MATRIX)) {
        for (String column : COLUMNS) {
          String cell = cell(row, column);
          System.out.println(row.getName().substring(row.getName().indexOf(MATRIX) + MATRIX.length()) + " beside " + column + ": " + cell);
          if (cell.isEmpty()) {
            missing.add(row.getName() + " beside " + column);
          }
        }
      }
    }
    assertEquals(List.of(), missing, "cells that were not observed");
  }

  private static String cell(TestResult row, String column) {
    return row.getStateKeys().stream()
        .filter(outcome -> outcome.startsWith(column + ", "))
        .sorted()
        .map(outcome -> outcome.substring(column.length() + 2).replace(", settled", "") + " " + row.getCount(outcome))
        .collect(joining(", "));
  }

  private static void check(String name) {
    TestResult result = OBSERVED.get(name);
    if (result == null) {
      fail(name + " did not run");
    }
    System.out.println(summaryOf(result));
    if (result.status() != Status.NORMAL) {
      fail("ended with " + result.status() + describe(result));
    }
    if (result.getTotalCount() == 0) {
      fail("no outcome was observed" + describe(result));
    }
    if (!result.grading().isPassed) {
      fail("a forbidden outcome was observed" + describe(result));
    }
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", JAR.toString(), BudgetedRun.class.getName()));
    command.add(Long.toString(BUDGET_SECONDS));
    command.add(Long.toString(Long.getLong("jcstress.seed", System.nanoTime())));
    command.addAll(List.of("-t", TESTS, "-r", RESULTS.resolve("report").toString()));
    for (String option : System.getProperty("jcstress.options").split(" ", -1)) {
      if (!option.isEmpty()) {
        command.add(option);
      }
    }
    System.out.println(String.join(" ", command));
    return command;
  }

  /** Copies the output to a file, and prints the lines that report progress. */
  private static void copyOutput(Process jcstress, Path log) {
    try (BufferedReader in = jcstress.inputReader(StandardCharsets.UTF_8);
        PrintWriter out = new PrintWriter(Files.newBufferedWriter(log))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(line);
        if (line.startsWith("Round ") || line.startsWith("Oversubscribed: ")) {
          System.out.println(line);
        }
      }
    } catch (IOException e) {
      System.out.println("Reading the output of jcstress failed: " + e);
    }
  }

  /** Returns the frames of org.vmalock in the thread dumps of the test JVMs, and writes the whole dumps to a file. */
  private static String libraryFrames(Process jcstress) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    StringBuilder dumps = new StringBuilder();
    for (ProcessHandle fork : jcstress.descendants().toList()) {
      Process dump = new ProcessBuilder(jcmd, Long.toString(fork.pid()), "Thread.print").redirectErrorStream(true).start();
      dumps.append(new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
    Files.writeString(RESULTS.resolve("hang.txt"), dumps);
    return dumps.toString().lines().filter(line -> line.contains("at org.vmalock.")).distinct().collect(joining("\n"));
  }

  private static void readResults() throws IOException, ClassNotFoundException {
    InProcessCollector collector = new InProcessCollector();
    for (Path file : resultFiles()) {
      DiskReadCollector reader = new DiskReadCollector(file.toString(), collector);
      reader.dump();
      reader.close();
    }
    Collection<TestResult> merged = ReportUtils.mergedByName(collector.getTestResults());
    for (TestResult result : merged) {
      OBSERVED.put(result.getName(), result);
    }
  }

  private static void deleteOldResults() throws IOException {
    for (Path file : resultFiles()) {
      Files.delete(file);
    }
  }

  private static List<Path> resultFiles() throws IOException {
    if (!Files.isDirectory(RESULTS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(RESULTS)) {
      return files.filter(file -> file.toString().endsWith(".bin.gz")).toList();
    }
  }

  private static String summaryOf(TestResult result) {
    StringJoiner outcomes = new StringJoiner(", ", result.getName() + ": ", "");
    for (GradingResult outcome : result.grading().gradingResults.values()) {
      String mark = outcome.expect == Expect.ACCEPTABLE ? "" : " (" + outcome.expect + ")";
      outcomes.add(String.format(Locale.ROOT, "[%s]%s %,d times", outcome.id, mark, outcome.count));
    }
    return outcomes.toString();
  }

  private static String describe(TestResult result) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.println();
    ReportUtils.printResult(out, result, true);
    out.flush();
    return text.toString();
  }
}
