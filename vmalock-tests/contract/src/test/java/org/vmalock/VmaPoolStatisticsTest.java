package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.SpinBarrier;
import org.vmalock.testing.SteppedThread;
import org.vmalock.testing.TimeLimit;

/** The numbers of a pool, prefill, and a close that waits. */
@TimeLimit
class VmaPoolStatisticsTest {
  private final AtomicInteger made = new AtomicInteger();
  private final VmaPool<Node> pool = VmaPool.<Node>builder(() -> {
    made.incrementAndGet();
    return new Node();
  }).name("pages").capacity(3).build();
  private final Actor other = new Actor("other");

  @AfterEach
  void endThreads() {
    other.close();
  }

  private static void end(Node node) {
    node.retire(node.generation());
  }

  @Test
  void countsTheObjectsThatAreOwnedOrRead() {
    assertEquals(0, pool.inUse());
    Node owned = pool.alloc();
    Node read = pool.alloc();
    assertEquals(2, pool.inUse());
    read.markAttached();
    long stamp = read.tryStartRead();
    end(read);
    assertEquals(2, pool.inUse(), "its reader has it");
    read.endRead(stamp);
    assertEquals(1, pool.inUse());
    end(owned);
    assertEquals(0, pool.inUse());
    assertEquals(2, pool.size());
    pool.trim();
    assertEquals(0, pool.inUse());
  }

  @Test
  void theStatisticsAreThoseOfOneMoment() throws Exception {
    Node first = pool.alloc();
    Node second = pool.alloc();
    Node third = pool.alloc();
    assertNull(pool.tryAlloc());
    assertThrows(PoolExhaustedException.class, pool::alloc);
    assertThrows(PoolExhaustedException.class, () -> pool.alloc(1, TimeUnit.MILLISECONDS));
    PoolStats before = pool.statistics();
    assertEquals(new PoolStats(3, 3, 3, 3, 0, 0, 2, waits(before, 1, 0, 1)), before);
    Actor.Step<Node> waiting = other.beginAndPark(() -> pool.alloc(1, TimeUnit.MINUTES));
    PoolStats during = pool.statistics();
    assertEquals(waits(during, 2, 1, 1), during.waits());
    assertTrue(pool.statistics().waits().waitedNanos() > during.waits().waitedNanos(), "the time of a wait that has not ended grows");
    assertEquals(waits(during.minus(before), 1, 1, 0), during.minus(before).waits());
    end(first);
    assertSame(first, waiting.result());
    end(second);
    pool.trim();
    PoolStats after = pool.statistics();
    assertEquals(new PoolStats(3, 2, 2, 3, 1, 1, 2, waits(after, 2, 0, 1)), after);
    PoolStats difference = after.minus(before);
    assertEquals(new PoolStats(3, 2, 2, 0, 1, 1, 0, waits(difference, 1, 0, 0)), difference);
    end(third);
    assertEquals(1, pool.statistics().free());
    assertEquals(3, before.inUse(), "a snapshot does not change");
    assertEquals(0, before.free());
  }

  /** Returns waits with these numbers, and the times of the statistics. */
  private static WaitStats waits(PoolStats of, long waits, long waiting, long abandoned) {
    return new WaitStats(waits, waiting, of.waits().waitedNanos(), of.waits().longestNanos(), abandoned);
  }

  /** A wait that ends without an object is counted once, whatever has ended it. */
  @Test
  void everyAbandonedWaitIsCounted() throws Exception {
    pool.alloc();
    pool.alloc();
    pool.alloc();
    assertThrows(PoolExhaustedException.class, () -> pool.alloc(0, TimeUnit.SECONDS));
    assertEquals(1, pool.statistics().refusals());
    assertEquals(0, pool.statistics().waits().abandoned());
    assertThrows(PoolExhaustedException.class, () -> pool.alloc(1, TimeUnit.MILLISECONDS));
    assertEquals(1, pool.statistics().waits().abandoned());
    Actor.Step<?> interrupted =
        other.beginAndPark(() -> assertThrows(InterruptedException.class, () -> pool.alloc(1, TimeUnit.MINUTES)));
    other.interrupt();
    interrupted.result();
    assertEquals(2, pool.statistics().waits().abandoned());
    Actor.Step<?> closed = other.beginAndPark(() -> assertThrows(IllegalStateException.class, () -> pool.alloc(1, TimeUnit.MINUTES)));
    pool.close();
    closed.result();
    PoolStats statistics = pool.statistics();
    assertEquals(new PoolStats(3, 3, 3, 3, 0, 0, 1, waits(statistics, 3, 0, 3)), statistics);
  }

  // ---- Prefill

  /** The second thread prefills while the first one is in the factory, with its place reserved. */
  @Test
  void threadsThatPrefillAtOnceCreateNoMoreThanAskedFor() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    List<VmaPool<Node>> pools = new ArrayList<>();
    pools.add(VmaPool.<Node>builder(() -> {
      if (inside.getAndIncrement() == 0) {
        prefillByOther(pools.get(0));
      }
      return new Node();
    }).capacity(10).build());
    assertEquals(1, pools.get(0).prefill(2));
    assertEquals(2, pools.get(0).size());
  }

  private void prefillByOther(VmaPool<Node> shared) {
    try {
      assertEquals(1, other.call(() -> shared.prefill(2)));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Tag("race")
  void threadsThatPrefillInARaceCreateNoMoreThanAskedFor() throws Exception {
    SpinBarrier line = new SpinBarrier(2);
    for (int round = 0; round < Effort.of(3_000, 100_000); round++) {
      VmaPool<Node> raced = VmaPool.<Node>builder(Node::new).capacity(10).build();
      Actor.Step<Integer> step = other.begin(() -> {
        line.await();
        return raced.prefill(1);
      });
      line.await();
      int created = raced.prefill(1);
      assertEquals(1, created + step.result());
      assertEquals(1, raced.size());
    }
  }

  @Test
  void prefillCreatesFreeObjectsInTheGenerationBeforeTheirFirst() {
    assertEquals(2, pool.prefill(2));
    assertEquals(2, made.get());
    assertEquals(2, pool.size());
    assertEquals(0, pool.inUse());
    assertEquals(0, pool.prefill(2));
    assertEquals(0, pool.prefill(0));
    StructureLock structure = new StructureLock();
    Node node = pool.alloc(structure);
    assertEquals(Node.word(new Node()), node.word(), "the first generation of a new object");
    assertSame(structure, node.structureLock());
    assertEquals(0, node.frees.get(), "onFree ends a generation, and there was none");
    pool.alloc();
    assertEquals(2, made.get());
    assertEquals(1, pool.prefill(100), "up to the capacity");
    assertThrows(IllegalArgumentException.class, () -> pool.prefill(-1));
  }

  @Test
  void aPrefilledObjectRefusesReaders() {
    List<Node> nodes = new ArrayList<>();
    VmaPool<Node> kept = VmaPool.<Node>builder(() -> {
      Node node = new Node();
      nodes.add(node);
      return node;
    }).capacity(1).build();
    kept.prefill(1);
    assertTrue(Node.isUnused(nodes.get(0)));
    assertEquals(VmaLock.GONE, nodes.get(0).tryStartRead());
    assertEquals(1, kept.trim());
    assertThrows(IllegalStateException.class, () -> {
      kept.close();
      kept.prefill(1);
    });
  }

  // ---- Close

  @Test
  void closeTellsWhatIsStillInUse() throws Exception {
    Node node = pool.alloc();
    end(pool.alloc());
    List<String> remaining = pool.close(20, TimeUnit.MILLISECONDS);
    assertTrue(pool.isClosed());
    assertEquals(List.of(node.toString()), remaining);
    end(node);
    assertEquals(List.of(), pool.close(0, TimeUnit.SECONDS));
  }

  @Test
  void closeDescribesAFewOfMany() throws Exception {
    VmaPool<Node> large = VmaPool.<Node>builder(Node::new).capacity(100).build();
    for (int i = 0; i < 100; i++) {
      large.alloc();
    }
    assertEquals(10, large.close(0, TimeUnit.SECONDS).size());
    assertEquals(100, large.describeInUse(1_000).size());
  }

  @Test
  void theReturnOfTheLastObjectEndsTheWaitOfClose() throws Exception {
    Node node = pool.alloc();
    Node second = pool.alloc();
    Actor.Step<List<String>> closing = other.beginAndPark(() -> pool.close(Long.MAX_VALUE, TimeUnit.NANOSECONDS));
    end(node);
    Thread.sleep(10);
    assertTrue(!closing.isDone());
    end(second);
    assertEquals(List.of(), closing.result());
    assertEquals(0, pool.size());
  }

  /** The pool is closed after the releasing thread has found it open, and before it has put the object back. */
  @Test
  void anObjectThatIsPutBackBesideACloseIsDiscarded() throws Exception {
    Node node = pool.alloc();
    new SteppedThread(() -> end(node)).atId(pool::close).complete();
    assertEquals(0, pool.size());
    assertEquals(1, pool.discarded());
    assertEquals(List.of(), pool.close(0, TimeUnit.SECONDS));
  }

  /** The pool is closed after the allocating thread has found it open, and before it has reserved a place. */
  @Test
  void aPlaceThatIsReservedBesideACloseIsReleased() {
    assertThrows(IllegalStateException.class, () -> new SteppedThread(pool::alloc).atId(pool::close).complete());
    assertEquals(0, pool.size());
  }

  @Test
  void anInterruptEndsTheWaitOfClose() throws Exception {
    pool.alloc();
    Actor.Step<?> closing =
        other.beginAndPark(() -> assertThrows(InterruptedException.class, () -> pool.close(1, TimeUnit.MINUTES)));
    other.interrupt();
    closing.result();
    assertTrue(pool.isClosed());
  }
}
