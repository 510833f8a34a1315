package org.vmalock.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Tests of {@link WriterWait}, the slot of the waiting writer. */
@Timeout(300)
class WriterWaitTest {
  private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final WriterWait slot = new WriterWait();

  /** Clears the permit and the interrupt status, which would wake the next test. */
  @AfterEach
  void clearPermitAndInterrupt() {
    Thread.interrupted();
    LockSupport.parkNanos(1);
  }

  @Test
  void prepareAndFinishPublishAndClearTheWaiter() {
    assertNull(slot.waiter());
    slot.prepare();
    assertSame(Thread.currentThread(), slot.waiter());
    slot.finish();
    assertNull(slot.waiter());
  }

  @Test
  void secondWaiterIsRefusedAndFirstKept() throws InterruptedException {
    slot.prepare();
    Thread first = Thread.currentThread();
    AtomicReference<@Nullable Thread> second = new AtomicReference<>();
    Race.run(() -> {
      second.set(Thread.currentThread());
      IllegalStateException e = assertThrows(IllegalStateException.class, slot::prepare);
      assertEquals(
          "WriterWait[" + first + " waits]: " + Thread.currentThread()
              + " cannot wait as well, there is one slot; wait under a lock that excludes other waiters",
          e.getMessage());
      assertThrows(IllegalStateException.class, slot::finish);
    });
    assertSame(first, slot.waiter());
    slot.wake();
    long start = System.nanoTime();
    slot.parkNanos(this, LONG_NANOS);
    assertTrue(System.nanoTime() - start < LONG_NANOS, "the first waiter was not woken");
    slot.finish();
  }

  @Test
  void secondPrepareByWaiterIsRefused() {
    slot.prepare();
    IllegalStateException e = assertThrows(IllegalStateException.class, slot::prepare);
    assertTrue(e.getMessage().endsWith("it has called prepare twice, call finish in between"), e.getMessage());
    assertSame(Thread.currentThread(), slot.waiter());
  }

  @Test
  void finishByOtherThreadIsRefused() throws InterruptedException {
    slot.prepare();
    Thread first = Thread.currentThread();
    Race.run(() -> {
      IllegalStateException e = assertThrows(IllegalStateException.class, slot::finish);
      assertEquals(
          "WriterWait[" + first + " waits]: finish by " + Thread.currentThread() + ", which is not the waiter;"
              + " only the thread that called prepare, and has not called finish since, may call it",
          e.getMessage());
    });
    assertSame(first, slot.waiter());
  }

  @Test
  void finishWithoutPrepareIsRefused() {
    assertThrows(IllegalStateException.class, slot::finish);
    slot.prepare();
    slot.finish();
    assertThrows(IllegalStateException.class, slot::finish);
    assertNull(slot.waiter());
  }

  @Test
  void parkWithoutPrepareIsRefused() {
    assertThrows(IllegalStateException.class, () -> slot.park(this));
    assertThrows(IllegalStateException.class, () -> slot.parkNanos(this, LONG_NANOS));
  }

  @Test
  void wakeBeforeParkIsNotLost() throws InterruptedException {
    Thread waiter = new Thread(() -> {
      slot.prepare();
      slot.wake();
      slot.park(this);
      slot.finish();
    });
    waiter.setDaemon(true);
    waiter.start();
    assertTerminates(waiter);
  }

  @Test
  void wakeEndsParkWithVisibleBlocker() throws InterruptedException {
    AtomicBoolean drained = new AtomicBoolean();
    Thread waiter = startWaiter(drained);
    assertSame(this, LockSupport.getBlocker(waiter));
    assertSame(waiter, slot.waiter());
    drained.set(true);
    slot.wake();
    assertTerminates(waiter);
    assertNull(slot.waiter());
  }

  @Test
  void parkMayReturnSpuriously() throws InterruptedException {
    AtomicBoolean drained = new AtomicBoolean();
    Thread waiter = startWaiter(drained);
    for (int i = 0; i < 10; i++) {
      slot.wake();
      LockSupport.unpark(waiter);
      awaitState(waiter, Thread.State.WAITING);
    }
    assertTrue(waiter.isAlive());
    drained.set(true);
    slot.wake();
    assertTerminates(waiter);
  }

  @Test
  void wakeOfEmptySlotDoesNothing() {
    slot.wake();
    slot.prepare();
    slot.finish();
    slot.wake();
    long start = System.nanoTime();
    LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(50));
    assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(40), "there was a permit");
  }

  @Test
  @Timeout(30)
  void timedParkReturnsAfterTimeout() {
    slot.prepare();
    long start = System.nanoTime();
    slot.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(50));
    long elapsed = System.nanoTime() - start;
    assertTrue(elapsed >= TimeUnit.MILLISECONDS.toNanos(40) && elapsed < LONG_NANOS, elapsed + " ns");
    slot.parkNanos(this, 0);
    slot.parkNanos(this, -1);
    slot.finish();
  }

  @Test
  void interruptedThreadDoesNotParkAndStaysInterrupted() {
    slot.prepare();
    Thread.currentThread().interrupt();
    slot.park(this);
    slot.parkNanos(this, LONG_NANOS);
    assertTrue(Thread.interrupted());
    slot.finish();
  }

  @Test
  void toStringShowsWaiter() {
    assertEquals("WriterWait[no waiter]", slot.toString());
    slot.prepare();
    assertEquals("WriterWait[" + Thread.currentThread() + " waits]", slot.toString());
  }

  @Test
  void concurrentPrepareAdmitsOneWaiter() throws InterruptedException {
    double seconds = Race.secondsAfter(WriterWaitTest::checkThenStoreAdmitsTwo);
    assertFalse(WaitProtocol.admitsTwoWaiters(WaitProtocol::new, seconds));
  }

  @Test
  void checkThenStoreIsCaught() throws InterruptedException {
    Race.assertCaught(WriterWaitTest::checkThenStoreAdmitsTwo);
  }

  private static boolean checkThenStoreAdmitsTwo(double seconds) throws InterruptedException {
    return WaitProtocol.admitsTwoWaiters(WaitProtocol.ChecksThenStores::new, seconds);
  }

  @Test
  void wakeUpsAreNotLost() throws InterruptedException {
    double seconds = Race.secondsAfter(WriterWaitTest::readBeforeDecrementLosesWakeUp);
    assertFalse(WaitProtocol.losesWakeUp(new WaitProtocol(), seconds, Thread::new));
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void wakeUpsOfVirtualThreadsAreNotLost() throws Exception {
    double seconds = Race.secondsAfter(WriterWaitTest::readBeforeDecrementLosesWakeUp);
    assertFalse(WaitProtocol.losesWakeUp(new WaitProtocol(), seconds, virtualThreads()));
  }

  @Test
  void readOfWaiterBeforeDecrementIsCaught() throws InterruptedException {
    Race.assertCaught(WriterWaitTest::readBeforeDecrementLosesWakeUp);
  }

  private static boolean readBeforeDecrementLosesWakeUp(double seconds) throws InterruptedException {
    return WaitProtocol.losesWakeUp(new WaitProtocol.ReadsWaiterBeforeDecrement(), seconds, Thread::new);
  }

  private Thread startWaiter(AtomicBoolean drained) throws InterruptedException {
    Thread waiter = new Thread(() -> {
      slot.prepare();
      while (!drained.get()) {
        slot.park(this);
      }
      slot.finish();
    });
    waiter.setDaemon(true);
    waiter.start();
    awaitState(waiter, Thread.State.WAITING);
    return waiter;
  }

  private static void awaitState(Thread thread, Thread.State state) throws InterruptedException {
    while (thread.getState() != state) {
      Thread.sleep(1);
    }
  }

  private static void assertTerminates(Thread thread) throws InterruptedException {
    thread.join(TimeUnit.NANOSECONDS.toMillis(LONG_NANOS));
    assertFalse(thread.isAlive(), "the waiter is still parked");
  }

  private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    return (ThreadFactory) Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
  }
}
