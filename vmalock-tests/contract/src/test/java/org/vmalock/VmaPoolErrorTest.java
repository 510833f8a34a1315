package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmalock.debug.ForkedJvm;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.SteppedThread;
import org.vmalock.testing.TimeLimit;

/** Errors at each point at which a pool calls user code or allocates: no object and no place is lost, and no thread waits in vain. */
@TimeLimit
class VmaPoolErrorTest extends ActorFixture {
  private final AtomicInteger failingCreations = new AtomicInteger();
  private final AtomicInteger failingDiscards = new AtomicInteger();
  private final VmaPool<Node> pool = VmaPool.<Node>builder(() -> {
    failOnceIn(failingCreations, "factory");
    return new Node();
  }).capacity(2).onDiscard(node -> failOnceIn(failingDiscards, "onDiscard")).build();

  private static void failOnceIn(AtomicInteger failures, String place) {
    if (failures.getAndUpdate(n -> Math.max(n - 1, 0)) > 0) {
      throw new OutOfMemoryError(place);
    }
  }

  private void assertNothingIsLost() {
    assertNotNull(pool.tryAlloc(null));
    assertNotNull(pool.tryAlloc(null));
    assertNull(pool.tryAlloc(null));
    assertEquals(2, pool.size());
  }

  private static void failInOnFree(Node node) {
    node.onFreeAction = () -> {
      throw new OutOfMemoryError("onFree");
    };
  }

  @Test
  void anErrorOfTheFactoryLosesNoPlace() {
    for (int round = 0; round < 10; round++) {
      failingCreations.set(1);
      assertEquals("factory", assertThrows(OutOfMemoryError.class, pool::alloc).getMessage());
    }
    assertEquals(0, pool.size());
    assertNothingIsLost();
  }

  /** The place that the first waiting thread could not use goes to the second. */
  @Test
  void anErrorOfTheFactoryInAWaitPassesThePlaceOn() throws Exception {
    Node leaving = pool.alloc();
    pool.alloc();
    Actor.Step<?> first = actor("first").beginAndPark(
        () -> assertThrows(OutOfMemoryError.class, () -> pool.alloc(null, 1, TimeUnit.MINUTES)));
    Actor.Step<Node> second = actor("second").beginAndPark(() -> pool.alloc(null, 1, TimeUnit.MINUTES));
    failInOnFree(leaving);
    failingCreations.set(1);
    assertThrows(OutOfMemoryError.class, () -> leaving.retire(1));
    first.result();
    assertEquals(1, second.result().generation());
    assertEquals(2, pool.size());
    assertNull(pool.tryAlloc(null));
  }

  /** The object is freed, and granted to the waiting thread, in the moment in which an error ends the wait. */
  @Test
  void anErrorThatEndsAWaitReturnsTheObjectThatTheThreadWasGranted() throws Exception {
    pool.alloc();
    Node leaving = pool.alloc();
    errorInWait(() -> leaving.retire(1));
    assertSame(leaving, pool.tryAlloc());
    assertNull(pool.tryAlloc());
  }

  @Test
  void anErrorThatEndsAWaitReturnsThePlaceThatTheThreadWasGranted() throws Exception {
    pool.alloc();
    Node leaving = pool.alloc();
    failInOnFree(leaving);
    errorInWait(() -> assertThrows(OutOfMemoryError.class, () -> leaving.retire(1)));
    assertEquals(1, pool.size());
    assertNotNull(pool.tryAlloc());
    assertNull(pool.tryAlloc());
  }

  @Test
  void anErrorThatEndsAWaitLeavesNoWaitingThread() throws Exception {
    Node leaving = pool.alloc();
    pool.alloc();
    errorInWait(() -> {});
    assertEquals(0, pool.statistics().waits().waiting());
    assertEquals(1, pool.statistics().waits().abandoned());
    leaving.retire(1);
    assertSame(leaving, pool.tryAlloc());
  }

  private void errorInWait(Runnable before) throws Exception {
    new SteppedThread(() -> assertThrows(InternalError.class, () -> pool.alloc(1, TimeUnit.MINUTES)))
        .atInterruptCheck(() -> {
          before.run();
          throw new InternalError("in the wait");
        })
        .complete();
  }

  @Test
  void anErrorOfOnFreeAndOfOnDiscardLosesNoPlace() {
    for (int round = 0; round < 10; round++) {
      Node node = pool.alloc();
      failInOnFree(node);
      failingDiscards.set(1);
      OutOfMemoryError failure = assertThrows(OutOfMemoryError.class, () -> node.retire(1));
      assertEquals("onFree", failure.getMessage());
      assertEquals("onDiscard", failure.getSuppressed()[0].getMessage());
    }
    assertEquals(0, pool.size());
    assertNothingIsLost();
  }

  @Test
  void anErrorOfOnDiscardInTrimServesAWaitingThread() throws Exception {
    Node first = pool.alloc();
    Node second = pool.alloc();
    first.retire(1);
    failingDiscards.set(1);
    assertThrows(OutOfMemoryError.class, pool::trim);
    assertEquals(1, pool.size());
    assertNotNull(pool.tryAlloc(null));
    Actor.Step<Node> waiting = actor("waiter").beginAndPark(() -> pool.alloc(null, 1, TimeUnit.MINUTES));
    failInOnFree(second);
    failingDiscards.set(1);
    assertThrows(OutOfMemoryError.class, () -> second.retire(1));
    assertNotNull(waiting.result());
    assertEquals(2, pool.size());
  }

  @Test
  void anErrorOfOnDiscardInCloseLosesNoPlace() {
    Node inUse = pool.alloc();
    pool.alloc().retire(1);
    failingDiscards.set(1);
    assertThrows(OutOfMemoryError.class, pool::close);
    assertEquals(1, pool.size());
    failingDiscards.set(1);
    assertThrows(OutOfMemoryError.class, () -> inUse.retire(1));
    assertEquals(0, pool.size());
  }

  @Test
  void anErrorInAChainLosesNoPlace() {
    Node first = pool.alloc();
    Node second = pool.alloc();
    first.onFreeAction = () -> {
      second.retire(1);
      throw new OutOfMemoryError("onFree");
    };
    assertThrows(OutOfMemoryError.class, () -> first.retire(1));
    assertEquals(1, pool.size());
    assertSame(second, pool.tryAlloc(null));
    second.retire(2);
    assertNothingIsLost();
  }

  @Test
  @Tag("forked")
  void aFullHeapLosesNoObjectAndNoPlace() throws Exception {
    ForkedJvm.run(List.of("-Xmx12m", "-XX:+UseSerialGC", "-XX:-UseTLAB"), PoolInFullHeap.class);
  }

  @Test
  @Tag("forked")
  void aFullHeapLosesNoObjectWhoseOwnerIsRecorded() throws Exception {
    ForkedJvm.run(List.of("-Xmx12m", "-XX:+UseSerialGC", "-XX:-UseTLAB", "-Dvmalock.debug=all"), PoolInFullHeap.class);
  }

  @Test
  @Tag("forked")
  void aStackOverflowAtAnyDepthLosesNoObjectAndNoPlace() throws Exception {
    ForkedJvm.run(List.of("-Xint", "-XX:MaxJavaStackTraceDepth=16"), PoolAtFullStack.class);
  }

  @Test
  void anErrorOfTheFactoryInPrefillKeepsWhatWasCreated() {
    failingCreations.set(1);
    assertThrows(OutOfMemoryError.class, () -> pool.prefill(2));
    assertEquals(0, pool.size());
    assertEquals(2, pool.prefill(2));
    assertNothingIsLost();
  }
}
