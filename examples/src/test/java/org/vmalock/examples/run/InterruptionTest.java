package org.vmalock.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that is interrupted ends with a report, in a terminal as well as elsewhere. */
@Timeout(200)
class InterruptionTest {
  private static final String RED = "\u001b[31m";
  private static final int INTERRUPTED = 130;
  private static final int TERMINATED = 143;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replay --seconds 600                 | replay            | violations: 0
          cache --seconds 600                  | cache of          | violations: 0
          torture --target lock --seconds 600  | torture of lock:  | End of test: SUCCESS
          lazy --seconds 600 --scheme refcount | lazy: 4 workers   | nothing was measured
          """)
  void controlCInATerminalEndsWithAReport(String arguments, String heading, String end) throws Exception {
    assumeTrue(Program.hasTerminal(), "no pseudo-terminal");
    Program.Result result = new Program(directory).runInTerminalAndInterrupt("violations 0", arguments.split(" "));
    assertEquals(INTERRUPTED, result.exitCode(), result::out);
    assertReport(result.out(), heading, end);
    assertFalse(result.out().contains(RED), "red without a violation: " + result.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replay --seconds 600                 | replay            | violations: 0
          cache --seconds 600                  | cache of          | violations: 0
          torture --target lock --seconds 600  | torture of lock:  | End of test: SUCCESS
          lazy --seconds 600 --scheme refcount | lazy: 4 workers   | nothing was measured
          """)
  void aRequestToEndWithoutATerminalEndsWithAReport(String arguments, String heading, String end) throws Exception {
    Path json = directory.resolve("out.json");
    Program.Result result =
        new Program(directory).runAndTerminate("1 s: ", (arguments + " --json " + json).split(" "));
    assertEquals(TERMINATED, result.exitCode(), result::err);
    assertReport(result.out(), heading, end);
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertTrue(report.get("interrupted").asBoolean(), report::toString);
    assertFalse(result.out().contains("\u001b"), "escape sequences without a terminal: " + result.out());
  }

  @Test
  void aWarmUpThatIsInterruptedClaimsNothing() throws Exception {
    Path json = directory.resolve("out.json");
    Program.Result result = new Program(directory).runAndTerminate("1 s: ", "lazy", "--seconds", "600", "--json", json.toString());
    assertFalse(result.out().contains("violations: "), result::out);
    assertFalse(result.out().contains("switches/s"), result::out);
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertFalse(report.get("measured").asBoolean(), report::toString);
    assertEquals(0, report.get("schemes").size());
  }

  @Test
  void violationsAreRedInATerminal() throws Exception {
    assumeTrue(Program.hasTerminal(), "no pseudo-terminal");
    Program.Result result = new Program(directory).runInTerminal("torture", "--mutant", "drain-does-not-wait", "--seconds", "30");
    assertEquals(1, result.exitCode(), result::out);
    assertTrue(result.out().contains(RED), result::out);
    assertTrue(result.out().contains("violation:"), result::out);
  }

  private static void assertReport(String out, String heading, String end) {
    assertTrue(out.contains("note: interrupted"), out);
    String report = out.substring(out.indexOf("note: interrupted"));
    assertTrue(report.contains(heading), out);
    assertTrue(report.contains(end), out);
    report.lines().forEach(line -> assertTrue(line.length() <= Table.WIDTH + 10, "a line is too long: " + line));
  }
}
