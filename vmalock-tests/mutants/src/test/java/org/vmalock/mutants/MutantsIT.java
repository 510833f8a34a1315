package org.vmalock.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Runs the mutants of the catalogue, and prints which test, race or model has noticed each: in the build of the oldest JDK those that are not
 * marked {@code thorough}, under {@code -Pthorough} all. To run some of them, on any JDK:
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

  /** The oldest JDK that the library runs on. The mutants take as long as the other tests, and one JDK shows what the tests notice. */
  private static final int OLDEST_JDK = 17;

  private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

  private static List<Mutant> mutants() {
    List<Mutant> all = Catalogue.mutants();
    if (NAMES.isEmpty()) {
      return all.stream().filter(mutant -> THOROUGH || !mutant.thorough()).toList();
    }
    List<Mutant> named = all.stream().filter(mutant -> NAMES.contains(mutant.name())).toList();
    assertEquals(NAMES.size(), named.size(), () -> "known names among " + NAMES + ": " + named.stream().map(Mutant::name).toList());
    return named;
  }

  private static MutantRun newRun(MutantCompiler compiler) {
    return new MutantRun(compiler, WORK, flags("vmalock.mutants.jvmFlags"), flags("vmalock.mutants.diagnosticsFlags"), LIMIT_SECONDS);
  }

  private static List<String> flags(String property) {
    return List.of(System.getProperty(property).trim().split("\\s+"));
  }

  private static MutantCompiler newCompiler() {
    return new MutantCompiler(Path.of(System.getProperty("vmalock.repository")));
  }

  @BeforeEach
  void areAskedFor() {
    assumeTrue(
        THOROUGH || !NAMES.isEmpty() || Runtime.version().feature() == OLDEST_JDK,
        "the mutants are run on JDK 17, with -Pthorough, or with -Dmutants=NAMES");
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
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (MutantCompiler compiler = newCompiler()) {
      MutantRun run = newRun(compiler);
      List<Future<Verdict>> runs = new ArrayList<>();
      mutants().stream().filter(run::concerns).forEach(mutant -> runs.add(threads.submit(() -> run.run(mutant))));
      for (Future<Verdict> next : runs) {
        verdicts.add(next.get());
      }
    } finally {
      threads.shutdownNow();
    }
    report("tests", verdicts);
  }

  @Test
  void everyRaceShowsItsMutants() throws Exception {
    try (MutantCompiler compiler = newCompiler()) {
      List<Verdict> verdicts = new RaceRun(compiler, WORK, LIMIT_SECONDS).run(mutants());
      report("races", verdicts);
    }
  }

  /** Prints the verdicts, and writes their lines of the table to a file. */
  private static void report(String name, List<Verdict> verdicts) throws IOException {
    verdicts.forEach(System.out::println);
    Files.createDirectories(WORK);
    Files.write(WORK.resolve(name + ".md"), verdicts.stream().map(Verdict::tableLine).toList());
    assertEquals(
        List.of(),
        verdicts.stream().filter(verdict -> !verdict.noticed()).map(verdict -> verdict.mutant().name() + ": " + verdict.by()).toList());
  }
}
