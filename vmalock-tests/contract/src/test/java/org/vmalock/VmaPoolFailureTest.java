package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** Failures of the factory, of {@code onFree} and of {@code onDiscard}: the capacity of the pool is not reduced. */
@TimeLimit
class VmaPoolFailureTest {
  private final Queue<Supplier<Node>> products = new ArrayDeque<>();
  private final List<Node> discarded = new ArrayList<>();
  private final VmaPool<Node> pool = VmaPool.<Node>builder(this::create)
      .name("pages")
      .capacity(2)
      .onDiscard(discarded::add)
      .build();

  /** Returns the next prepared product, or a new object. */
  private Node create() {
    return products.isEmpty() ? new Node() : products.remove().get();
  }

  private void assertFullCapacity() {
    Node first = pool.alloc();
    Node second = pool.alloc();
    assertNotSame(first, second);
    assertNull(pool.tryAlloc(null));
    assertEquals(2, pool.size());
    first.retire(first.generation());
    second.retire(second.generation());
    assertNull(first.structureLock());
  }

  // ---- The factory

  @Test
  void factoryFailurePropagatesAndAllocatesNothing() {
    ArithmeticException failure = new ArithmeticException("factory");
    for (int round = 0; round < 5; round++) {
      products.add(() -> {
        throw failure;
      });
      assertSame(failure, assertThrows(ArithmeticException.class, pool::alloc));
      products.add(() -> {
        throw new StackOverflowError("factory");
      });
      assertThrows(StackOverflowError.class, () -> pool.alloc(null, 1, TimeUnit.SECONDS));
      assertEquals(0, pool.size());
    }
    assertFullCapacity();
  }

  @Test
  void factoryReturningNullIsRefused() {
    products.add(() -> null);
    String message = assertThrows(NullPointerException.class, pool::alloc).getMessage();
    assertTrue(message.contains("factory of pages[") && message.contains("null"), message);
    assertEquals(0, pool.size());
    assertFullCapacity();
  }

  private void assertProductIsRefused(Node product) {
    long before = product.word();
    StructureLock structureBefore = product.structureLock();
    int size = pool.size();
    products.add(() -> product);
    String message = assertThrows(IllegalStateException.class, () -> pool.alloc(new StructureLock())).getMessage();
    assertTrue(message.contains("factory of pages[") && message.contains("Node@") && message.contains("new object"), message);
    assertEquals(before, product.word());
    assertSame(structureBefore, product.structureLock());
    assertEquals(size, pool.size());
  }

  @Test
  void factoryReturningSameObjectTwiceIsRefused() {
    Node node = pool.alloc();
    assertProductIsRefused(node);
    node.markAttached();
    assertProductIsRefused(node);
    node.retire(1);
    assertFullCapacity();
  }

  @Test
  void factoryReturningDiscardedObjectIsRefused() {
    Node node = pool.alloc();
    node.retire(1);
    pool.trim();
    assertProductIsRefused(node);
    assertFullCapacity();
  }

  @Test
  void factoryReturningUsedObjectIsRefused() {
    assertProductIsRefused(Node.attached());
    assertProductIsRefused(new Node(new StructureLock()));
    Node retired = new Node();
    retired.retire(1);
    assertProductIsRefused(retired);
    assertProductIsRefused(VmaPool.<Node>builder(Node::new).build().alloc());
    assertFullCapacity();
  }

  @Test
  void factoryMayUsePool() {
    products.add(() -> {
      pool.alloc().retire(1);
      return new Node();
    });
    Node outer = pool.alloc();
    assertEquals(2, pool.size());
    outer.retire(1);
    assertFullCapacity();
  }

  // ---- onFree

  private Node allocFailing(Supplier<Throwable> failure) {
    Node node = pool.alloc();
    node.onFreeAction = () -> throwSneakily(failure.get());
    node.markAttached();
    return node;
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwSneakily(Throwable failure) throws E {
    throw (E) failure;
  }

  private void assertDiscarded(Node node) {
    assertEquals(List.of(node), discarded);
    assertEquals(1, pool.discarded());
    assertEquals(0, pool.size());
    assertEquals(1, node.frees.get());
    assertEquals(VmaLock.GONE, node.tryStartRead(1));
    discarded.clear();
    assertFullCapacity();
    assertEquals(1, node.generation(), "allocated again");
  }

  @Test
  void objectIsDiscardedWhenOnFreeFailsInRetire() {
    ArithmeticException failure = new ArithmeticException("onFree");
    Node node = allocFailing(() -> failure);
    assertSame(failure, assertThrows(ArithmeticException.class, () -> node.retire(1)));
    assertDiscarded(node);
  }

  @Test
  void objectIsDiscardedWhenOnFreeFailsInEndRead() {
    Node node = allocFailing(() -> new StackOverflowError("onFree"));
    long stamp = node.tryStartRead(1);
    node.retire(1);
    assertThrows(StackOverflowError.class, () -> node.endRead(stamp));
    assertDiscarded(node);
  }

  /** Code in other languages can throw checked exceptions that are not declared. */
  @Test
  void objectIsDiscardedWhenOnFreeThrowsCheckedException() {
    Node node = allocFailing(() -> new InstantiationException("onFree"));
    assertThrows(InstantiationException.class, () -> node.retire(1));
    assertDiscarded(node);
  }

  @Test
  void onFreeRunsBeforeReuse() {
    VmaPool<Node> single = VmaPool.<Node>builder(Node::new).capacity(1).build();
    Node node = single.alloc();
    node.onFreeAction = () -> assertNull(single.tryAlloc(null), "allocated before onFree completed");
    node.retire(1);
    assertEquals(1, node.frees.get());
    assertSame(node, single.tryAlloc(null));
  }

  // ---- onDiscard

  private VmaPool<Node> poolWithFailingDiscard() {
    return VmaPool.<Node>builder(Node::new)
        .capacity(3)
        .onDiscard(node -> {
          discarded.add(node);
          throw new ArithmeticException("onDiscard " + discarded.size());
        })
        .build();
  }

  private static void fill(VmaPool<Node> pool) {
    Node[] nodes = {pool.alloc(), pool.alloc(), pool.alloc()};
    for (Node node : nodes) {
      node.retire(1);
    }
  }

  @Test
  void trimContinuesAfterOnDiscardException() {
    VmaPool<Node> failing = poolWithFailingDiscard();
    fill(failing);
    ArithmeticException failure = assertThrows(ArithmeticException.class, failing::trim);
    assertEquals("onDiscard 1", failure.getMessage());
    assertEquals(2, failure.getSuppressed().length);
    assertEquals(3, discarded.size());
    assertEquals(3, failing.discarded());
    assertEquals(0, failing.size());
    fill(failing);
    assertEquals(3, failing.size());
  }

  @Test
  void closeCompletesDespiteOnDiscardException() {
    VmaPool<Node> failing = poolWithFailingDiscard();
    fill(failing);
    assertThrows(ArithmeticException.class, failing::close);
    assertTrue(failing.isClosed());
    assertEquals(3, discarded.size());
    assertEquals(0, failing.size());
    failing.close();
  }

  @Test
  void onDiscardFailureAfterClosePropagatesFromRetire() {
    VmaPool<Node> failing = poolWithFailingDiscard();
    Node node = failing.alloc();
    failing.close();
    assertThrows(ArithmeticException.class, () -> node.retire(1));
    assertEquals(0, failing.size());
    assertTrue(Node.isUnused(node));
  }

  @Test
  void onDiscardFailureIsSuppressedInOnFreeFailure() {
    VmaPool<Node> failing = poolWithFailingDiscard();
    Node node = failing.alloc();
    node.onFreeAction = () -> {
      throw new IllegalArgumentException("onFree");
    };
    IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> node.retire(1));
    assertEquals("onDiscard 1", failure.getSuppressed()[0].getMessage());
    assertEquals(0, failing.size());
  }

  @Test
  void objectIsUnusedDuringOnDiscard() {
    boolean[] seen = new boolean[1];
    VmaPool<Node> watched = VmaPool.<Node>builder(Node::new)
        .capacity(1)
        .onDiscard(node -> {
          seen[0] = true;
          assertTrue(Node.isUnused(node));
          assertEquals(VmaLock.GONE, node.tryStartRead());
        })
        .build();
    watched.alloc().retire(1);
    assertFalse(seen[0]);
    assertEquals(1, watched.trim());
    assertTrue(seen[0]);
  }

  @Test
  void closeContinuesAfterOnDiscardError() {
    List<Node> asked = new ArrayList<>();
    VmaPool<Node> failing = VmaPool.<Node>builder(Node::new)
        .capacity(3)
        .onDiscard(node -> {
          asked.add(node);
          throw new StackOverflowError("onDiscard " + asked.size());
        })
        .build();
    List<Node> nodes = List.of(failing.alloc(), failing.alloc(), failing.alloc());
    nodes.forEach(node -> node.retire(1));
    StackOverflowError failure = assertThrows(StackOverflowError.class, failing::close);
    assertEquals("onDiscard 1", failure.getMessage());
    assertEquals(2, failure.getSuppressed().length);
    assertEquals(3, asked.size());
    assertEquals(0, failing.size());
  }

  @Test
  void capacityIsFreedOnlyAfterOnDiscard() {
    int[] sizeThen = new int[1];
    List<VmaPool<Node>> pools = new ArrayList<>();
    pools.add(VmaPool.<Node>builder(Node::new).capacity(1).onDiscard(node -> {
      sizeThen[0] = pools.get(0).size();
      assertNull(pools.get(0).tryAlloc(null), "allocated before onDiscard completed");
    }).build());
    pools.get(0).alloc().retire(1);
    assertEquals(1, pools.get(0).trim());
    assertEquals(1, sizeThen[0]);
    assertEquals(0, pools.get(0).size());
  }
}
