package org.vmalock.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.primitive.RefCount.SATURATED;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Concurrent use of {@link RefCount}. Each property is also checked against a mutant, which must violate it. */
@ExtendWith(WarningsMuted.class)
class RefCountStressTest {
  private static final int FLAG = 1 << 30;

  /** The attempts in which a refusal that is visible must be seen, and one that is not must not. */
  private static final int TRIES = 5_000_000 * Race.scale();

  /** The use of a count by a reader. The subclasses are mutants. */
  private static class Protocol {
    final RefCount count = new RefCount(0);

    int tryAcquire(int limit) {
      return count.incrementNotZeroLimited(limit);
    }

    /** Returns whether the caller must free the object. */
    boolean release() {
      return count.decrementAndTest();
    }
  }

  private static final class ChecksThenSets extends Protocol {
    @Override
    int tryAcquire(int limit) {
      int old = count.get();
      Rounds.widenRace();
      if (RefCount.isAdmitted(old, 1, limit)) {
        count.set(old + 1);
      }
      return old;
    }
  }

  private static final class IncrementsThenChecks extends Protocol {
    @Override
    int tryAcquire(int limit) {
      count.increment();
      Rounds.widenRace();
      int old = count.get() - 1;
      if (!RefCount.isAdmitted(old, 1, limit)) {
        count.decrement();
      }
      return old;
    }
  }

  private static final class RereadsAfterDecrement extends Protocol {
    @Override
    boolean release() {
      boolean last = count.decrementAndTest();
      Rounds.widenRace();
      return last || count.get() == 0;
    }
  }

  @Test
  void objectIsFreedOnceWithoutReaders() throws InterruptedException {
    double seconds = Race.secondsAfter(RefCountStressTest::checkThenSetViolates, RefCountStressTest::rereadViolates);
    assertEquals("", findLifetimeViolation(new Protocol(), 1, seconds));
    assertEquals("", findLifetimeViolation(new Protocol(), 2, seconds));
  }

  @Test
  void checkThenSetIsCaught() throws InterruptedException {
    Race.assertCaught(RefCountStressTest::checkThenSetViolates);
  }

  private static boolean checkThenSetViolates(double seconds) throws InterruptedException {
    return !findLifetimeViolation(new ChecksThenSets(), 1, seconds).isEmpty();
  }

  @Test
  void rereadAfterDecrementIsCaught() throws InterruptedException {
    Race.assertCaught(RefCountStressTest::rereadViolates);
  }

  private static boolean rereadViolates(double seconds) throws InterruptedException {
    return !findLifetimeViolation(new RereadsAfterDecrement(), 1, seconds).isEmpty();
  }

  @Test
  void refusedIncrementIsNeverVisible() throws InterruptedException {
    assertEquals("", findTraceOfRefusal(new Protocol(), TRIES));
  }

  @Test
  void incrementThenCheckIsCaught() throws InterruptedException {
    assertFalse(findTraceOfRefusal(new IncrementsThenChecks(), TRIES).isEmpty());
  }

  @Test
  void limitIsReachedButNotExceeded() throws InterruptedException {
    int limit = 2;
    RefCount count = new RefCount(1);
    AtomicInteger greatest = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Race.Body body = () -> {
      for (int i = 0; i < 500_000 * Race.scale(); i++) {
        if (RefCount.isAdmitted(count.incrementNotZeroLimited(limit), 1, limit)) {
          greatest.accumulateAndGet(count.get(), Math::max);
          count.decrement();
        } else {
          refused.getAndIncrement();
        }
      }
    };
    Race.run(body, body, body);
    assertEquals(1, count.get());
    assertEquals(limit, greatest.get());
    assertTrue(refused.get() > 0, "the limit was never reached, so nothing was tested");
  }

  @Test
  void overflowSaturatesPermanently() throws InterruptedException {
    for (int round = 0; round < 20 * Race.scale(); round++) {
      RefCount count = new RefCount(Integer.MAX_VALUE - 1_000);
      Race.Body up = () -> hammer(count, () -> {
        count.increment();
        assertTrue(count.incrementNotZero());
      });
      Race.Body upAndDown = () -> hammer(count, () -> {
        count.add(2);
        assertFalse(count.decrementAndTest());
      });
      Race.run(up, up, upAndDown);
      assertEquals(SATURATED, count.get());
      Race.Body down = () -> hammer(count, () -> {
        assertFalse(count.decrementAndTest());
        count.decrement();
        assertFalse(count.subtractAndTest(Integer.MAX_VALUE));
        count.increment();
      });
      Race.run(down, down, down);
      assertEquals(SATURATED, count.get());
    }
  }

  @Test
  void underflowReportsLastReferenceOnceAndSaturates() throws InterruptedException {
    for (int round = 0; round < 200 * Race.scale(); round++) {
      RefCount count = new RefCount(1_000);
      AtomicInteger last = new AtomicInteger();
      Race.Body down = () -> {
        for (int i = 0; i < 501; i++) {
          if (count.decrementAndTest()) {
            last.getAndIncrement();
          }
        }
      };
      Race.run(down, down);
      assertEquals(1, last.get());
      assertEquals(SATURATED, count.get());
    }
  }

  @Test
  void balancedUseRestoresCount() throws InterruptedException {
    RefCount count = new RefCount(1);
    ReentrantLock lock = new ReentrantLock();
    Race.run(
        () -> balanced(count, lock, 1), () -> balanced(count, lock, 2), () -> balanced(count, lock, 3));
    assertEquals(1, count.get());
  }

  private static void balanced(RefCount count, ReentrantLock lock, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 500_000 * Race.scale(); i++) {
      int n = random.nextInt(4) + 1;
      switch (random.nextInt(6)) {
        case 0 -> {
          count.increment();
          count.decrement();
        }
        case 1 -> {
          count.add(n);
          assertFalse(count.subtractAndTest(n));
        }
        case 2 -> {
          assertTrue(count.addNotZero(n));
          assertFalse(count.subtractAndTest(n));
        }
        case 3 -> {
          assertTrue(count.incrementNotZero());
          assertTrue(count.decrementNotOne());
        }
        case 4 -> {
          if (RefCount.isAdmitted(count.addNotZeroLimited(n, 8), n, 8)) {
            assertFalse(count.subtractAndTest(n));
          }
        }
        default -> {
          count.increment();
          assertFalse(count.decrementIfOne());
          assertFalse(count.decrementAndLock(lock));
        }
      }
    }
  }

  /** Repeats a step, and checks that a negative count never becomes non-negative again. */
  private static void hammer(RefCount count, Runnable step) {
    boolean saturated = false;
    for (int i = 0; i < 2_000; i++) {
      step.run();
      int now = count.get();
      assertTrue(!saturated || now < 0, "the count returned to " + now);
      saturated = now < 0;
    }
  }

  /**
   * Readers acquire and release an object until its owner has released it; then the next lifetime of the object starts.
   *
   * @return the violation found, or an empty string
   */
  private static String findLifetimeViolation(Protocol protocol, int readers, double seconds) throws InterruptedException {
    CountedObject object = new CountedObject(protocol);
    Rounds rounds = new Rounds(readers + 1, seconds);
    Race.Body owner = () -> {
      int round = 0;
      do {
        object.begin();
        rounds.await();
        Rounds.spin(round++ & 63);
        object.release();
        rounds.await();
        object.end();
        if (!object.violation.isEmpty()) {
          rounds.stop();
        }
      } while (rounds.nextRound());
    };
    Race.Body reader = () -> {
      do {
        rounds.await();
        while (object.tryRead()) {
          Thread.onSpinWait();
        }
        rounds.await();
      } while (rounds.nextRound());
    };
    Race.Body[] bodies = new Race.Body[readers + 1];
    Arrays.fill(bodies, reader);
    bodies[0] = owner;
    Race.run(bodies);
    return object.violation;
  }

  /** An object that is freed when its count reaches 0. */
  private static final class CountedObject {
    private final Protocol protocol;
    private final AtomicInteger frees = new AtomicInteger();
    private volatile boolean freed;
    volatile String violation = "";

    CountedObject(Protocol protocol) {
      this.protocol = protocol;
    }

    void begin() {
      frees.set(0);
      freed = false;
      protocol.count.set(1);
    }

    boolean tryRead() {
      int old = protocol.tryAcquire(FLAG - 1);
      if (!RefCount.isAdmitted(old, 1, FLAG - 1)) {
        return false;
      }
      if (freed) {
        violation = "acquired after the free";
      }
      release();
      return violation.isEmpty();
    }

    void release() {
      if (freed) {
        violation = "freed while a reader is active";
      }
      if (protocol.release()) {
        freed = true;
        frees.getAndIncrement();
      }
    }

    void end() {
      if (frees.get() != 1 || protocol.count.get() != 0) {
        violation = frees.get() + " frees, " + protocol.count;
      }
    }
  }

  /**
   * Two threads are refused because of a flag; each checks that the refusal of the other is not visible in the count.
   *
   * @return the violation found, or an empty string
   */
  private static String findTraceOfRefusal(Protocol protocol, int tries) throws InterruptedException {
    AtomicInteger traces = new AtomicInteger();
    int flagged = FLAG + 2;
    protocol.count.set(flagged);
    Race.Body body = () -> {
      for (int i = 0; i < tries && traces.get() == 0; i++) {
        int old = protocol.tryAcquire(FLAG - 1);
        if (old != flagged || protocol.count.get() != flagged) {
          traces.getAndIncrement();
        }
      }
    };
    Race.run(body, body);
    return traces.get() == 0 ? "" : traces + " traces, " + protocol.count;
  }
}
