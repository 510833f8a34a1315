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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for an object of an exhausted pool. */
@TimeLimit
class VmaPoolWaitTest {
  private final VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).name("pages").capacity(1).build();
  private final Node node = pool.alloc();
  private final List<Actor> actors = new ArrayList<>();
  private final Actor waiter = actor("waiter");

  private Actor actor(String name) {
    Actor actor = new Actor(name);
    actors.add(actor);
    return actor;
  }

  @AfterEach
  void endThreads() {
    actors.forEach(Actor::close);
  }

  private Actor.Step<Node> beginWaiting(Actor actor) {
    return actor.beginAndPark(() -> pool.alloc(null, 1, TimeUnit.MINUTES));
  }

  @Test
  void doesNotWaitForWhatIsFree() throws Exception {
    node.retire(1);
    assertSame(node, pool.alloc(null, 0, TimeUnit.SECONDS));
    node.retire(2);
    StructureLock structure = new StructureLock();
    Thread.currentThread().interrupt();
    assertSame(structure, pool.alloc(structure, 1, TimeUnit.SECONDS).structureLock());
    assertTrue(Thread.interrupted(), "where nothing is waited for, nothing is interrupted");
  }

  @Test
  void aFreeEndsTheWait() throws Exception {
    Actor.Step<Node> waiting = beginWaiting(waiter);
    node.retire(1);
    assertSame(node, waiting.result());
    assertEquals(2, node.generation());
  }

  @Test
  void theLastReaderEndsTheWait() throws Exception {
    node.markAttached();
    long stamp = node.tryStartRead(1);
    node.retire(1);
    Actor.Step<Node> waiting = beginWaiting(waiter);
    node.endRead(stamp);
    assertSame(node, waiting.result());
  }

  /** A waiter looks again every ten milliseconds in any case; it is woken much sooner, unless the machine is busy. */
  private static void assertEndsSoon(Callable<Long> nanosOfOneWait) throws Exception {
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

  private static Actor.Step<Long> beginTiming(Actor actor, VmaPool<Node> pool, Queue<Node> taken) {
    return actor.beginAndPark(() -> {
      Node node = pool.alloc(null, 1, TimeUnit.MINUTES);
      long end = System.nanoTime();
      taken.add(node);
      return end;
    });
  }

  @Test
  void aFreeEndsTheWaitSoon() throws Exception {
    Queue<Node> taken = new ConcurrentLinkedQueue<>(List.of(node));
    assertEndsSoon(() -> {
      Actor.Step<Long> waiting = beginTiming(waiter, pool, taken);
      long begin = System.nanoTime();
      end(taken.remove());
      return waiting.result() - begin;
    });
  }

  @Test
  void anObjectThatLeavesThePoolEndsTheWaitSoon() throws Exception {
    Queue<Node> taken = new ConcurrentLinkedQueue<>(List.of(node));
    assertEndsSoon(() -> {
      Node leaving = taken.remove();
      leaving.whenFreed = () -> {
        throw new ArithmeticException("onFree");
      };
      Actor.Step<Long> waiting = beginTiming(waiter, pool, taken);
      long begin = System.nanoTime();
      assertThrows(ArithmeticException.class, () -> end(leaving));
      return waiting.result() - begin;
    });
  }

  /** The second free wakes the first waiter again, who is busy making an object: he passes it on to the next one. */
  @Test
  void aWakeUpThatAWaiterDoesNotNeedGoesOnToTheNextSoon() throws Exception {
    Actor second = actor("second waiter");
    assertEndsSoon(() -> {
      CountDownLatch makes = new CountDownLatch(3);
      CountDownLatch mayMake = new CountDownLatch(1);
      VmaPool<Node> two = VmaPool.<Node>builder(() -> {
        makes.countDown();
        Node made = new Node();
        if (makes.getCount() == 0) {
          await(mayMake);
        }
        return made;
      }).capacity(2).build();
      Node leaving = two.alloc();
      Node returning = two.alloc();
      leaving.whenFreed = () -> {
        throw new ArithmeticException("onFree");
      };
      Queue<Node> taken = new ConcurrentLinkedQueue<>();
      Actor.Step<Long> first = beginTiming(waiter, two, taken);
      Actor.Step<Long> other = beginTiming(second, two, taken);
      assertThrows(ArithmeticException.class, () -> end(leaving));
      await(makes);
      long begin = System.nanoTime();
      end(returning);
      mayMake.countDown();
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
  void closeEndsTheWaitSoon() throws Exception {
    assertEndsSoon(() -> {
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

  private static void end(Node node) {
    node.retire(node.generation());
  }

  @Test
  void anObjectThatLeavesThePoolEndsTheWaitAsWell() throws Exception {
    node.whenFreed = () -> {
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
  void aTimeOutIsNamed() throws Exception {
    long begin = System.nanoTime();
    String message =
        assertThrows(PoolExhaustedException.class, () -> pool.alloc(null, 20, TimeUnit.MILLISECONDS)).getMessage();
    assertTrue(System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(20));
    assertTrue(message.contains("pages[1 of 1 objects]") && message.contains("20 milliseconds"), message);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aTimeOfZeroOrLessDoesNotWait(long nanos) throws Exception {
    Actor.Step<Throwable> waiting =
        waiter.begin(() -> assertThrows(Throwable.class, () -> pool.alloc(null, nanos, TimeUnit.NANOSECONDS)));
    long begin = System.nanoTime();
    while (!waiting.isDone() && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(5)) {
      Thread.sleep(1);
    }
    boolean returned = waiting.isDone();
    waiter.interrupt();
    waiting.result();
    assertTrue(returned, "it waited");
    assertEquals(PoolExhaustedException.class, waiting.result().getClass());
  }

  @Test
  void anInterruptEndsTheWaitAndNothingIsAllocated() throws Exception {
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
  void anInterruptBeforehandEndsTheWait() throws Exception {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> pool.alloc(null, 1, TimeUnit.MINUTES));
    assertFalse(Thread.interrupted());
  }

  @Test
  void closeEndsEveryWait() throws Exception {
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
  void oneFreeServesOneWaiterAndTheOthersWaitOn() throws Exception {
    Actor second = actor("second waiter");
    Actor.Step<Node> first = beginWaiting(waiter);
    Actor.Step<Node> other = beginWaiting(second);
    node.retire(1);
    Actor.until("one waiter to be served", () -> first.isDone() || other.isDone());
    Thread.sleep(30);
    assertTrue(first.isDone() ^ other.isDone(), "one object was given to two");
    node.retire(2);
    assertSame(node, first.result());
    assertSame(node, other.result());
    assertEquals(3, node.generation());
  }

  /** A waiter that gives up passes the wake-up on, which may have been meant for it. */
  @Test
  void aWaiterThatGivesUpLeavesTheObjectToTheNext() throws Exception {
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
  void nobodySleepsForEverWhereManyWaitAndManyFree() throws Exception {
    node.retire(1);
    AtomicInteger users = new AtomicInteger();
    List<Actor.Step<Void>> steps = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      steps.add(actor("user " + i).begin(() -> {
        for (int round = 0; round < Effort.of(500, 10_000); round++) {
          Node mine = pool.alloc(null, 1, TimeUnit.MINUTES);
          assertEquals(1, users.incrementAndGet(), "handed out twice");
          users.decrementAndGet();
          mine.retire(mine.generation());
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
