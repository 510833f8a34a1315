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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
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

  static Stream<Throwable> failures() {
    return Stream.of(
        new ArithmeticException("on purpose"),
        new StackOverflowError("on purpose"),
        new InternalError("on purpose"),
        new InstantiationException("a checked exception that is not declared"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void factoryFailurePropagatesAndAllocatesNothing(Throwable failure) {
    List<Executable> allocations =
        List.of(pool::alloc, pool::tryAlloc, () -> pool.alloc(null, 1, TimeUnit.SECONDS), () -> pool.prefill(2));
    for (Executable allocation : allocations) {
      products.add(() -> {
        throwSneakily(failure);
        return new Node();
      });
      assertSame(failure, assertThrows(Throwable.class, allocation));
      assertEquals(0, pool.size());
      assertEquals(0, pool.statistics().created());
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

  @ParameterizedTest
  @MethodSource("failures")
  void objectIsDiscardedWhenOnFreeFailsInRetire(Throwable failure) {
    Node node = allocFailing(() -> failure);
    assertSame(failure, assertThrows(Throwable.class, () -> node.retire(1)));
    assertDiscarded(node);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void objectIsDiscardedWhenOnFreeFailsInRetireAndWait(Throwable failure) {
    Node node = allocFailing(() -> failure);
    assertSame(failure, assertThrows(Throwable.class, () -> node.retireAndWait(1, 1, TimeUnit.SECONDS)));
    assertDiscarded(node);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void objectIsDiscardedWhenOnFreeFailsInEndRead(Throwable failure) {
    Node node = allocFailing(() -> failure);
    long stamp = node.tryStartRead(1);
    node.retire(1);
    assertSame(failure, assertThrows(Throwable.class, () -> node.endRead(stamp)));
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

  /** What the action for discarded objects throws, with the number of the call in its message. */
  enum DiscardFailure {
    EXCEPTION {
      @Override
      Throwable create(String message) {
        return new ArithmeticException(message);
      }
    },
    ERROR {
      @Override
      Throwable create(String message) {
        return new InternalError(message);
      }
    };

    abstract Throwable create(String message);
  }

  private VmaPool<Node> poolWithFailingDiscard(DiscardFailure failure) {
    return VmaPool.<Node>builder(Node::new)
        .capacity(3)
        .onDiscard(node -> {
          discarded.add(node);
          throwSneakily(failure.create("onDiscard " + discarded.size()));
        })
        .build();
  }

  private static void fill(VmaPool<Node> pool) {
    Node[] nodes = {pool.alloc(), pool.alloc(), pool.alloc()};
    for (Node node : nodes) {
      node.retire(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void trimContinuesAfterOnDiscardFailure(DiscardFailure kind) {
    VmaPool<Node> failing = poolWithFailingDiscard(kind);
    fill(failing);
    Throwable failure = assertThrows(Throwable.class, failing::trim);
    assertEquals("onDiscard 1", failure.getMessage());
    assertEquals(2, failure.getSuppressed().length);
    assertEquals(3, discarded.size());
    assertEquals(3, failing.discarded());
    assertEquals(0, failing.size());
    fill(failing);
    assertEquals(3, failing.size());
  }

  @ParameterizedTest
  @EnumSource
  void closeCompletesDespiteOnDiscardFailure(DiscardFailure kind) {
    VmaPool<Node> failing = poolWithFailingDiscard(kind);
    fill(failing);
    Throwable failure = assertThrows(Throwable.class, failing::close);
    assertEquals("onDiscard 1", failure.getMessage());
    assertEquals(2, failure.getSuppressed().length);
    assertTrue(failing.isClosed());
    assertEquals(3, discarded.size());
    assertEquals(0, failing.size());
    failing.close();
  }

  /** The waiting close has closed the pool and discarded what was free, and does not wait. */
  @ParameterizedTest
  @EnumSource
  void closeWithALimitCompletesDespiteOnDiscardFailure(DiscardFailure kind) throws Exception {
    VmaPool<Node> failing = poolWithFailingDiscard(kind);
    fill(failing);
    assertEquals("onDiscard 1", assertThrows(Throwable.class, () -> failing.close(1, TimeUnit.MINUTES)).getMessage());
    assertEquals(List.of(), failing.close(0, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @EnumSource
  void onDiscardFailureAfterClosePropagatesFromRetire(DiscardFailure kind) {
    VmaPool<Node> failing = poolWithFailingDiscard(kind);
    Node node = failing.alloc();
    failing.close();
    assertEquals("onDiscard 1", assertThrows(Throwable.class, () -> node.retire(1)).getMessage());
    assertEquals(0, failing.size());
    assertTrue(Node.isUnused(node));
  }

  @ParameterizedTest
  @EnumSource
  void onDiscardFailureIsSuppressedInOnFreeFailure(DiscardFailure kind) {
    VmaPool<Node> failing = poolWithFailingDiscard(kind);
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
