package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.TimeLimit;

/** Objects whose onFree drops the last reference to the next object: a chain of any length is freed on a small stack. */
@TimeLimit
class VmaPoolChainTest {
  private static final int LENGTH = 100_000;
  private static final long SMALL_STACK_BYTES = 256 * 1024;

  private final List<Node> discarded = new ArrayList<>();

  private VmaPool<Node> pool(int capacity) {
    return VmaPool.<Node>builder(Node::new).capacity(capacity).onDiscard(discarded::add).build();
  }

  private static void end(Node node) {
    node.retire(node.generation());
  }

  private static List<Node> chain(VmaPool<Node> pool, int length) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      nodes.add(pool == null ? new Node() : pool.alloc());
    }
    for (int i = 0; i + 1 < length; i++) {
      Node next = nodes.get(i + 1);
      nodes.get(i).onFreeAction = () -> end(next);
    }
    return nodes;
  }

  private static void onASmallStack(Runnable body) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(null, body, "small stack", SMALL_STACK_BYTES);
    thread.setUncaughtExceptionHandler((unused, e) -> failure.set(e));
    thread.start();
    thread.join();
    assertEquals(null, failure.get());
  }

  @Test
  void aChainOfPooledObjectsIsFreedOnASmallStack() throws Exception {
    VmaPool<Node> pool = pool(LENGTH);
    List<Node> nodes = chain(pool, LENGTH);
    onASmallStack(() -> end(nodes.get(0)));
    nodes.forEach(node -> assertEquals(1, node.frees.get()));
    assertEquals(LENGTH, pool.trim());
  }

  @Test
  void aChainOfObjectsWithoutPoolIsFreedOnASmallStack() throws Exception {
    List<Node> nodes = chain(null, LENGTH);
    onASmallStack(() -> end(nodes.get(0)));
    nodes.forEach(node -> assertEquals(1, node.frees.get()));
  }

  @Test
  void aChainOfReadersIsFreedOnASmallStack() throws Exception {
    VmaPool<Node> pool = pool(LENGTH);
    List<Node> nodes = chain(pool, LENGTH);
    for (int i = 0; i + 1 < LENGTH; i++) {
      Node next = nodes.get(i + 1);
      next.markAttached();
      long stamp = next.tryStartRead();
      end(next);
      nodes.get(i).onFreeAction = () -> next.endRead(stamp);
    }
    onASmallStack(() -> end(nodes.get(0)));
    assertEquals(LENGTH, pool.trim());
  }

  @Test
  void aChainOfDiscardsIsFreedOnASmallStack() throws Exception {
    List<Node> nodes = new ArrayList<>();
    int[] index = new int[1];
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(LENGTH).onDiscard(node -> {
      if (++index[0] < LENGTH) {
        end(nodes.get(index[0]));
      }
    }).build();
    for (int i = 0; i < LENGTH; i++) {
      nodes.add(pool.alloc());
    }
    pool.close();
    onASmallStack(() -> end(nodes.get(0)));
    assertEquals(0, pool.size());
  }

  // ---- Exceptions

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theFirstExceptionIsThrownAndTheOthersAreSuppressedInIt(boolean error) {
    VmaPool<Node> pool = pool(4);
    List<Node> nodes = chain(pool, 4);
    for (int i = 0; i < 4; i++) {
      Runnable before = nodes.get(i).onFreeAction;
      String message = "onFree " + i;
      nodes.get(i).onFreeAction = () -> {
        before.run();
        if (error) {
          throw new AssertionError(message);
        }
        throw new IllegalArgumentException(message);
      };
    }
    Throwable failure = assertThrows(Throwable.class, () -> end(nodes.get(0)));
    assertEquals("onFree 0", failure.getMessage());
    assertEquals(3, failure.getSuppressed().length);
    assertEquals("onFree 1", failure.getSuppressed()[0].getMessage());
    assertEquals("onFree 3", failure.getSuppressed()[2].getMessage());
    assertEquals(nodes, discarded);
    assertEquals(0, pool.size());
    Node next = pool.alloc();
    end(next);
    assertEquals(1, next.frees.get(), "freed at once: the failure is over");
  }

  @Test
  void anExceptionInTheMiddleEndsNoChain() {
    VmaPool<Node> pool = pool(3);
    List<Node> nodes = chain(pool, 3);
    Node last = nodes.get(2);
    nodes.get(1).onFreeAction = () -> {
      end(last);
      throw new ArithmeticException("the second");
    };
    assertEquals("the second", assertThrows(ArithmeticException.class, () -> end(nodes.get(0))).getMessage());
    assertEquals(List.of(nodes.get(1)), discarded);
    assertEquals(1, last.frees.get());
    assertEquals(2, pool.trim());
  }

  @Test
  void anExceptionOfAFreeAheadOfAWaitReachesTheOutermostCall() {
    VmaPool<Node> pool = pool(2);
    Node first = pool.alloc();
    Node second = pool.alloc();
    second.onFreeAction = () -> {
      throw new ArithmeticException("the second");
    };
    first.onFreeAction = () -> {
      end(second);
      end(pool.alloc()); // exhausted: frees the second object first
    };
    assertEquals("the second", assertThrows(ArithmeticException.class, () -> end(first)).getMessage());
    assertEquals(List.of(second), discarded);
    assertEquals(2, pool.trim());
  }

  // ---- The order of events

  @Test
  void theNextObjectIsFreedWhenTheRunningOnFreeHasReturned() {
    VmaPool<Node> pool = pool(2);
    Node first = pool.alloc();
    Node second = pool.alloc();
    first.onFreeAction = () -> {
      end(second);
      assertEquals(0, second.frees.get());
      assertTrue(Node.isUnused(second));
    };
    end(first);
    assertEquals(1, second.frees.get());
  }

  /** A thread that finds a pool exhausted frees first what it has queued: it may need one of these objects. */
  @Test
  void anAllocationInOnFreeFindsTheObjectThatItRetired() {
    VmaPool<Node> small = pool(1);
    VmaPool<Node> pool = pool(1);
    Node first = pool.alloc();
    Node only = small.alloc();
    first.onFreeAction = () -> {
      end(only);
      assertNull(small.tryAlloc(), "tryAlloc runs no onFree");
      assertSame(only, small.alloc());
    };
    end(first);
    assertFalse(Node.isUnused(only));
  }

  @Test
  void anAllocationInOnFreeDoesNotWaitForTheObjectThatItRetired() {
    VmaPool<Node> small = pool(1);
    Node first = new Node();
    Node only = small.alloc();
    first.onFreeAction = () -> {
      end(only);
      try {
        assertNotNull(small.alloc(null, 1, TimeUnit.MINUTES));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    };
    end(first);
  }

  /** The second object waits for the third, while it is freed ahead of the wait of the first. */
  @Test
  void aWaitInAFreeAheadOfAWaitFindsTheObjectThatItRetired() throws Exception {
    VmaPool<Node> one = pool(1);
    VmaPool<Node> two = pool(1);
    Node first = new Node();
    Node second = one.alloc();
    Node third = two.alloc();
    first.onFreeAction = () -> {
      end(second);
      assertSame(second, allocWaiting(one));
    };
    second.onFreeAction = () -> {
      second.onFreeAction = () -> {};
      end(third);
      assertSame(third, allocWaiting(two));
    };
    onASmallStack(() -> end(first));
    assertEquals(1, second.frees.get());
    assertEquals(1, third.frees.get());
  }

  private static Node allocWaiting(VmaPool<Node> pool) {
    try {
      return pool.alloc(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The queued object holds the read that the owner of another object waits for. */
  @Test
  void retireAndWaitInOnFreeFindsTheReadThatAQueuedFreeEnds() throws Exception {
    Node read = Node.attached();
    int generation = read.generation();
    long stamp = read.tryStartRead(generation);
    Node queued = new Node();
    queued.onFreeAction = () -> read.endRead(stamp);
    Node first = new Node();
    boolean[] drained = new boolean[1];
    first.onFreeAction = () -> {
      end(queued);
      try {
        drained[0] = read.retireAndWait(generation, 2, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    };
    onASmallStack(() -> end(first));
    assertTrue(drained[0], "waited for an object in its own queue");
    assertEquals(1, read.frees.get());
    assertEquals(1, queued.frees.get());
  }
}
