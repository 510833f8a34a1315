package org.vmalock;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Several threads do everything that the lock and the pool allow, in any order, with interrupts and exceptions in between; a ledger
 * beside each node says who may be inside, and at the end every count is back where it was (I1 to I5, I7 to I9).
 *
 * <p>The seed is in the test's name. {@code -Dvmalock.seed=N} plays that one again: the same moves, though not the same timing.
 */
@TimeLimit
class RandomLifeTest {
  private static final int PLAYERS = 4;

  static LongStream seeds() {
    Long wanted = Long.getLong("vmalock.seed");
    if (wanted != null) {
      return LongStream.of(wanted);
    }
    LongStream known = LongStream.rangeClosed(1, Effort.of(10, 100));
    return LongStream.concat(known, new SplittableRandom().longs(Effort.of(10, 400), 0, Long.MAX_VALUE));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyCountIsBalancedAfterAnyMixOfMoves(long seed) throws Exception {
    RandomLives game = new RandomLives();
    SplittableRandom random = new SplittableRandom(seed);
    List<Actor> actors = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < PLAYERS; i++) {
      Actor actor = new Actor("player " + i);
      actors.add(actor);
      threads.add(actor.thread());
    }
    List<Actor.Step<Void>> games = new ArrayList<>();
    for (Actor actor : actors) {
      RandomPlayer player = new RandomPlayer(game, random.nextLong(), threads);
      games.add(actor.begin(() -> {
        player.play(Effort.of(15_000, 60_000));
        return null;
      }));
    }
    awaitAllOrTheFirstFailure(games);
    actors.forEach(Actor::close);
    game.assertBalanced();
  }

  /** A player who has failed keeps his reads for ever, so that the others wait in vain: what he has to say comes first. */
  private static void awaitAllOrTheFirstFailure(List<Actor.Step<Void>> games) throws Exception {
    long begin = System.nanoTime();
    while (!games.stream().allMatch(Actor.Step::isDone) && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(40)) {
      for (Actor.Step<Void> step : games) {
        if (step.isDone()) {
          step.result();
        }
      }
      Thread.sleep(1);
    }
    for (Actor.Step<Void> step : games) {
      step.result();
    }
  }
}
