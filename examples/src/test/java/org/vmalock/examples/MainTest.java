package org.vmalock.examples;

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
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.examples.run.Program;
import org.vmalock.examples.run.Table;

/** What all commands have in common. */
@Timeout(120)
class MainTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"", "replay ", "torture ", "lazy ", "cache "})
  void theProgramAndEachCommandTellTheirVersion(String command) {
    assertEquals(0, execute((command + "--version").split(" ")), err::toString);
    assertTrue(out.toString().matches("(?s)vmalock-examples \\d+\\.\\d+.*"), out::toString);
    assertTrue(out.toString().contains(Runtime.version().toString()), out::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nosuchcommand", "repaly --seconds 3", ""})
  void anUnknownOrMissingCommandListsTheKnownOnes(String arguments) {
    assertRefused("known are: replay, torture, lazy, cache, compare", arguments.isEmpty() ? new String[0] : arguments.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "replay ", "torture ", "lazy ", "cache "})
  void helpFitsEightyColumns(String command) {
    assertEquals(0, execute((command + "--help").split(" ")), err::toString);
    assertFits();
  }

  @ParameterizedTest
  @CsvSource({
    "replay, --repeat 2",
    "replay, --lockstep --trace perl",
    "torture, --seconds 1.2 --fault all --hotplug --stutter",
    "torture, --list-mutants",
    "lazy, --seconds 1",
    "cache, --seconds 0.5",
    "cache, --seconds 0.5 --scheme gc --verify full"
  })
  void reportsFitEightyColumns(String command, String arguments) {
    assertEquals(0, execute((command + " " + arguments).split(" ")), err::toString);
    assertFits();
  }

  @ParameterizedTest
  @CsvSource({"replay, --repeat 1", "torture, --target lock --seconds 0.2", "lazy, --seconds 0.5", "cache, --seconds 0.2"})
  void theJsonTellsWhereItComesFrom(String command, String arguments) throws IOException {
    Path json = directory.resolve("out.json");
    assertEquals(0, execute((command + " " + arguments + " --json " + json).split(" ")), err::toString);
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertEquals(command, result.get("command").asText());
    assertTrue(result.get("version").asText().matches("\\d+\\.\\d+.*"), result::toString);
    assertTrue(result.get("jdk").asText().contains(Runtime.version().toString()), result::toString);
    assertFalse(result.get("system").asText().isEmpty());
    assertFalse(result.get("processor").asText().isEmpty());
    assertEquals(Runtime.getRuntime().availableProcessors(), result.get("cores").asInt());
    assertTrue(Duration.between(Instant.parse(result.get("date").asText()), Instant.now()).toMinutes() < 2, result::toString);
    assertFalse(result.get("interrupted").asBoolean(true), result::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cache --capacity 2147483647                    | --capacity 2147483647: expected a number from 1 to 16777216
          cache --block-size 268435456                   | --block-size 268435456: without --file expected at most 4194304
          cache --block-size 8388608                     | --block-size 8388608: without --file expected at most 4194304
          cache --seconds 1e10                           | --seconds 1.0E10: expected a number above 0 and at most 1000000000
          cache --threads 2147483647                     | --threads 2147483647: expected a number from 1 to 1024
          lazy --contexts 65536 --bytes 16777216         | --contexts 65536, --bytes 16777216, --workers 4: may need
          lazy --contexts 65536 --workers 1024 --bytes 8 | --contexts 65536, --bytes 8, --workers 1024: may need
          lazy --seconds 1e300                           | --seconds 1.0E300: expected a number above 0 and at most 1000000000
          lazy --seconds 1e-300                          | --seconds 1.0E-300: expected a number above 0
          torture --readers 2147483647                   | --readers 2147483647: expected a number from 0 to 1024
          torture --patience 1e10                        | --patience 1.0E10: expected a number above 0 and at most 1000000000
          torture --seconds -Infinity                    | --seconds -Infinity: expected a number above 0
          replay --readers 2147483647                    | --readers 2147483647: expected a number from 1 to 1024
          replay --repeat 2147483648                     | '2147483648' is not an int
          replay --seconds Infinity                      | --seconds Infinity: expected a number above 0
          """)
  void limitsAreCheckedBeforeTheRun(String arguments, String reason) {
    assertRefused(reason, arguments.split(" "));
  }

  @Test
  void aCacheThatDoesNotFitIntoMemoryIsRefused() throws Exception {
    Program.Result direct =
        new Program(directory).withJvmOptions("-XX:MaxDirectMemorySize=64m").run("cache", "--capacity", "2000", "--seconds", "1");
    assertRefused(direct, "outside the heap; this JVM allows 64 MiB (-XX:MaxDirectMemorySize)");
    Program.Result heap = new Program(directory).withJvmOptions("-Xmx64m").run("cache", "--block-size", "8", "--seconds", "1");
    assertRefused(heap, "of heap; this JVM allows 64 MiB (-Xmx)");
    Program.Result collected =
        new Program(directory).withJvmOptions("-Xmx64m").run("cache", "--scheme", "gc-heap", "--capacity", "2000", "--seconds", "1");
    assertRefused(collected, "of heap; this JVM allows 64 MiB (-Xmx)");
  }

  @Test
  void noFileIsWrittenForABlockSizeThatIsRefused() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    long before = Files.getFileStore(temporary).getUsableSpace();
    assertEquals(2, execute("cache", "--block-size", "268435456"));
    assertTrue(before - Files.getFileStore(temporary).getUsableSpace() < 1L << 30, "a gigabyte was written");
  }

  private static void assertRefused(Program.Result result, String reason) {
    assertEquals(2, result.exitCode(), result::err);
    assertEquals(1, result.err().lines().count(), result::err);
    assertTrue(result.err().contains(reason), result::err);
  }

  private void assertRefused(String reason, String... arguments) {
    assertEquals(2, execute(arguments));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains(reason), err::toString);
    assertEquals("", out.toString());
  }

  private void assertFits() {
    out.toString().lines().forEach(line -> assertTrue(line.length() <= Table.WIDTH, () -> line.length() + " columns: " + line));
  }

  private int execute(String... arguments) {
    return Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(arguments);
  }
}
