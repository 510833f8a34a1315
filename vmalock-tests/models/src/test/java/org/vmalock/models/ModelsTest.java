package org.vmalock.models;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vmalock.models.explorer.MemoryModel;

/** The algorithm keeps every promise under every memory model, and every mutant breaks one. */
class ModelsTest {
  private static final boolean THOROUGH = Boolean.getBoolean("vmalock.thorough");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return Models.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void everyRunIsAsExpected() {
    int exitCode = run(THOROUGH ? new String[] {"--thorough"} : new String[0]);
    System.out.println(out.toString(StandardCharsets.UTF_8));
    assertEquals(Models.AS_EXPECTED, exitCode, "see the table above");
  }

  @Test
  void runsHaveDifferentNames() {
    Set<String> names = new HashSet<>();
    for (Run run : Catalogue.runs(EnumSet.allOf(MemoryModel.class))) {
      assertTrue(names.add(run.toString()), run::toString);
    }
  }

  @Test
  void aTraceIsPrintedOnRequest() {
    assertEquals(Models.AS_EXPECTED, run("ra", "-t", "counted reads: mutant: no second look"));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("reads the payload"), out::toString);
  }

  @Test
  void badArgumentsAreToldInOneLine() {
    for (List<String> arguments : List.of(List.of("--fast"), List.of("two", "names"), List.of("no such run"))) {
      err.reset();
      assertAll(
          () -> assertEquals(Models.BAD_ARGUMENTS, run(arguments.toArray(String[]::new))),
          () -> assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count()));
    }
  }
}
