package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How the linearizability checks are run. Model checking walks through interleavings under sequential consistency; what weaker memory
 * orders add is the business of the jcstress tests.
 */
public final class Lincheck {
  private Lincheck() {}

  public static ModelCheckingOptions modelChecking(int threads, int actors) {
    return new ModelCheckingOptions()
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(2)
        .actorsAfter(2)
        .iterations(Effort.of(8, 300))
        .invocationsPerIteration(Effort.of(150, 5_000));
  }

  public static StressOptions stress(int threads, int actors) {
    return new StressOptions()
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(2)
        .actorsAfter(2)
        .iterations(Effort.of(10, 200))
        .invocationsPerIteration(Effort.of(500, 20_000));
  }

  /** For a variant that is broken on purpose: what cannot fail proves nothing. */
  public static void assertCaught(ModelCheckingOptions options, Class<?> broken) {
    assertCaught(options, 1_000, broken);
  }

  /** The same, where one invocation takes long. */
  public static void assertCaught(ModelCheckingOptions options, int invocations, Class<?> broken) {
    options.minimizeFailedScenario(false).iterations(200).invocationsPerIteration(invocations);
    assertThrows(LincheckAssertionError.class, () -> options.check(broken));
  }
}
