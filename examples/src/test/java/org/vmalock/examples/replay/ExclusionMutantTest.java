package org.vmalock.examples.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmalock.examples.run.LibraryMutant;
import org.vmalock.examples.run.Program;

/** The replay detects that the library's writer does not wait for the readers of the ranges that it changes. */
@Timeout(200)
class ExclusionMutantTest {
  private static final int ATTEMPTS = 60;

  @TempDir Path directory;

  @Test
  void aWriterThatDoesNotDrainIsSeenInsideTheReadersHolds() throws Exception {
    Path classes =
        LibraryMutant.compile(directory, "org/vmalock/Drain.java", "|| awaitReaders(node, structure, interruptible, nanos);", "|| true;");
    Path json = directory.resolve("out.json");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Program.Result result = new Program(directory).withClasses(classes).run("replay", "--seconds", "20", "--json", json.toString());
      assertEquals(1, result.exitCode(), result::out);
      JsonNode report = new ObjectMapper().readTree(json.toFile());
      if (report.get("violationsByCheck").has("exclusion")) {
        assertTrue(result.err().contains("a writer with exclusive access"), result::err);
        return;
      }
    }
    throw new AssertionError("the exclusion check reported nothing in " + ATTEMPTS + " runs");
  }
}
