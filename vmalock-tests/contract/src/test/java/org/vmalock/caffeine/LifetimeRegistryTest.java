package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vmalock.internal.TimedWait;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.TimeLimit;

/** The end of the last lifetime or load wakes the threads that wait for it. The waits here are too long to end by themselves. */
@TimeLimit
class LifetimeRegistryTest extends ActorFixture {
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final LifetimeRegistry<Block> lifetimes = new LifetimeRegistry<>();
  private final Actor closer = actor("closer");
  private final Actor otherCloser = actor("other closer");

  private boolean awaitEmpty() throws InterruptedException {
    return lifetimes.awaitEmpty(new TimedWait(HOUR, HOUR, HOUR));
  }

  @Test
  void theEndOfTheLastLoadWakesEveryWaiter() throws Exception {
    Load<Integer, Block> first = new Load<>(1, 1, Load.Kind.LOOK_UP, null);
    Load<Integer, Block> last = new Load<>(2, 2, Load.Kind.LOOK_UP, null);
    lifetimes.beginLoad(first);
    lifetimes.beginLoad(last);
    Actor.Step<Boolean> wait = closer.beginAndPark(this::awaitEmpty);
    Actor.Step<Boolean> otherWait = otherCloser.beginAndPark(this::awaitEmpty);
    lifetimes.endLoad(first);
    lifetimes.endLoad(last);
    assertTrue(wait.result() && otherWait.result());
  }

  @Test
  void theEndOfTheLastLifetimeWakesEveryWaiter() throws Exception {
    Blocks blocks = new Blocks(1);
    GuardedCache<Integer, Block> cache = blocks.builder().build(Caffeine.newBuilder().executor(Runnable::run));
    cache.get(1).close();
    CacheEntry<Block> entry = Objects.requireNonNull(cache.lookUp(1));
    lifetimes.add(entry);
    Actor.Step<Boolean> wait = closer.beginAndPark(this::awaitEmpty);
    Actor.Step<Boolean> otherWait = otherCloser.beginAndPark(this::awaitEmpty);
    lifetimes.remove(entry);
    assertTrue(wait.result() && otherWait.result());
    blocks.assertAllReturned(cache);
  }
}
