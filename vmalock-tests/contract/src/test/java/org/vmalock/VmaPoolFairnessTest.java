package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.SteppedThread;
import org.vmalock.testing.TimeLimit;

/** Threads that wait for an object of a pool are served first come, first served, by hand-off, and no thread passes them. */
@TimeLimit
class VmaPoolFairnessTest extends PoolWaitFixture {
  @Test
  void threadsAreServedInTheOrderInWhichTheyCame() throws Exception {
    Queue<Integer> served = new ConcurrentLinkedQueue<>();
    List<Actor.Step<Void>> steps = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int number = i;
      steps.add(actor("waiter " + i).beginAndPark(() -> {
        Node mine = pool.alloc(null, 1, TimeUnit.MINUTES);
        served.add(number);
        end(mine);
      }));
    }
    end(node);
    for (Actor.Step<Void> step : steps) {
      step.result();
    }
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), List.copyOf(served));
  }

  /** The object belongs to the waiting thread when the call that freed it has returned. */
  @Test
  void aNewcomerDoesNotPassAWaitingThread() throws Exception {
    for (int round = 0; round < 200; round++) {
      Actor.Step<Node> waiting = beginWaiting(round == 0 ? actor("waiter") : actors.get(0));
      end(node);
      assertNull(pool.tryAlloc(null), "passed a waiting thread");
      assertSame(node, waiting.result());
    }
  }

  @Test
  void aWaitingThreadIsPassedByNoneOfManyNewcomers() throws Exception {
    AtomicInteger passed = new AtomicInteger();
    Actor.Step<Node> waiting = beginWaiting(actor("waiter"));
    List<Actor.Step<Void>> newcomers = new ArrayList<>();
    CountDownLatch freed = new CountDownLatch(1);
    for (int i = 0; i < 4; i++) {
      newcomers.add(actor("newcomer " + i).begin(() -> {
        freed.await();
        while (!waiting.isDone()) {
          Node mine = pool.tryAlloc(null);
          if (mine != null) {
            passed.incrementAndGet();
            end(mine);
          }
        }
        return null;
      }));
    }
    freed.countDown();
    end(node);
    assertSame(node, waiting.result());
    for (Actor.Step<Void> newcomer : newcomers) {
      newcomer.result();
    }
    assertEquals(0, passed.get());
  }

  /** The thread queues while the object is put back, and the newcomer arrives before the releasing thread has looked at the queue. */
  @Test
  void noAllocationPassesAThreadThatHasQueuedBesideTheFree() throws Exception {
    Actor waiter = actor("waiter");
    Actor newcomer = actor("newcomer");
    List<Actor.Step<Node>> waiting = new ArrayList<>();
    List<Actor.Step<Node>> attempts = new ArrayList<>();
    new SteppedThread(() -> end(node))
        .atId(() -> waiting.add(beginWaiting(waiter)))
        .atId(() -> {
          attempts.add(newcomer.begin(pool::tryAlloc));
          attempts.add(newcomer.begin(() -> allocOrNull(pool)));
          Actor.awaitCondition("the newcomer to return", attempts.get(1)::isDone);
        })
        .complete();
    for (Actor.Step<Node> attempt : attempts) {
      assertNull(attempt.result(), "passed a thread that had queued");
    }
    assertSame(node, waiting.get(0).result());
  }

  private static @Nullable Node allocOrNull(VmaPool<Node> pool) {
    try {
      return pool.alloc();
    } catch (PoolExhaustedException e) {
      return null;
    }
  }

  @Test
  void aWaitWithoutLimitParksWithoutLimit() throws Exception {
    Actor waiter = actor("waiter");
    Actor.Step<Node> waiting = waiter.beginAndPark(() -> pool.alloc(null, Long.MAX_VALUE, TimeUnit.DAYS));
    for (int look = 0; look < 20; look++) {
      assertEquals(Thread.State.WAITING, waiter.thread().getState());
      Thread.sleep(1);
    }
    end(node);
    assertSame(node, waiting.result());
  }

  @Test
  void aWaitingThreadDoesNotPoll() throws Exception {
    Actor waiter = actor("waiter");
    Actor.Step<Node> waiting = beginWaiting(waiter);
    Thread.sleep(20);
    long before = parks(waiter);
    Thread.sleep(200);
    assertEquals(before, parks(waiter));
    end(node);
    assertSame(node, waiting.result());
  }

  private static long parks(Actor actor) {
    return ManagementFactory.getThreadMXBean().getThreadInfo(actor.thread().getId()).getWaitedCount();
  }

  @Test
  void aThreadThatReceivedTheObjectKeepsItAndItsInterrupt() throws Exception {
    for (int round = 0; round < Effort.of(300, 3_000); round++) {
      Actor waiter = round == 0 ? actor("waiter") : actors.get(0);
      Actor.Step<Boolean> waiting = waiter.beginAndPark(() -> {
        try {
          pool.alloc(null, 1, TimeUnit.MINUTES);
          return true;
        } catch (InterruptedException e) {
          assertFalse(Thread.currentThread().isInterrupted());
          return false;
        }
      });
      end(node);
      waiter.interrupt();
      assertTrue(waiting.result(), "the object was received before the interrupt");
      waiter.endInterrupts();
    }
  }

  @Test
  void aThreadThatGaveUpIsSkipped() throws Exception {
    Actor first = actor("first");
    Actor.Step<?> gaveUp =
        first.beginAndPark(() -> assertThrows(InterruptedException.class, () -> pool.alloc(null, 1, TimeUnit.MINUTES)));
    Actor.Step<Node> waiting = beginWaiting(actor("second"));
    first.interrupt();
    gaveUp.result();
    end(node);
    assertNull(pool.tryAlloc(null));
    assertSame(node, waiting.result());
  }

  /** Interrupts a thread that waits for an object, and waits until it has given up. */
  private static void giveUp(Actor waiter, Actor.Step<?> waiting) {
    waiter.interrupt();
    try {
      waiting.result();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Actor.Step<?> beginWaitingInVain(Actor waiter) {
    return waiter.beginAndPark(() -> assertThrows(InterruptedException.class, () -> pool.alloc(null, 1, TimeUnit.MINUTES)));
  }

  /** The thread begins to wait while the object is put back, and gives up before it is served. */
  @Test
  void anObjectForAThreadThatGaveUpIsFreeAgain() throws Exception {
    Actor waiter = actor("waiter");
    List<Actor.Step<?>> waiting = new ArrayList<>();
    new SteppedThread(() -> end(node))
        .atId(() -> waiting.add(beginWaitingInVain(waiter)))
        .atId(() -> giveUp(waiter, waiting.get(0)))
        .complete();
    assertSame(node, pool.tryAlloc(null));
  }

  /** The object is discarded, and the thread that waits for its place gives up before it is served. */
  @Test
  void aPlaceForAThreadThatGaveUpIsFreeAgain() throws Exception {
    Actor waiter = actor("waiter");
    Actor.Step<?> waiting = beginWaitingInVain(waiter);
    node.onFreeAction = () -> {
      throw new IllegalArgumentException("onFree");
    };
    SteppedThread freeing = new SteppedThread(() -> end(node)).atId(() -> giveUp(waiter, waiting));
    assertThrows(IllegalArgumentException.class, freeing::complete);
    assertEquals(0, pool.size());
    assertNotNull(pool.tryAlloc(null));
  }

  /** The pool is closed, and a place is free, when a thread that has queued looks for an object. */
  @Test
  void aPlaceThatIsReservedForAThreadBesideACloseIsReleased() {
    SteppedThread allocating = new SteppedThread(() -> pool.alloc(null, 1, TimeUnit.MINUTES)).atId(() -> {}).atId(() -> {
      pool.close();
      end(node);
    });
    assertThrows(IllegalStateException.class, allocating::complete);
    assertEquals(0, pool.size());
  }

  @Test
  void thePoolIsOpenToAllWhenTheOnlyWaitingThreadHasGivenUp() throws Exception {
    assertThrows(PoolExhaustedException.class, () -> pool.alloc(null, 1, TimeUnit.MILLISECONDS));
    end(node);
    assertSame(node, pool.tryAlloc(null));
  }

  /** The object is freed at about the time at which the other thread begins to wait, and by no thread again. */
  @Test
  void aFreeBesideTheBeginningOfAWaitIsNotMissed() throws Exception {
    long nanos = TimeUnit.SECONDS.toNanos(Effort.of(2, 30));
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger received = new AtomicInteger();
    Actor.Step<Void> waiting = actor("waiter").begin(() -> {
      for (int round = 1; awaitValue(begun, round); round++) {
        assertSame(node, pool.alloc(null, 5, TimeUnit.SECONDS));
        received.set(round);
      }
      return null;
    });
    SplittableRandom random = new SplittableRandom(1);
    long begin = System.nanoTime();
    for (int round = 1; System.nanoTime() - begin < nanos && !waiting.isDone(); round++) {
      begun.set(round);
      for (int spins = random.nextInt(60); spins > 0; spins--) {
        Thread.onSpinWait();
      }
      end(node);
      while (received.get() != round && !waiting.isDone()) {
        pause();
      }
    }
    begun.set(-1);
    waiting.result();
  }

  private static boolean awaitValue(AtomicInteger variable, int value) {
    int seen = variable.get();
    while (seen >= 0 && seen != value) {
      pause();
      seen = variable.get();
    }
    return seen == value;
  }

  @SuppressWarnings("ThreadPriorityCheck") // a hint is enough
  private static void pause() {
    Thread.yield();
  }

  /** Hand-offs that race time-outs and interrupts. */
  @Test
  @Tag("race")
  void noObjectIsLostWhereThreadsGiveUp() throws Exception {
    int capacity = 2;
    VmaPool<Node> busy = VmaPool.<Node>builder(Node::new).capacity(capacity).build();
    AtomicInteger users = new AtomicInteger();
    for (int i = 0; i < 6; i++) {
      actor("user " + i);
    }
    List<Actor.Step<Void>> steps = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      SplittableRandom random = new SplittableRandom(i);
      steps.add(actors.get(i).begin(() -> {
        for (int round = 0; round < Effort.of(5_000, 100_000); round++) {
          useOnce(busy, users, random.nextInt(200), random.nextInt(30) * 1_000L);
          if (random.nextInt(20) == 0) {
            actors.get(random.nextInt(6)).interrupt();
          }
        }
        return null;
      }));
    }
    for (Actor.Step<Void> step : steps) {
      step.get(100, TimeUnit.SECONDS);
    }
    assertEquals(0, users.get());
    for (int i = 0; i < capacity; i++) {
      assertTrue(busy.tryAlloc(null) != null, "an object was lost");
    }
    assertNull(busy.tryAlloc(null));
    assertEquals(capacity, busy.size());
  }

  private static void useOnce(VmaPool<Node> pool, AtomicInteger users, int micros, long holdNanos) {
    try {
      Node mine = pool.alloc(null, micros, TimeUnit.MICROSECONDS);
      assertTrue(users.incrementAndGet() <= pool.capacity());
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < holdNanos) {
        Thread.onSpinWait();
      }
      users.decrementAndGet();
      end(mine);
    } catch (PoolExhaustedException | InterruptedException e) {
      return;
    }
  }
}
