package org.vmalock.examples.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.examples.Main;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.mutant.TortureMutant;
import org.vmalock.examples.torture.subject.Fault;

/**
 * The torture tests detect every mutant, and report no violation for the library, which runs as long as the slowest mutant of the same target
 * has needed.
 */
@Timeout(120)
@TestMethodOrder(OrderAnnotation.class)
class MutantTest {
  /** The mutants run on the oldest JDK; one JDK shows what the torture tests detect. */
  private static final boolean WITH_MUTANTS = Boolean.getBoolean("vmalock.thorough") || Runtime.version().feature() == 17;

  /** The least time of a run of the library. */
  private static final Duration SHORT = WITH_MUTANTS ? Duration.ofMillis(700) : Duration.ofSeconds(4);

  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** The time for all schemes together. */
  private static final Duration LONGEST_OF_SCHEMES = Duration.ofSeconds(15);

  private static final int SCHEMES = 5;

  /** The time that the slowest mutant of each target has needed. */
  private static final Map<String, Duration> NEEDED = new ConcurrentHashMap<>();

  private static final String LAZY = "lazymm";

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
  @Order(1)
  void everyMutantIsDetected(TortureMutant mutant) {
    assumeTrue(WITH_MUTANTS, "the mutants are run on JDK 17, or with -Pthorough");
    StringWriter out = new StringWriter();
    String seconds = Long.toString(longest(mutant.target()).toSeconds());
    long start = System.nanoTime();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(out, true))
            .execute("torture", "--mutant", mutant.label(), "--seconds", seconds, "--patience", SHORT_PATIENCE, "--seed", SEED);
    assertEquals(1, exitCode, () -> mutant.label() + " was not detected: " + mutant.description() + "\n" + out);
    assertTrue(out.toString().contains("End of test: FAILURE"), out::toString);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    NEEDED.merge(mutant.target(), took, MutantTest::longer);
    System.out.printf("| `%s` | torture: %s | %.1f |%n", mutant.label(), mutant.target(), took.toNanos() / 1e9);
  }

  private static Duration longest(String target) {
    return target.equals(LAZY) ? LONGEST_OF_SCHEMES : LONGEST;
  }

  /** Returns how long the library runs. A scheme has no more than its part of the time that a mutant has. */
  private static Duration length(String target) {
    Duration most = target.equals(LAZY) ? LONGEST_OF_SCHEMES.dividedBy(SCHEMES) : LONGEST;
    return shorter(longer(NEEDED.getOrDefault(target, SHORT), SHORT), most);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
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
  @Order(2)
  void correctCodePassesUnderEveryFault(String name, Function<TortureControl, Torture> torture) throws InterruptedException {
    TortureResult result = run(name, options(length(name.replaceFirst(" .*", "")), PATIENCE, EnumSet.allOf(Fault.class)), torture);
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
