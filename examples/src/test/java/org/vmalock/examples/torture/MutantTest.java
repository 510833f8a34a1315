package org.vmalock.examples.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.lazy.LazySystem;
import org.vmalock.examples.torture.mutant.LazySystemMutant;
import org.vmalock.examples.torture.mutant.LockMutant;
import org.vmalock.examples.torture.mutant.Mutant;
import org.vmalock.examples.torture.mutant.TreeMutant;
import org.vmalock.examples.torture.subject.Fault;

/** The torture tests detect every mutant, and report no violation for the library and the models without a mutant. */
@Timeout(120)
class MutantTest {
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For mutants that stall. */
  private static final Duration SHORT_PATIENCE = Duration.ofSeconds(2);

  static List<Mutant> mutants() {
    return Target.mutants();
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void everyMutantIsDetected(Mutant mutant) throws InterruptedException {
    TortureOptions options = options(LONGEST, SHORT_PATIENCE, mutant.faults());
    TortureResult result = run(mutant.label(), options, Target.tortureOf(mutant));
    assertFalse(result.isSuccess(), () -> mutant.label() + " was not detected: " + mutant.description());
  }

  static Stream<Arguments> correctTargets() {
    return Stream.of(
        Arguments.of("model lock", (Function<TortureControl, Torture>) control -> new LockTorture(control, LockMutant.correct())),
        Arguments.of("model pool", (Function<TortureControl, Torture>) control -> new PoolTorture(control, LockMutant.correct())),
        Arguments.of("model tree", (Function<TortureControl, Torture>) control -> new TreeTorture(control, TreeMutant::correct, new Background(0))),
        Arguments.of("model workers", lazy(control -> LazySystemMutant.correct(false))),
        Arguments.of("exact model workers", lazy(control -> LazySystemMutant.correct(true))),
        Arguments.of("lazymm refcount", LazyScheme.REFCOUNT.torture()),
        Arguments.of("lazymm hazard", LazyScheme.HAZARD.torture()),
        Arguments.of("lazymm hazard-exact", LazyScheme.HAZARD_EXACT.torture()),
        Arguments.of("lazymm shootdown", LazyScheme.SHOOTDOWN.torture()),
        Arguments.of("lazymm changing", LazyScheme.CHANGING.torture()),
        Arguments.of("lock", Target.LOCK.torture()),
        Arguments.of("pool", Target.POOL.torture()),
        Arguments.of("tree", Target.TREE.torture()));
  }

  private static Function<TortureControl, Torture> lazy(Function<TortureControl, LazySystem> systems) {
    return control -> new LazyTorture(control, systems, () -> {});
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
