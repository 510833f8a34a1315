package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
  void aLimitThatHasExpiredEndsTheWait() throws Exception {
    Load<Integer, Block> load = new Load<>(1, 1, Load.Kind.LOOK_UP, null);
    assertTrue(lifetimes.awaitEmpty(LifetimeRegistry.limit(0)), "nothing to wait for");
    lifetimes.beginLoad(load);
    assertFalse(lifetimes.awaitEmpty(LifetimeRegistry.limit(0)));
    lifetimes.endLoad(load);
    assertTrue(lifetimes.awaitEmpty(LifetimeRegistry.limit(0)));
  }

  /** A release action has run, and the call that returns the resource does not report it. */
  @Test
  void aReleasedValueWhoseReturnIsNotReportedEndsByTime() throws Exception {
    Blocks blocks = new Blocks(2);
    GuardedCache<Integer, Block> cache = blocks.cache();
    cache.get(1).close();
    CacheEntry<Block> released = Objects.requireNonNull(cache.lookUp(1));
    cache.invalidate(1);
    assertTrue(released.isReleased());
    lifetimes.add(released);
    long begin = System.nanoTime();
    assertTrue(lifetimes.awaitEmpty(LifetimeRegistry.limit(HOUR)));
    assertTrue(System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(20));
    assertEquals(0, lifetimes.size());

    CacheHandle<Block> held = cache.get(2);
    lifetimes.add(released);
    lifetimes.add(held.entry());
    assertFalse(lifetimes.awaitEmpty(LifetimeRegistry.limit(TimeUnit.MILLISECONDS.toNanos(60))), "one value is held");
    assertEquals(2, lifetimes.size());
    lifetimes.remove(held.entry());
    held.close();
    Load<Integer, Block> load = new Load<>(3, 3, Load.Kind.LOOK_UP, null);
    lifetimes.beginLoad(load);
    assertFalse(lifetimes.awaitEmpty(LifetimeRegistry.limit(TimeUnit.MILLISECONDS.toNanos(60))), "a load is in progress");
    assertEquals(1, lifetimes.size());
    blocks.assertAllReturned(cache);
  }

  @Test
  void aThreadInAReleaseActionOrALoadWouldWaitForItself() throws Exception {
    assertFalse(lifetimes.wouldWaitForItself());
    boolean tracked = lifetimes.beginRelease();
    assertTrue(lifetimes.wouldWaitForItself());
    boolean nested = lifetimes.beginRelease();
    assertFalse(nested);
    lifetimes.endRelease(nested);
    assertTrue(lifetimes.wouldWaitForItself(), "the outer release action goes on");
    assertFalse(closer.call(lifetimes::wouldWaitForItself));
    lifetimes.endRelease(tracked);
    assertFalse(lifetimes.wouldWaitForItself());
    Load<Integer, Block> load = new Load<>(1, 1, Load.Kind.LOOK_UP, null);
    lifetimes.beginLoad(load);
    assertTrue(lifetimes.wouldWaitForItself());
    assertFalse(closer.call(lifetimes::wouldWaitForItself));
    lifetimes.endLoad(load);
    assertFalse(lifetimes.wouldWaitForItself());
  }

  @Test
  void theFirstEightAreDescribed() throws Exception {
    Blocks blocks = new Blocks(10);
    GuardedCache<Integer, Block> cache = blocks.cache();
    for (int key = 0; key < 10; key++) {
      cache.get(key).close();
      assertEquals(Math.min(key, 8), lifetimes.describe().split("key ", -1).length - 1);
      assertEquals(key > 8, lifetimes.describe().endsWith(", ..."));
      lifetimes.add(Objects.requireNonNull(cache.lookUp(key)));
    }
    blocks.assertAllReturned(cache);
  }

  @Test
  void loadsAreDescribedBehindTheValues() {
    for (int key = 0; key < 9; key++) {
      assertEquals(key, lifetimes.describe().split("a load in progress", -1).length - 1, lifetimes::describe);
      assertEquals(Math.max(key - 1, 0), lifetimes.describe().split(", ", -1).length - 1, lifetimes::describe);
      lifetimes.beginLoad(new Load<>(key, key, Load.Kind.LOOK_UP, null));
    }
    assertTrue(lifetimes.describe().endsWith(", ..."), lifetimes::describe);
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
