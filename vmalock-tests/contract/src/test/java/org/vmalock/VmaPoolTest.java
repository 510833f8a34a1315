package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Allocation, freeing, capacity, trim and close of a pool, without failures and waits. */
@TimeLimit
class VmaPoolTest {
  private final List<Node> discarded = Collections.synchronizedList(new ArrayList<>());
  private final VmaPool<Node> pool =
      VmaPool.<Node>builder(Node::new).name("pages").capacity(3).onDiscard(discarded::add).build();
  private final Actor other = new Actor("other");

  @AfterEach
  void endThreads() {
    other.close();
  }

  private static Set<Node> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  // ---- Allocating and freeing

  @Test
  void allocReturnsDetachedObjectInFirstGeneration() {
    Node node = pool.alloc();
    node.assertDetached();
    assertEquals(LockWord.detached(1), node.word());
    assertNull(node.structureLock());
    StructureLock structure = new StructureLock();
    assertSame(structure, pool.alloc(structure).structureLock());
  }

  @Test
  void newPoolIsEmpty() {
    assertEquals(0, pool.size());
    assertEquals(3, pool.capacity());
    assertEquals(0, pool.discarded());
    assertFalse(pool.isClosed());
    assertEquals("pages[0 of 3 objects]", pool.toString());
  }

  @Test
  void retiredObjectIsReusedWithNextGeneration() {
    VmaPool<Node> single = VmaPool.<Node>builder(Node::new).capacity(1).build();
    Node node = single.alloc();
    for (int generation = 1; generation <= 10; generation++) {
      assertEquals(LockWord.detached(generation), node.word());
      assertEquals(0L, (long) VmaLock.LOCK_SEQ.getVolatile(node));
      node.retire(generation);
      assertEquals(generation, node.frees.get());
      StructureLock structure = generation % 2 == 0 ? null : new StructureLock();
      assertSame(node, single.tryAlloc(structure));
      assertSame(structure, node.structureLock());
    }
    assertEquals(1, single.size());
  }

  @Test
  void lastReaderReturnsObjectToPool() {
    Node node = pool.alloc();
    node.markAttached();
    long stamp = node.tryStartRead(1);
    node.retire(1);
    Node second = pool.alloc();
    Node third = pool.alloc();
    assertNull(pool.tryAlloc(null), "allocated while a reader is active");
    node.endRead(stamp);
    assertSame(node, pool.alloc());
    assertEquals(2, node.generation());
    assertFalse(second == node || third == node);
  }

  @Test
  void staleReaderFailsWithoutWriting() {
    Node node = pool.alloc();
    node.markAttached();
    node.retire(1);
    assertEquals(VmaLock.GONE, node.tryStartRead(1));
    assertSame(node, pool.alloc());
    assertEquals(VmaLock.GONE, node.tryStartRead(1));
    node.markAttached();
    long before = node.word();
    assertEquals(VmaLock.GONE, node.tryStartRead(1));
    assertEquals(before, node.word());
  }

  @Test
  void doubleRetireReturnsObjectOnce() {
    Node node = pool.alloc();
    node.retire(1);
    assertThrows(IllegalStateException.class, () -> node.retire(1));
    assertSame(node, pool.alloc());
    assertThrows(IllegalStateException.class, () -> node.retire(1));
    node.assertDetached();
    Set<Node> inUse = identitySet();
    inUse.add(node);
    inUse.add(pool.alloc());
    inUse.add(pool.alloc());
    assertEquals(3, inUse.size());
    assertNull(pool.tryAlloc(null));
  }

  @Test
  void manyObjectsAreDistinctAndReusedWhicheverThreadFrees() throws Exception {
    int capacity = 5_000;
    VmaPool<Node> large = VmaPool.<Node>builder(Node::new).capacity(capacity).build();
    List<Node> nodes = allocAll(large, capacity);
    for (int generation = 1; generation <= 3; generation++) {
      int ending = generation;
      for (Node node : nodes.subList(0, capacity / 2)) {
        node.retire(ending);
      }
      other.run(() -> nodes.subList(capacity / 2, capacity).forEach(node -> node.retire(ending)));
      Set<Node> before = identitySet();
      before.addAll(nodes);
      nodes.clear();
      nodes.addAll(generation % 2 == 0 ? allocAll(large, capacity) : other.call(() -> allocAll(large, capacity)));
      Set<Node> after = identitySet();
      after.addAll(nodes);
      assertEquals(before, after);
      for (Node node : nodes) {
        assertEquals(ending + 1, node.generation());
        assertEquals(ending, node.frees.get());
      }
    }
    assertEquals(capacity, large.size());
  }

  private static List<Node> allocAll(VmaPool<Node> pool, int capacity) {
    Set<Node> distinct = identitySet();
    for (int i = 0; i < capacity; i++) {
      assertTrue(distinct.add(pool.alloc()), "allocated twice");
    }
    assertNull(pool.tryAlloc(null));
    return new ArrayList<>(distinct);
  }

  @Test
  void objectFreedByOneThreadIsAllocatedByAnother() throws Exception {
    VmaPool<Node> single = VmaPool.<Node>builder(Node::new).capacity(1).build();
    Node node = single.alloc();
    List<Actor> actors = new ArrayList<>();
    try {
      for (int generation = 1; generation <= 8; generation++) {
        int ending = generation;
        Actor actor = new Actor("actor " + generation);
        actors.add(actor);
        actor.run(() -> node.retire(ending));
        assertSame(node, single.alloc(), "the object is kept for a terminated thread");
      }
    } finally {
      actors.forEach(Actor::close);
    }
  }

  // ---- Capacity

  @Test
  void allocBeyondCapacityIsRefused() {
    for (int i = 0; i < 3; i++) {
      assertNotNull(pool.tryAlloc(null));
    }
    assertEquals(3, pool.size());
    assertNull(pool.tryAlloc(null));
    assertNull(pool.tryAlloc(new StructureLock()));
    String message = assertThrows(PoolExhaustedException.class, pool::alloc).getMessage();
    assertTrue(message.contains("pages[3 of 3 objects]") && message.contains("exhausted"), message);
    assertThrows(PoolExhaustedException.class, () -> pool.alloc(new StructureLock()));
    assertEquals(3, pool.size());
  }

  @Test
  void freeMakesCapacityAvailable() {
    Node first = pool.alloc();
    pool.alloc();
    pool.alloc();
    first.retire(1);
    assertEquals(3, pool.size(), "a free object counts");
    assertSame(first, pool.tryAlloc(null));
    assertNull(pool.tryAlloc(null));
  }

  @Test
  void capacityRangeIsChecked() {
    VmaPool.Builder<Node> builder = VmaPool.builder(Node::new);
    for (int wrong : new int[] {0, -1, Integer.MIN_VALUE, (1 << 30) + 1, Integer.MAX_VALUE}) {
      String message = assertThrows(IllegalArgumentException.class, () -> builder.capacity(wrong)).getMessage();
      assertTrue(message.contains("capacity is " + wrong), message);
    }
    assertEquals(1, builder.capacity(1).build().capacity());
    VmaPool<Node> largest = builder.capacity(1 << 30).build();
    assertEquals(1 << 30, largest.capacity());
    largest.alloc().retire(1);
    assertEquals(VmaPool.Builder.DEFAULT_CAPACITY, VmaPool.builder(Node::new).build().capacity());
  }

  /** Capacities beside and at the ends of the segments in which a pool stores its objects. */
  @ParameterizedTest
  @ValueSource(ints = {1, 1_023, 1_024, 1_025, 2_048, VmaPool.Builder.DEFAULT_CAPACITY})
  void aPoolCanBeFilledToItsCapacity(int capacity) {
    VmaPool<VmaLock> filled = VmaPool.builder(VmaLock::new).capacity(capacity).build();
    assertEquals(capacity, filled.prefill(capacity));
    for (int i = 0; i < capacity; i++) {
      assertNotNull(filled.tryAlloc());
    }
    assertNull(filled.tryAlloc());
    assertEquals(capacity, filled.inUse());
    assertEquals(0, filled.prefill(capacity));
  }

  @Test
  void nullIsRefused() {
    assertThrows(NullPointerException.class, () -> VmaPool.builder(null));
    assertThrows(NullPointerException.class, () -> VmaPool.<Node>builder(Node::new).name(null));
    assertThrows(NullPointerException.class, () -> VmaPool.<Node>builder(Node::new).onDiscard(null));
    assertThrows(NullPointerException.class, () -> pool.alloc(null));
    assertEquals(0, pool.size());
  }

  // ---- Trim and close

  @Test
  void trimDiscardsFreeObjects() {
    Node kept = pool.alloc();
    Node first = pool.alloc();
    Node second = pool.alloc();
    first.retire(1);
    second.retire(1);
    assertEquals(2, pool.trim());
    assertEquals(Set.copyOf(List.of(first, second)), Set.copyOf(discarded));
    assertEquals(2, discarded.size());
    assertEquals(1, pool.size());
    assertEquals(2, pool.discarded());
    assertEquals(0, pool.trim());
    kept.assertDetached();
    assertEquals(VmaLock.GONE, first.tryStartRead(1));
  }

  @Test
  void allocCreatesNewObjectsAfterTrim() {
    for (int round = 1; round <= 5; round++) {
      Set<Node> nodes = identitySet();
      for (int i = 0; i < 3; i++) {
        nodes.add(pool.alloc());
      }
      assertEquals(3, nodes.size());
      assertNull(pool.tryAlloc(null));
      nodes.forEach(node -> assertEquals(1, node.generation(), "a discarded object was allocated"));
      nodes.forEach(node -> node.retire(1));
      assertEquals(3, pool.trim());
      assertEquals(0, pool.size());
      assertEquals(3 * round, pool.discarded());
      assertEquals(3 * round, discarded.size());
    }
  }

  @Test
  void closeRefusesAllocAndDiscardsFreeObjects() {
    Node inUse = pool.alloc();
    Node first = pool.alloc();
    Node second = pool.alloc();
    first.retire(1);
    second.retire(1);
    pool.close();
    assertTrue(pool.isClosed());
    assertEquals(Set.copyOf(List.of(first, second)), Set.copyOf(discarded));
    assertEquals(1, pool.size());
    String message = assertThrows(IllegalStateException.class, pool::alloc).getMessage();
    assertTrue(message.contains("pages[1 of 3 objects, closed]"), message);
    assertThrows(IllegalStateException.class, () -> pool.tryAlloc(null));
    assertThrows(IllegalStateException.class, () -> pool.alloc(new StructureLock()));
    assertFalse(discarded.contains(inUse));
  }

  /** A pool that could allocate nothing anyway says that it is closed, not that it is exhausted. */
  @Test
  void aClosedPoolIsNotReportedAsExhausted() {
    pool.alloc();
    pool.alloc();
    pool.alloc();
    pool.close();
    List<Executable> allocations = List.of(
        pool::alloc,
        () -> pool.alloc(new StructureLock()),
        pool::tryAlloc,
        () -> pool.tryAlloc(new StructureLock()),
        () -> pool.alloc(0, TimeUnit.SECONDS),
        () -> pool.alloc(1, TimeUnit.MINUTES),
        () -> pool.prefill(1));
    for (Executable allocation : allocations) {
      String message = assertThrowsExactly(IllegalStateException.class, allocation).getMessage();
      assertTrue(message.contains("pages[3 of 3 objects, closed] is closed"), message);
    }
    assertEquals(0, pool.statistics().refusals());
  }

  @Test
  void objectInUseIsDiscardedAfterCloseWhenFreed() {
    Node node = pool.alloc();
    node.markAttached();
    pool.close();
    long stamp = node.tryStartRead(1);
    node.retire(1);
    assertTrue(discarded.isEmpty(), "discarded while a reader is active");
    node.endRead(stamp);
    assertEquals(List.of(node), discarded);
    assertEquals(1, node.frees.get());
    assertEquals(0, pool.size());
    assertEquals(1, pool.discarded());
  }

  @Test
  void closeMayBeCalledAgain() {
    pool.alloc().retire(1);
    pool.close();
    pool.close();
    assertEquals(1, discarded.size());
    assertEquals(0, pool.size());
  }
}
