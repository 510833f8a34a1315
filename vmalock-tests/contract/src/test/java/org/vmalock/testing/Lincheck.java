package org.vmalock.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * Options of the linearizability checks. Model checking explores interleavings under sequential consistency; the jcstress tests cover
 * weaker memory orders.
 */
public final class Lincheck {
  private Lincheck() {}

  public static ModelCheckingOptions modelChecking(int threads, int actors) {
    return new ModelCheckingOptions()
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(2)
        .actorsAfter(2)
        .iterations(Effort.of(8, 20))
        .invocationsPerIteration(Effort.of(150, 300));
  }

  public static StressOptions stress(int threads, int actors) {
    return new StressOptions()
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(2)
        .actorsAfter(2)
        .iterations(Effort.of(10, 20))
        .invocationsPerIteration(Effort.of(500, 1_500));
  }

  /** Asserts that model checking finds the fault of a mutant with the iterations and invocations of the test whose control it is. */
  public static void assertCaught(ModelCheckingOptions options, Class<?> mutant) {
    options.minimizeFailedScenario(false);
    assertThrows(LincheckAssertionError.class, () -> options.check(mutant));
  }
}
