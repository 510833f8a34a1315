package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.Parking;
import org.vmalock.testing.TimeLimit;

/**
 * Every timed form of the locks, of their views and of the pool that can be repeated: it waits as long as it was told and not for ever, not
 * at all if the time is zero or less, and until it succeeds if that is earlier. The bound from above is the time limit of a step.
 */
@TimeLimit
class TimeLimitsTest extends ActorFixture {
  private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final TimeUnit NANOS = TimeUnit.NANOSECONDS;

  private final StructureLock structure = new StructureLock();
  private final Node node = Node.attached(structure);
  private final ReadWriteLock view = node.asReadWriteLock();
  private final VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(1).build();
  private final Node pooled = pool.alloc();
  private final Actor holder = actor("holder");
  private final Actor waiter = actor("waiter");

  /**
   * A timed form.
   *
   * @param name the form
   * @param block what another thread does so that the form has to wait
   * @param unblock the contrary
   * @param attempt calls the form, and releases what it has acquired; returns whether it has succeeded
   */
  record Form(String name, Step block, Step unblock, Attempt attempt) {
    interface Step {
      void on(TimeLimitsTest test);
    }

    interface Attempt {
      boolean on(TimeLimitsTest test, long nanos) throws InterruptedException;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Form> forms() {
    return Stream.of(
        new Form("structure read", t -> t.structure.lockWrite(), t -> t.structure.unlockWrite(),
            (t, nanos) -> ended(t.structure.tryLockRead(nanos, NANOS), t.structure::unlockRead)),
        new Form("structure write", t -> t.structure.lockRead(), t -> t.structure.unlockRead(),
            (t, nanos) -> ended(t.structure.tryLockWrite(nanos, NANOS), t.structure::unlockWrite)),
        new Form("node read", TimeLimitsTest::lockNode, t -> t.structure.unlockWrite(),
            (t, nanos) -> t.endRead(t.node.tryStartRead(nanos, NANOS))),
        new Form("node read of a generation", TimeLimitsTest::lockNode, t -> t.structure.unlockWrite(),
            (t, nanos) -> t.endRead(t.node.tryStartRead(1, nanos, NANOS))),
        new Form("node write", t -> t.view.readLock().lock(), t -> t.view.readLock().unlock(), TimeLimitsTest::writeNode),
        new Form("view read", t -> t.view.writeLock().lock(), t -> t.view.writeLock().unlock(),
            (t, nanos) -> ended(t.view.readLock().tryLock(nanos, NANOS), t.view.readLock()::unlock)),
        new Form("view write beside a reader", t -> t.view.readLock().lock(), t -> t.view.readLock().unlock(),
            (t, nanos) -> ended(t.view.writeLock().tryLock(nanos, NANOS), t.view.writeLock()::unlock)),
        new Form("view write beside a writer", t -> t.view.writeLock().lock(), t -> t.view.writeLock().unlock(),
            (t, nanos) -> ended(t.view.writeLock().tryLock(nanos, NANOS), t.view.writeLock()::unlock)),
        new Form("pool allocation", t -> {}, t -> t.pooled.retire(1), TimeLimitsTest::alloc),
        new Form("pool close", t -> {}, t -> t.pooled.retire(1), (t, nanos) -> t.pool.close(nanos, NANOS).isEmpty()));
  }

  private static boolean ended(boolean acquired, Runnable release) {
    if (acquired) {
      release.run();
    }
    return acquired;
  }

  private void lockNode() {
    structure.lockWrite();
    node.startWrite();
  }

  private boolean endRead(long result) {
    return ended(result > 0, () -> node.endRead(result));
  }

  private boolean writeNode(long nanos) throws InterruptedException {
    structure.lockWrite();
    try {
      return node.tryStartWrite(nanos, NANOS);
    } finally {
      structure.unlockWrite();
    }
  }

  private boolean alloc(long nanos) throws InterruptedException {
    try {
      Node own = pool.alloc(nanos, NANOS);
      own.retire(own.generation());
      return true;
    } catch (PoolExhaustedException refused) {
      return false;
    }
  }

  private boolean attempt(Form form, long nanos) throws Exception {
    return waiter.call(() -> form.attempt.on(this, nanos));
  }

  private boolean attemptWithoutParking(Form form, long nanos) throws Exception {
    return waiter.call(() -> Parking.withoutParking(() -> form.attempt.on(this, nanos)));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void endsWhenTheTimeHasElapsed(Form form) throws Exception {
    holder.run(() -> form.block.on(this));
    try {
      long took = waiter.call(() -> {
        long begin = System.nanoTime();
        assertFalse(form.attempt.on(this, WAIT_NANOS));
        return System.nanoTime() - begin;
      });
      assertTrue(took >= WAIT_NANOS, () -> "after " + took + " ns");
    } finally {
      holder.run(() -> form.unblock.on(this));
    }
    assertTrue(attempt(form, WAIT_NANOS));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void doesNotWaitIfTheTimeIsZeroOrLess(Form form) throws Exception {
    holder.run(() -> form.block.on(this));
    try {
      for (long nanos : new long[] {0, -1, Long.MIN_VALUE}) {
        assertFalse(attemptWithoutParking(form, nanos), () -> nanos + " ns");
      }
    } finally {
      holder.run(() -> form.unblock.on(this));
    }
    for (long nanos : new long[] {0, -1, Long.MIN_VALUE}) {
      assertTrue(attemptWithoutParking(form, nanos), () -> nanos + " ns, and nothing in the way");
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void succeedsBeforeTheTimeHasElapsed(Form form) throws Exception {
    holder.run(() -> form.block.on(this));
    Actor.Step<Boolean> waiting = waiter.beginAndPark(() -> form.attempt.on(this, Long.MAX_VALUE));
    holder.run(() -> form.unblock.on(this));
    assertTrue(waiting.result());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void isEndedByAnInterrupt(Form form) throws Exception {
    holder.run(() -> form.block.on(this));
    Actor.Step<?> waiting = waiter.beginAndPark(() -> assertThrows(InterruptedException.class, () -> form.attempt.on(this, Long.MAX_VALUE)));
    waiter.interrupt();
    waiting.result();
    holder.run(() -> form.unblock.on(this));
    assertTrue(attempt(form, WAIT_NANOS));
  }
}
