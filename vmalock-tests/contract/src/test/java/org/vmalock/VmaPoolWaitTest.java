package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Waiting allocations of an exhausted pool. */
@TimeLimit
class VmaPoolWaitTest extends PoolWaitFixture {
  private final Actor waiter = actor("waiter");

  @Test
  void allocDoesNotWaitForFreeObject() throws Exception {
    node.retire(1);
    assertSame(node, pool.alloc(null, 0, TimeUnit.SECONDS));
    node.retire(2);
    StructureLock structure = new StructureLock();
    Thread.currentThread().interrupt();
    assertSame(structure, pool.alloc(structure, 1, TimeUnit.SECONDS).structureLock());
    assertTrue(Thread.interrupted(), "a call that does not wait keeps the interrupt status");
  }

  @Test
  void freeEndsWait() throws Exception {
    Actor.Step<Node> waiting = beginWaiting(waiter);
    node.retire(1);
    assertSame(node, waiting.result());
    assertEquals(2, node.generation());
  }

  @Test
  void lastReaderEndsWait() throws Exception {
    node.markAttached();
    long stamp = node.tryStartRead(1);
    node.retire(1);
    Actor.Step<Node> waiting = beginWaiting(waiter);
    node.endRead(stamp);
    assertSame(node, waiting.result());
  }

  /**
   * Asserts that the median wait is shorter than the interval at which a waiter polls, so that the waiter was woken. Repeats the
   * measurement if the machine is busy.
   */
  private static void assertEndsPromptly(Callable<Long> nanosOfOneWait) throws Exception {
    long[] took = new long[12];
    for (int attempt = 0; attempt < 10; attempt++) {
      for (int i = 0; i < took.length; i++) {
        took[i] = nanosOfOneWait.call();
      }
      Arrays.sort(took);
      if (took[took.length / 2] < TimeUnit.MILLISECONDS.toNanos(3)) {
        return;
      }
    }
    fail("nanoseconds until woken: " + Arrays.toString(took));
  }

  private static Actor.Step<Long> beginTiming(Actor actor, VmaPool<Node> pool, Queue<Node> allocated) {
    return actor.beginAndPark(() -> {
      Node node = pool.alloc(null, 1, TimeUnit.MINUTES);
      long end = System.nanoTime();
      allocated.add(node);
      return end;
    });
  }

  @Test
  void freeEndsWaitPromptly() throws Exception {
    Queue<Node> allocated = new ConcurrentLinkedQueue<>(List.of(node));
    assertEndsPromptly(() -> {
      Actor.Step<Long> waiting = beginTiming(waiter, pool, allocated);
      long begin = System.nanoTime();
      retire(allocated.remove());
      return waiting.result() - begin;
    });
  }

  @Test
  void discardedObjectEndsWaitPromptly() throws Exception {
    Queue<Node> allocated = new ConcurrentLinkedQueue<>(List.of(node));
    assertEndsPromptly(() -> {
      Node discarded = allocated.remove();
      discarded.onFreeAction = () -> {
        throw new ArithmeticException("onFree");
      };
      Actor.Step<Long> waiting = beginTiming(waiter, pool, allocated);
      long begin = System.nanoTime();
      assertThrows(ArithmeticException.class, () -> retire(discarded));
      return waiting.result() - begin;
    });
  }

  /** The second free wakes the first waiter, which is already creating an object: it passes the wake-up on to the next waiter. */
  @Test
  void unneededWakeUpIsPassedOnPromptly() throws Exception {
    Actor second = actor("second waiter");
    assertEndsPromptly(() -> {
      CountDownLatch creations = new CountDownLatch(3);
      CountDownLatch release = new CountDownLatch(1);
      VmaPool<Node> two = VmaPool.<Node>builder(() -> {
        creations.countDown();
        Node made = new Node();
        if (creations.getCount() == 0) {
          await(release);
        }
        return made;
      }).capacity(2).build();
      Node discarded = two.alloc();
      Node freed = two.alloc();
      discarded.onFreeAction = () -> {
        throw new ArithmeticException("onFree");
      };
      Queue<Node> allocated = new ConcurrentLinkedQueue<>();
      Actor.Step<Long> first = beginTiming(waiter, two, allocated);
      Actor.Step<Long> other = beginTiming(second, two, allocated);
      assertThrows(ArithmeticException.class, () -> retire(discarded));
      await(creations);
      long begin = System.nanoTime();
      retire(freed);
      release.countDown();
      return Math.max(first.result(), other.result()) - begin;
    });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void closeEndsWaitPromptly() throws Exception {
    assertEndsPromptly(() -> {
      VmaPool<Node> closing = VmaPool.<Node>builder(Node::new).capacity(1).build();
      closing.alloc();
      Actor.Step<Long> waiting = waiter.beginAndPark(() -> {
        assertThrows(IllegalStateException.class, () -> closing.alloc(null, 1, TimeUnit.MINUTES));
        return System.nanoTime();
      });
      long begin = System.nanoTime();
      closing.close();
      return waiting.result() - begin;
    });
  }

  private static void retire(Node node) {
    node.retire(node.generation());
  }

  @Test
  void discardedObjectEndsWait() throws Exception {
    node.onFreeAction = () -> {
      throw new ArithmeticException("onFree");
    };
    Actor.Step<Node> waiting = beginWaiting(waiter);
    assertThrows(ArithmeticException.class, () -> node.retire(1));
    Node successor = waiting.result();
    assertFalse(successor == node);
    assertEquals(1, successor.generation());
    assertEquals(1, pool.size());
  }

  @Test
  void timeoutReportsPoolState() throws Exception {
    long begin = System.nanoTime();
    String message =
        assertThrows(PoolExhaustedException.class, () -> pool.alloc(null, 20, TimeUnit.MILLISECONDS)).getMessage();
    assertTrue(System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(20));
    assertTrue(message.contains("pages[1 of 1 objects]") && message.contains("20 milliseconds"), message);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void nonPositiveTimeoutDoesNotWait(long nanos) throws Exception {
    Actor.Step<Throwable> waiting =
        waiter.begin(() -> assertThrows(Throwable.class, () -> pool.alloc(null, nanos, TimeUnit.NANOSECONDS)));
    long begin = System.nanoTime();
    while (!waiting.isDone() && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(5)) {
      Thread.sleep(1);
    }
    boolean returned = waiting.isDone();
    waiter.interrupt();
    waiting.result();
    assertTrue(returned, "a non-positive timeout waited");
    assertEquals(PoolExhaustedException.class, waiting.result().getClass());
  }

  @Test
  void interruptEndsWaitWithoutAllocation() throws Exception {
    Actor.Step<Boolean> waiting = waiter.beginAndPark(() -> {
      String message =
          assertThrows(InterruptedException.class, () -> pool.alloc(null, 1, TimeUnit.MINUTES)).getMessage();
      assertTrue(message.contains("pages"), message);
      return Thread.currentThread().isInterrupted();
    });
    waiter.interrupt();
    assertFalse(waiting.result());
    node.retire(1);
    assertSame(node, pool.tryAlloc(null));
  }

  @Test
  void pendingInterruptEndsWait() throws Exception {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> pool.alloc(null, 1, TimeUnit.MINUTES));
    assertFalse(Thread.interrupted());
  }

  @Test
  void closeEndsAllWaits() throws Exception {
    Actor second = actor("second waiter");
    Actor.Step<?> first = waiter.beginAndPark(() -> assertThrows(IllegalStateException.class, () -> pool.alloc(null, 1, TimeUnit.MINUTES)));
    Actor.Step<?> other = second.beginAndPark(() -> assertThrows(IllegalStateException.class, () -> pool.alloc(null, 1, TimeUnit.MINUTES)));
    pool.close();
    first.result();
    other.result();
    node.retire(1);
    assertEquals(0, pool.size());
  }

  @Test
  void oneFreeServesOneWaiter() throws Exception {
    Actor second = actor("second waiter");
    Actor.Step<Node> first = beginWaiting(waiter);
    Actor.Step<Node> other = beginWaiting(second);
    node.retire(1);
    Actor.awaitCondition("one waiter to be served", () -> first.isDone() || other.isDone());
    Thread.sleep(30);
    assertTrue(first.isDone() ^ other.isDone(), "one object was allocated twice");
    node.retire(2);
    assertSame(node, first.result());
    assertSame(node, other.result());
    assertEquals(3, node.generation());
  }

  /** A waiter that gives up may have consumed the wake-up, and passes it on. */
  @Test
  void waiterThatGivesUpPassesObjectToNext() throws Exception {
    Actor second = actor("second waiter");
    for (int round = 0; round < Effort.of(100, 1_000); round++) {
      Actor.Step<Node> first = waiter.beginAndPark(() -> {
        try {
          return pool.alloc(null, 1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
          return null;
        }
      });
      Actor.Step<Node> other = beginWaiting(second);
      waiter.interrupt();
      node.retire(node.generation());
      if (first.result() != null) {
        node.retire(node.generation());
      }
      assertSame(node, other.result());
    }
  }

  @Test
  void manyWaitersAllProceed() throws Exception {
    node.retire(1);
    AtomicInteger users = new AtomicInteger();
    List<Actor.Step<Void>> steps = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      steps.add(actor("user " + i).begin(() -> {
        for (int round = 0; round < Effort.of(500, 10_000); round++) {
          Node own = pool.alloc(null, 1, TimeUnit.MINUTES);
          assertEquals(1, users.incrementAndGet(), "allocated twice");
          users.decrementAndGet();
          own.retire(own.generation());
        }
        return null;
      }));
    }
    for (Actor.Step<Void> step : steps) {
      step.get(50, TimeUnit.SECONDS);
    }
    assertNull(pool.alloc().structureLock());
    assertEquals(1, pool.size());
  }
}
