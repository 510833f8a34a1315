package org.vmalock.examples.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmalock.examples.Main;
import org.vmalock.examples.torture.mutant.TortureMutant;

@Timeout(120)
class TortureCommandTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void aRunWithoutViolationsEndsInSuccess() throws IOException {
    Path file = directory.resolve("out.json");
    assertEquals(
        0,
        execute("torture", "--seconds", "0.9", "--hotplug", "--stutter", "--fault", "all", "--seed", "7", "--json", file.toString()),
        () -> err.toString());
    assertEquals("", err.toString());
    assertEquals("End of test: SUCCESS", lastLine());
    for (String words :
        List.of(
            "torture of lock", "torture of pool", "torture of tree", "torture of lazymm hazard", "Max/Min", "Fail: 0", "balance 0",
            "seed 7")) {
      assertTrue(out.toString().contains(words), () -> words + " is missing in " + out);
    }
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals("all", json.get("target").asText());
    assertEquals("SUCCESS", json.get("result").asText());
    assertEquals(0, json.get("violations").asLong());
    assertEquals(0, json.get("referenceBalance").asLong());
    assertTrue(json.get("operations").asLong() > 0);
    assertTrue(json.get("maxWriterWaitMillis").isDouble());
    assertTrue(json.get("seconds").asDouble() >= 0.9);
    assertEquals(Target.ALL.parts().size() - 1 + LazyScheme.ALL.parts().size(), json.get("parts").size());
    assertEquals(7, json.get("parts").get(0).get("seed").asLong());
  }

  @Test
  void aMutantEndsInFailure() throws IOException {
    Path file = directory.resolve("out.json");
    assertEquals(1, execute("torture", "--mutant", "drain-does-not-wait", "--seconds", "30", "--json", file.toString()));
    assertEquals("End of test: FAILURE", lastLine());
    assertTrue(out.toString().contains("!!!"), out.toString());
    assertTrue(err.toString().startsWith("violation: "), err.toString());
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals("FAILURE", json.get("result").asText());
    assertTrue(json.get("violations").asLong() > 0);
    assertTrue(json.get("target").asText().contains("drain-does-not-wait"), json.toString());
  }

  @Test
  void aStalledThreadIsReportedWithItsBlocker() {
    assertEquals(1, execute("torture", "--mutant", "last-reader-wakes-no-writer", "--seconds", "30", "--patience", "1.5"));
    assertTrue(err.toString().contains("has made no progress for 1500 ms; it waits for"), err.toString());
  }

  @Test
  void anUnknownMutantIsRefusedInAShortLine() {
    assertRefused("--mutant nosuch: unknown; --list-mutants lists the ", "torture", "--mutant", "nosuch");
    assertTrue(err.toString().length() < 80, err.toString());
  }

  @Test
  void allMutantsAreListedWithTheirTargets() {
    assertEquals(0, execute("torture", "--list-mutants"), err::toString);
    for (TortureMutant mutant : TortureMutant.all()) {
      assertTrue(out.toString().contains("  " + Target.of(mutant) + " " + mutant.label() + ": "), mutant.label());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          torture --seconds 0                        | --seconds 0.0: expected a number above 0
          torture --seconds x                        | 'x' is not a double
          torture --readers -1                       | --readers -1: expected a number from 0 to 1024
          torture --writers 0                        | --writers 0: expected a number from 1 to 1024
          torture --target mutex                       | expected one of [
          torture --fault plague                     | --fault plague: expected all, or some of die, interrupt, throw, timeout, misuse
          torture --scheme rcu                       | expected one of [
          torture --target lock --scheme hazard        | --scheme hazard: only lazymm has schemes, and --target is lock
          torture --mutant drain-does-not-wait --scheme hazard | --scheme hazard: only lazymm has schemes, and drain-does-not-wait is a mutant of lock
          torture --seed x                           | 'x' is not a long
          torture --patience 0                       | --patience 0.0: expected a number above 0
          torture --target pool --mutant drain-does-not-wait | --mutant drain-does-not-wait: a mutant of lock, but --target is pool
          torture --json /no/such/directory/x.json   | no such directory: /no/such/directory
          torture --frobnicate                       | --frobnicate
          torture surplus                            | surplus
          """)
  void badUsageIsReportedInOneLine(String arguments, String reason) {
    assertRefused(reason, arguments.split(" ", -1));
  }

  @Test
  void helpDescribesEveryOption() {
    assertEquals(0, execute("torture", "--help"));
    for (String option :
        List.of(
            "--target", "--scheme", "--seconds", "--readers", "--writers", "--hotplug", "--stutter", "--fault", "--seed", "--mutant", "--list-mutants",
            "--patience", "--json", "die:", "interrupt:", "throw:", "timeout:", "misuse:")) {
      assertTrue(out.toString().contains(option), option);
    }
  }

  private String lastLine() {
    return out.toString().lines().reduce("", (before, line) -> line);
  }

  private void assertRefused(String reason, String... arguments) {
    assertEquals(2, execute(arguments));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains(reason), err.toString());
    assertEquals("", out.toString());
  }

  private int execute(String... arguments) {
    return Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
  }
}
