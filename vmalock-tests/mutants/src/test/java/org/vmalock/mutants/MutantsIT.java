package org.vmalock.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Runs every mutant of the catalogue under {@code -Pthorough}, and prints which test has noticed each. To run some of them:
 *
 * <pre>
 *   mvn -B verify -pl vmalock-tests/mutants -am -DskipTests -DskipITs=false -Dit.test=MutantsIT -Dfailsafe.failIfNoSpecifiedTests=false \
 *     -Dmutants=no-late-check,retire-twice
 * </pre>
 */
class MutantsIT {
  private static final boolean THOROUGH = Boolean.getBoolean("vmalock.thorough");

  /** The names of the mutants to run; empty for all. */
  private static final List<String> NAMES =
      Stream.of(System.getProperty("vmalock.mutants.names", "").split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();

  private static final Path WORK = Path.of(System.getProperty("vmalock.mutants.work"));

  /** Longer than any test that notices a mutant needs. */
  private static final long LIMIT_SECONDS = 60;

  private static List<Mutant> mutants() {
    List<Mutant> all = Catalogue.mutants();
    if (NAMES.isEmpty()) {
      return all;
    }
    List<Mutant> named = all.stream().filter(mutant -> NAMES.contains(mutant.name())).toList();
    assertEquals(NAMES.size(), named.size(), () -> "known names among " + NAMES + ": " + named.stream().map(Mutant::name).toList());
    return named;
  }

  private static MutantRun newRun(MutantCompiler compiler) {
    List<String> flags = List.of(System.getProperty("vmalock.mutants.jvmFlags").trim().split("\\s+"));
    return new MutantRun(compiler, WORK, flags, LIMIT_SECONDS);
  }

  private static MutantCompiler newCompiler() {
    return new MutantCompiler(Path.of(System.getProperty("vmalock.repository")));
  }

  @BeforeEach
  void areAskedFor() {
    assumeTrue(THOROUGH || !NAMES.isEmpty(), "-Pthorough or -Dmutants=NAMES runs the mutants");
  }

  @Test
  void theTestsPassWithoutAMutant() throws Exception {
    try (MutantCompiler compiler = newCompiler()) {
      assertEquals(List.of(), newRun(compiler).runControl(mutants()));
    }
  }

  @Test
  void everyMutantIsNoticed() throws Exception {
    List<Verdict> verdicts = new ArrayList<>();
    try (MutantCompiler compiler = newCompiler()) {
      MutantRun run = newRun(compiler);
      for (Mutant mutant : mutants()) {
        if (run.concerns(mutant)) {
          Verdict verdict = run.run(mutant);
          System.out.println(verdict);
          verdicts.add(verdict);
        }
      }
    }
    assertAllNoticed(verdicts);
  }

  @Test
  void everyRaceShowsItsMutants() throws Exception {
    try (MutantCompiler compiler = newCompiler()) {
      List<Verdict> verdicts = new RaceRun(compiler, WORK, LIMIT_SECONDS).run(mutants());
      verdicts.forEach(System.out::println);
      assertAllNoticed(verdicts);
    }
  }

  private static void assertAllNoticed(List<Verdict> verdicts) {
    assertEquals(
        List.of(),
        verdicts.stream().filter(verdict -> !verdict.noticed()).map(verdict -> verdict.mutant().name() + ": " + verdict.by()).toList());
  }
}
