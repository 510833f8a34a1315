package org.vmalock.examples.cache;

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
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmalock.examples.Main;

class CacheCommandTest {
  private static final int BLOCK_SIZE = 512;
  private static final int BLOCKS = 100;

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path file;
  private Path json;

  /** Creates a file whose last block is incomplete. */
  @BeforeEach
  void makeFile() throws IOException {
    byte[] content = new byte[BLOCKS * BLOCK_SIZE + 7];
    new SplittableRandom(1).nextBytes(content);
    file = Files.write(directory.resolve("blocks"), content);
    json = directory.resolve("out.json");
  }

  @ParameterizedTest
  @CsvSource({"vmalock, stamp", "vmalock, full", "copy, stamp", "copy, full", "gc, stamp", "gc, full", "gc-heap, stamp"})
  void theCorrectSchemesReadTheContentsOfTheFile(String scheme, String verify) throws IOException {
    assertEquals(0, onFile("--threads", "4", "--seconds", "1.1", "--scheme", scheme, "--verify", verify), err.toString());
    assertEquals("", err.toString());
    assertTrue(out.toString().lines().anyMatch("violations: 0"::equals), out.toString());
    assertTrue(out.toString().startsWith("1 s: "), out.toString());
    boolean pooled = !scheme.startsWith("gc");
    String end = pooled ? "balance 0; pool, cache and Caffeine agree" : "left to the garbage collector";
    String words = out.toString().replaceAll("\\s+", " ");
    for (String row : new String[] {"reads per second", "hits", "loads", "evictions", "bytes allocated", end}) {
      assertTrue(words.contains(row), row + " is missing in " + out);
    }
    JsonNode result = new ObjectMapper().readTree(json.toFile());
    assertEquals(scheme, result.get("scheme").asText());
    assertEquals(verify, result.get("verify").asText());
    assertEquals(4, result.get("threads").asInt());
    assertEquals(BLOCKS, result.get("blocks").asInt());
    assertEquals(BLOCKS / 10, result.get("capacity").asInt());
    assertEquals(0, result.get("violations").asLong());
    assertEquals(pooled, result.has("ledgerBalance"), result::toString);
    assertEquals(0, result.path("ledgerBalance").asLong(0));
    assertTrue(result.path("ledgerAgreed").asBoolean(true));
    assertEquals(result.get("reads").asLong(), result.get("hits").asLong() + result.get("loads").asLong());
    assertTrue(result.get("hits").asLong() > 0);
    assertTrue(result.get("evictions").asLong() > 0);
    assertTrue(result.get("readsPerSecond").asDouble() > 0);
    assertTrue(result.get("seconds").asDouble() >= 1.1);
    assertTrue(result.get("bytesAllocatedPerRead").asDouble() > 0);
    if (scheme.equals("vmalock")) {
      assertEquals(0, result.get("hitBytes").get("p90").asLong(), () -> "90 percent of the hits allocate nothing in " + result);
    }
  }

  /** The incorrect scheme must be detected; otherwise the check is too weak. */
  @Test
  void theHandWrittenCountIsDetected() throws IOException {
    for (int attempt = 0; attempt < 10; attempt++) {
      err.getBuffer().setLength(0);
      int exit = onFile("--threads", "8", "--seconds", "2", "--capacity", "2", "--scheme", "atomic");
      JsonNode result = new ObjectMapper().readTree(json.toFile());
      assertEquals(result.get("violations").asLong() == 0 ? 0 : 1, exit);
      if (exit == 1) {
        assertTrue(err.toString().contains("; allowed: "), err.toString());
        assertTrue(result.get("violationsByCheck").has("content"), result::toString);
        return;
      }
    }
    throw new AssertionError("ten runs without a violation");
  }

  @Test
  void aMissingFileOptionCreatesATemporaryFileAndRemovesIt() throws IOException {
    assertEquals(0, execute("cache", "--seconds", "0.3", "--threads", "2", "--json", json.toString()), err.toString());
    assertEquals(2_048, new ObjectMapper().readTree(json.toFile()).get("blocks").asInt());
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertFalse(
          left.anyMatch(path -> path.getFileName().toString().startsWith(BlockFile.TEMPORARY_FILE_PREFIX)), "a file was left behind");
    }
  }

  @Test
  void aCacheThatHoldsTheWholeFileIsReported() {
    assertEquals(0, onFile("--seconds", "0.2", "--capacity", "100"));
    assertTrue(out.toString().startsWith("note: the whole file fits"), out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cache --threads 0                           | --threads 0: expected a number from 1
          cache --seconds 0                           | --seconds 0.0: expected a number above 0
          cache --block-size 12                       | --block-size 12: expected a multiple of 8
          cache --block-size 0                        | --block-size 0: expected a multiple of 8
          cache --capacity 0                          | --capacity 0: expected a number from 1
          cache --capacity many                       | 'many' is not an int
          cache --scheme none                         | expected one of [
          cache --verify some                         | expected one of [
          cache --file /no/such/file                  | --file /no/such/file: no such file
          cache --file /                              | --file /: is not a regular file
          cache --json /no/such/directory/x.json      | no such directory: /no/such/directory
          cache surplus                               | surplus
          """)
  void badUsageIsReportedInOneLine(String arguments, String reason) {
    assertRefused(reason, arguments.split(" ", -1));
  }

  @Test
  void aFileWithoutTwoWholeBlocksIsRefused() {
    assertRefused("has 0 whole blocks of 65536 bytes", "cache", "--file", file.toString());
  }

  @Test
  void helpExplainsEveryOption() {
    assertEquals(0, execute("cache", "--help"));
    for (String option :
        new String[] {"--file", "--block-size", "--capacity", "--threads", "--seconds", "--scheme", "--verify", "--json"}) {
      assertTrue(out.toString().contains(option), option);
    }
  }

  private int onFile(String... arguments) {
    String[] all = Stream.concat(
        Stream.of("cache", "--file", file.toString(), "--block-size", String.valueOf(BLOCK_SIZE), "--json", json.toString()),
        Stream.of(arguments)).toArray(String[]::new);
    return execute(all);
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
