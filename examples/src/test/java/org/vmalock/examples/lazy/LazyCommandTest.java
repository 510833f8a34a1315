package org.vmalock.examples.lazy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.examples.Main;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.lazymm.Scheme;

@Timeout(60)
class LazyCommandTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void allSchemesRunWithoutAViolation() throws IOException {
    Path file = directory.resolve("out.json");
    assertEquals(0, execute("lazy", "--seconds", "1.2", "--close-every", "20", "--json", file.toString()), () -> err.toString());
    assertEquals("", err.toString());
    assertTrue(out.toString().lines().anyMatch("violations: 0"::equals), out.toString());
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals(0, json.get("violations").asLong());
    assertEquals(4, json.get("workers").asInt());
    assertEquals(Scheme.values().length, json.get("schemes").size());
    for (JsonNode scheme : json.get("schemes")) {
      assertTrue(scheme.get("switchesPerSecond").asDouble() > 0, scheme.toString());
      assertTrue(scheme.get("closesPerSecond").asDouble() > 0, scheme.toString());
      assertTrue(scheme.get("mostPending").asInt() <= 4, scheme.toString());
    }
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void aUseAfterFreeFailsTheRun(Scheme scheme) throws InterruptedException {
    LazyRun run = new LazyRun(scheme, new LazyOptions(Duration.ofSeconds(20), 2, 2, 64, 60_000_000));
    run.contexts().at(0).resource().free();
    try (LiveLine line = LiveLine.of("lazy", new PrintWriter(out))) {
      LazyResult result = run.run(line);
      assertTrue(result.violations().count(Check.USE_AFTER_FREE) > 0, () -> result.violations().described().toString());
      assertTrue(result.seconds() < 10, "the run continues although it has failed");
    }
  }

  @Test
  void oneSchemeCanBeChosen() {
    assertEquals(0, execute("lazy", "--seconds", "0.3", "--scheme", "hazard-exact", "--workers", "1", "--contexts", "1"));
    assertTrue(out.toString().contains("hazard-exact"), out.toString());
    assertTrue(out.toString().lines().noneMatch(line -> line.contains("shootdown")), out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lazy --scheme rcu                     | --scheme rcu: expected all, or one of refcount, hazard, hazard-exact, shootdown
          lazy --workers 0                      | --workers 0: expected a number from 1 to 1024
          lazy --contexts 0                     | --contexts 0: expected a number from 1
          lazy --bytes 4                        | --bytes 4: expected a number from 8
          lazy --close-every -1                 | --close-every -1: expected a number from 0
          lazy --seconds 0                      | --seconds 0.0: expected a number above 0
          lazy --json /no/such/directory/x.json | no such directory: /no/such/directory
          lazy surplus                          | surplus
          """)
  void badUsageIsReportedInOneLine(String arguments, String reason) {
    assertEquals(2, execute(arguments.split(" ", -1)));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains(reason), err.toString());
    assertEquals("", out.toString());
  }

  private int execute(String... arguments) {
    return Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
  }
}
