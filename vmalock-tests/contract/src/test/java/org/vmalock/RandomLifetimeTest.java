package org.vmalock;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/**
 * Random test of the lock and the pool: several threads perform all legal operations in random order, with interrupts and injected
 * exceptions. Each {@link OracleNode} records its active readers and writers independently of the lock word; at the end every count is
 * balanced (I1 to I5, I7 to I9).
 *
 * <p>The display name contains the seed. {@code -Dvmalock.seed=N} repeats the operations of that seed, though not their timing.
 */
@TimeLimit
class RandomLifetimeTest {
  private static final int THREADS = 4;

  static LongStream seeds() {
    Long wanted = Long.getLong("vmalock.seed");
    if (wanted != null) {
      return LongStream.of(wanted);
    }
    LongStream known = LongStream.rangeClosed(1, Effort.of(10, 50));
    return LongStream.concat(known, new SplittableRandom().longs(Effort.of(10, 50), 0, Long.MAX_VALUE));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void countsAreBalancedAfterRandomOperations(long seed) throws Exception {
    RandomLifetimes state = new RandomLifetimes();
    SplittableRandom random = new SplittableRandom(seed);
    List<Actor> actors = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Actor actor = new Actor("actor " + i);
      actors.add(actor);
      threads.add(actor.thread());
    }
    List<Actor.Step<Void>> steps = new ArrayList<>();
    for (Actor actor : actors) {
      RandomOperations operations = new RandomOperations(state, random.nextLong(), threads);
      steps.add(actor.begin(() -> {
        operations.run(Effort.of(15_000, 30_000));
        return null;
      }));
    }
    awaitAllOrFirstFailure(steps);
    actors.forEach(Actor::close);
    state.assertBalanced();
  }

  /** Reports the failure of one thread before a timeout of the others: a failed thread never releases its reads, so the others may wait. */
  private static void awaitAllOrFirstFailure(List<Actor.Step<Void>> steps) throws Exception {
    long begin = System.nanoTime();
    while (!steps.stream().allMatch(Actor.Step::isDone) && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(40)) {
      for (Actor.Step<Void> step : steps) {
        if (step.isDone()) {
          step.result();
        }
      }
      Thread.sleep(1);
    }
    for (Actor.Step<Void> step : steps) {
      step.result();
    }
  }
}
