package org.vmalock.examples.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.examples.Main;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.mutant.TortureMutant;
import org.vmalock.examples.torture.subject.Fault;

/** The torture tests detect every mutant, and report no violation for the library. */
@Timeout(120)
class MutantTest {
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final String LONGEST = "30";

  /** The time for all schemes together. */
  private static final String LONGEST_OF_SCHEMES = "15";

  /** Odd: the scan set of lazy contexts is their mask. */
  private static final String SEED = "43";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For mutants that stall. */
  private static final String SHORT_PATIENCE = "2";

  static List<TortureMutant> mutants() {
    return TortureMutant.all();
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void everyMutantIsDetected(TortureMutant mutant) {
    StringWriter out = new StringWriter();
    String seconds = mutant.target().equals("lazymm") ? LONGEST_OF_SCHEMES : LONGEST;
    long start = System.nanoTime();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(out, true))
            .execute("torture", "--mutant", mutant.label(), "--seconds", seconds, "--patience", SHORT_PATIENCE, "--seed", SEED);
    assertEquals(1, exitCode, () -> mutant.label() + " was not detected: " + mutant.description() + "\n" + out);
    assertTrue(out.toString().contains("End of test: FAILURE"), out::toString);
    System.out.printf("| `%s` | torture: %s | %.1f |%n", mutant.label(), mutant.target(), (System.nanoTime() - start) / 1e9);
  }

  static Stream<Arguments> correctTargets() {
    return Stream.of(
        Arguments.of("lazymm refcount", LazyScheme.REFCOUNT.torture()),
        Arguments.of("lazymm hazard", LazyScheme.HAZARD.torture()),
        Arguments.of("lazymm hazard-exact", LazyScheme.HAZARD_EXACT.torture()),
        Arguments.of("lazymm shootdown", LazyScheme.SHOOTDOWN.torture()),
        Arguments.of("lazymm changing", LazyScheme.CHANGING.torture()),
        Arguments.of("lock", Target.LOCK.torture()),
        Arguments.of("pool", Target.POOL.torture()),
        Arguments.of("tree", Target.TREE.torture()));
  }

  @ParameterizedTest
  @MethodSource("correctTargets")
  void correctCodePassesUnderEveryFault(String name, Function<TortureControl, Torture> torture) throws InterruptedException {
    TortureResult result = run(name, options(SHORT, PATIENCE, EnumSet.allOf(Fault.class)), torture);
    assertEquals(List.of(), result.violations().described());
    assertEquals(0, result.total().balance());
    assertTrue(result.total().get(Count.ACQUIRED) > 100, () -> name + " acquired too few references");
  }

  private static TortureOptions options(Duration length, Duration patience, Set<Fault> faults) {
    boolean allFaults = faults.size() == Fault.values().length;
    return new TortureOptions(length, 4, 2, allFaults, allFaults, faults, 42, patience);
  }

  private static TortureResult run(String name, TortureOptions options, Function<TortureControl, Torture> torture)
      throws InterruptedException {
    return new TortureRun(name, options, torture).run(SilentLine.INSTANCE);
  }
}
