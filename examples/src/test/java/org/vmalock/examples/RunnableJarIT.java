package org.vmalock.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the packaged jar as a user does. */
class RunnableJarIT {
  private static final Path JAR = Path.of("target", "vmalock-examples.jar");

  @TempDir Path directory;
  private Path out;
  private Path err;

  @BeforeEach
  void findJar() {
    assertTrue(Files.isRegularFile(JAR), JAR.toAbsolutePath() + " is missing: run the package phase first");
    out = directory.resolve("out");
    err = directory.resolve("err");
  }

  @Test
  void theDefaultReplayOfABundledTraceFindsNoViolation() throws Exception {
    Path json = directory.resolve("out.json");
    assertEquals(0, execute("replay", "--repeat", "3", "--json", json.toString()), Files.readString(err));
    assertTrue(Files.readAllLines(out).contains("violations: 0"), Files.readString(out));
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertEquals("perl-churn", result.get("trace").asText());
    assertEquals("vmalock", result.get("scheme").asText());
    assertEquals(2, result.get("readers").asInt());
    assertEquals(116, result.get("rangesAtEnd").asInt());
    assertEquals(1_733, result.get("pagesAtEnd").asInt());
  }

  @Test
  void theCacheReadsATemporaryFileWithoutViolation() throws Exception {
    Path json = directory.resolve("out.json");
    assertEquals(0, execute("cache", "--seconds", "2", "--json", json.toString()), Files.readString(err));
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertEquals(0, result.get("violations").asLong());
    assertEquals(0, result.get("ledgerBalance").asLong());
    assertEquals(0, result.get("hitBytes").get("p90").asLong(), () -> "90 percent of the hits allocate nothing in " + result);
  }

  @Test
  void aMalformedLineExitsWithTwoAndPrintsOneLine() throws Exception {
    Path trace = Files.writeString(directory.resolve("bad.trace"), "A 1000\nQ 1\n");
    assertEquals(2, execute("replay", "--trace", trace.toString()));
    assertEquals(1, Files.readAllLines(err).size(), Files.readString(err));
    assertTrue(Files.readString(err).startsWith(trace + ":2: unknown event 'Q'"), Files.readString(err));
    assertEquals("", Files.readString(out));
  }

  @Test
  void aTortureEndsInSuccessAndAMutantInFailure() throws Exception {
    assertEquals(0, execute("torture", "--seconds", "1", "--fault", "all", "--hotplug", "--stutter"), Files.readString(err));
    assertTrue(Files.readString(out).endsWith("End of test: SUCCESS" + System.lineSeparator()), Files.readString(out));
    assertEquals(1, execute("torture", "--seconds", "30", "--mutant", "any-generation"));
    assertTrue(Files.readString(out).endsWith("End of test: FAILURE" + System.lineSeparator()), Files.readString(out));
  }

  @Test
  void aMutantWithAnnotationsIsCompiledFromTheJarAlone() throws Exception {
    int exitCode = execute("torture", "--target", "lazymm", "--seconds", "30", "--mutant", "closed-worker-counted");
    assertEquals(1, exitCode, Files.readString(err));
  }

  @Test
  void theLazyExampleFindsNoViolation() throws Exception {
    assertEquals(0, execute("lazy", "--seconds", "1"), Files.readString(err));
    assertTrue(Files.readAllLines(out).contains("violations: 0"), Files.readString(out));
  }

  @Test
  void aComparisonWritesAPageFromTheJarAlone() throws Exception {
    Path page = directory.resolve("page.html");
    assertEquals(0, execute("compare", "replay", "--rounds", "1", "--seconds", "0.3", "--report", page.toString()), Files.readString(err));
    assertTrue(Files.readString(page).contains("</svg>"), "the page has a chart");
  }

  private int execute(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
  }
}
