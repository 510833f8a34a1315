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

/** A pool whose factory, reset or discard fails: what was promised for that case, and no place under the bound is lost. */
@TimeLimit
class VmaPoolFailureTest {
  private final Queue<Supplier<Node>> making = new ArrayDeque<>();
  private final List<Node> discarded = new ArrayList<>();
  private final VmaPool<Node> pool = VmaPool.<Node>builder(this::make)
      .name("pages")
      .capacity(2)
      .onDiscard(discarded::add)
      .build();

  /** The next object that was prepared, or else a good one. */
  private Node make() {
    return making.isEmpty() ? new Node() : making.remove().get();
  }

  private void assertFullyUsable() {
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
  void whatTheFactoryThrowsIsTheCallersAndNothingIsAllocated() {
    ArithmeticException failure = new ArithmeticException("factory");
    for (int round = 0; round < 5; round++) {
      making.add(() -> {
        throw failure;
      });
      assertSame(failure, assertThrows(ArithmeticException.class, pool::alloc));
      making.add(() -> {
        throw new StackOverflowError("factory");
      });
      assertThrows(StackOverflowError.class, () -> pool.alloc(null, 1, TimeUnit.SECONDS));
      assertEquals(0, pool.size());
    }
    assertFullyUsable();
  }

  @Test
  void aFactoryThatReturnsNullIsNamed() {
    making.add(() -> null);
    String message = assertThrows(NullPointerException.class, pool::alloc).getMessage();
    assertTrue(message.contains("factory of pages[") && message.contains("null"), message);
    assertEquals(0, pool.size());
    assertFullyUsable();
  }

  private void assertFactoryIsRefused(Node product) {
    long before = product.word();
    StructureLock structureBefore = product.structureLock();
    int size = pool.size();
    making.add(() -> product);
    String message = assertThrows(IllegalStateException.class, () -> pool.alloc(new StructureLock())).getMessage();
    assertTrue(message.contains("factory of pages[") && message.contains("Node@") && message.contains("new object"), message);
    assertEquals(before, product.word());
    assertSame(structureBefore, product.structureLock());
    assertEquals(size, pool.size());
  }

  @Test
  void aFactoryThatReturnsAnObjectTwiceIsRefused() {
    Node node = pool.alloc();
    assertFactoryIsRefused(node);
    node.markAttached();
    assertFactoryIsRefused(node);
    node.retire(1);
    assertFullyUsable();
  }

  @Test
  void aFactoryThatReturnsADiscardedObjectIsRefused() {
    Node node = pool.alloc();
    node.retire(1);
    pool.trim();
    assertFactoryIsRefused(node);
    assertFullyUsable();
  }

  @Test
  void aFactoryThatReturnsAnObjectInUseIsRefused() {
    assertFactoryIsRefused(Node.attached());
    assertFactoryIsRefused(new Node(new StructureLock()));
    Node retired = new Node();
    retired.retire(1);
    assertFactoryIsRefused(retired);
    assertFactoryIsRefused(VmaPool.<Node>builder(Node::new).build().alloc());
    assertFullyUsable();
  }

  @Test
  void aFactoryMayUseThePoolItself() {
    making.add(() -> {
      pool.alloc().retire(1);
      return new Node();
    });
    Node outer = pool.alloc();
    assertEquals(2, pool.size());
    outer.retire(1);
    assertFullyUsable();
  }

  // ---- onFree

  private Node failing(Supplier<Throwable> failure) {
    Node node = pool.alloc();
    node.whenFreed = () -> throwSneakily(failure.get());
    node.markAttached();
    return node;
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwSneakily(Throwable failure) throws E {
    throw (E) failure;
  }

  private void assertHasLeftThePool(Node node) {
    assertEquals(List.of(node), discarded);
    assertEquals(1, pool.discarded());
    assertEquals(0, pool.size());
    assertEquals(1, node.frees.get());
    assertEquals(VmaLock.GONE, node.tryStartRead(1));
    discarded.clear();
    assertFullyUsable();
    assertEquals(1, node.generation(), "given out again");
  }

  @Test
  void anObjectWhoseResetFailsInRetireLeavesThePool() {
    ArithmeticException failure = new ArithmeticException("onFree");
    Node node = failing(() -> failure);
    assertSame(failure, assertThrows(ArithmeticException.class, () -> node.retire(1)));
    assertHasLeftThePool(node);
  }

  @Test
  void anObjectWhoseResetFailsInEndReadLeavesThePool() {
    Node node = failing(() -> new StackOverflowError("onFree"));
    long stamp = node.tryStartRead(1);
    node.retire(1);
    assertThrows(StackOverflowError.class, () -> node.endRead(stamp));
    assertHasLeftThePool(node);
  }

  /** Other languages throw checked exceptions where Java's compiler lets none pass. */
  @Test
  void anObjectWhoseResetFailsWithACheckedExceptionLeavesThePool() {
    Node node = failing(() -> new InstantiationException("onFree"));
    assertThrows(InstantiationException.class, () -> node.retire(1));
    assertHasLeftThePool(node);
  }

  @Test
  void theResetRunsBeforeTheObjectCanBeReused() {
    VmaPool<Node> single = VmaPool.<Node>builder(Node::new).capacity(1).build();
    Node node = single.alloc();
    node.whenFreed = () -> assertNull(single.tryAlloc(null), "given out before its reset was done");
    node.retire(1);
    assertEquals(1, node.frees.get());
    assertSame(node, single.tryAlloc(null));
  }

  // ---- onDiscard

  private VmaPool<Node> failingToDiscard() {
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
  void aFailingDiscardDoesNotKeepTrimFromDiscardingTheOthers() {
    VmaPool<Node> bad = failingToDiscard();
    fill(bad);
    ArithmeticException failure = assertThrows(ArithmeticException.class, bad::trim);
    assertEquals("onDiscard 1", failure.getMessage());
    assertEquals(2, failure.getSuppressed().length);
    assertEquals(3, discarded.size());
    assertEquals(3, bad.discarded());
    assertEquals(0, bad.size());
    fill(bad);
    assertEquals(3, bad.size());
  }

  @Test
  void aFailingDiscardDoesNotKeepCloseFromClosing() {
    VmaPool<Node> bad = failingToDiscard();
    fill(bad);
    assertThrows(ArithmeticException.class, bad::close);
    assertTrue(bad.isClosed());
    assertEquals(3, discarded.size());
    assertEquals(0, bad.size());
    bad.close();
  }

  @Test
  void aFailingDiscardAfterCloseIsTheRetirersWhoseWorkIsDone() {
    VmaPool<Node> bad = failingToDiscard();
    Node node = bad.alloc();
    bad.close();
    assertThrows(ArithmeticException.class, () -> node.retire(1));
    assertEquals(0, bad.size());
    assertTrue(Node.isUnused(node));
  }

  @Test
  void aFailingDiscardAfterAFailingResetIsSuppressedInIt() {
    VmaPool<Node> bad = failingToDiscard();
    Node node = bad.alloc();
    node.whenFreed = () -> {
      throw new IllegalArgumentException("onFree");
    };
    IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> node.retire(1));
    assertEquals("onDiscard 1", failure.getSuppressed()[0].getMessage());
    assertEquals(0, bad.size());
  }

  @Test
  void anObjectIsDiscardedWhenNobodyCanReachIt() {
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
  void anErrorInOneDiscardKeepsNoOtherFromItsOwn() {
    List<Node> asked = new ArrayList<>();
    VmaPool<Node> bad = VmaPool.<Node>builder(Node::new)
        .capacity(3)
        .onDiscard(node -> {
          asked.add(node);
          throw new StackOverflowError("onDiscard " + asked.size());
        })
        .build();
    List<Node> nodes = List.of(bad.alloc(), bad.alloc(), bad.alloc());
    nodes.forEach(node -> node.retire(1));
    StackOverflowError failure = assertThrows(StackOverflowError.class, bad::close);
    assertEquals("onDiscard 1", failure.getMessage());
    assertEquals(2, failure.getSuppressed().length);
    assertEquals(3, asked.size());
    assertEquals(0, bad.size());
  }

  @Test
  void aPlaceIsFreeOnlyWhenTheObjectIsDiscarded() {
    int[] sizeThen = new int[1];
    List<VmaPool<Node>> pools = new ArrayList<>();
    pools.add(VmaPool.<Node>builder(Node::new).capacity(1).onDiscard(node -> {
      sizeThen[0] = pools.get(0).size();
      assertNull(pools.get(0).tryAlloc(null), "what the object owns is not released yet");
    }).build());
    pools.get(0).alloc().retire(1);
    assertEquals(1, pools.get(0).trim());
    assertEquals(1, sizeThen[0]);
    assertEquals(0, pools.get(0).size());
  }
}
