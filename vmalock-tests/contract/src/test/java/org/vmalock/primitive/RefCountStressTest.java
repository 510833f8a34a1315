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

/** What several threads see. A broken count stands beside each property, to show that the property can fail. */
@ExtendWith(WarningsMuted.class)
class RefCountStressTest {
  private static final int FLAG = 1 << 30;

  /** A count as a reader uses it. The subclasses do it wrong. */
  private static class Shared {
    final RefCount count = new RefCount(0);

    int enter(int limit) {
      return count.incrementNotZeroLimited(limit);
    }

    /** Returns whether the caller frees. */
    boolean leave() {
      return count.decrementAndTest();
    }
  }

  private static final class LooksThenEnters extends Shared {
    @Override
    int enter(int limit) {
      int old = count.get();
      Rounds.hesitate();
      if (RefCount.isAdmitted(old, 1, limit)) {
        count.set(old + 1);
      }
      return old;
    }
  }

  private static final class EntersThenLooks extends Shared {
    @Override
    int enter(int limit) {
      count.increment();
      Rounds.hesitate();
      int old = count.get() - 1;
      if (!RefCount.isAdmitted(old, 1, limit)) {
        count.decrement();
      }
      return old;
    }
  }

  private static final class LooksAgainAfterLeaving extends Shared {
    @Override
    boolean leave() {
      boolean last = count.decrementAndTest();
      Rounds.hesitate();
      return last || count.get() == 0;
    }
  }

  @Test
  void theObjectIsFreedOnceAndNobodyIsInsideThen() throws InterruptedException {
    assertEquals("", lives(new Shared(), 1, Race.scale()));
    assertEquals("", lives(new Shared(), 2, Race.scale()));
  }

  @Test
  void aCountThatLooksAndThenEntersIsCaught() throws InterruptedException {
    assertFalse(lives(new LooksThenEnters(), 1, Race.LONG).isEmpty());
  }

  @Test
  void aCountThatLooksAgainAfterLeavingIsCaught() throws InterruptedException {
    assertFalse(lives(new LooksAgainAfterLeaving(), 1, Race.LONG).isEmpty());
  }

  @Test
  void aRefusedEntryIsNeverSeen() throws InterruptedException {
    assertEquals("", refusals(new Shared(), 2_000_000 * Race.scale()));
  }

  @Test
  void aCountThatEntersAndThenLooksIsCaught() throws InterruptedException {
    assertFalse(refusals(new EntersThenLooks(), 20_000_000).isEmpty());
  }

  @Test
  void theLimitIsReachedButNeverCrossed() throws InterruptedException {
    int limit = 2;
    RefCount count = new RefCount(1);
    AtomicInteger most = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    Race.Body body = () -> {
      for (int i = 0; i < 500_000 * Race.scale(); i++) {
        if (RefCount.isAdmitted(count.incrementNotZeroLimited(limit), 1, limit)) {
          most.accumulateAndGet(count.get(), Math::max);
          count.decrement();
        } else {
          refused.getAndIncrement();
        }
      }
    };
    Race.run(body, body, body);
    assertEquals(1, count.get());
    assertEquals(limit, most.get());
    assertTrue(refused.get() > 0, "the limit was never met, so nothing was tested");
  }

  @Test
  void anOverflowSaturatesForEverWhateverRunsBesideIt() throws InterruptedException {
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
  void anUnderflowReportsOneLastReferenceAndSaturates() throws InterruptedException {
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
  void balancedUseLeavesTheCountAsItWas() throws InterruptedException {
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

  /** Repeats, and checks that a count that was bad once is never good again. */
  private static void hammer(RefCount count, Runnable step) {
    boolean bad = false;
    for (int i = 0; i < 2_000; i++) {
      step.run();
      int now = count.get();
      assertTrue(!bad || now < 0, "came back to " + now);
      bad = now < 0;
    }
  }

  /** Readers go in and out of an object until its owner has let it go; then it gets a new life. */
  private static String lives(Shared shared, int readers, double seconds) throws InterruptedException {
    Life life = new Life(shared);
    Rounds rounds = new Rounds(readers + 1, seconds);
    Race.Body owner = () -> {
      int round = 0;
      do {
        life.begin();
        rounds.meet();
        Rounds.spin(round++ & 63);
        life.leave();
        rounds.meet();
        life.end();
        if (!life.violation.isEmpty()) {
          rounds.enough();
        }
      } while (rounds.next());
    };
    Race.Body reader = () -> {
      do {
        rounds.meet();
        while (life.visit()) {
          Thread.onSpinWait();
        }
        rounds.meet();
      } while (rounds.next());
    };
    Race.Body[] bodies = new Race.Body[readers + 1];
    Arrays.fill(bodies, reader);
    bodies[0] = owner;
    Race.run(bodies);
    return life.violation;
  }

  /** An object that is freed when its count reaches 0. */
  private static final class Life {
    private final Shared shared;
    private final AtomicInteger frees = new AtomicInteger();
    private volatile boolean freed;
    volatile String violation = "";

    Life(Shared shared) {
      this.shared = shared;
    }

    void begin() {
      frees.set(0);
      freed = false;
      shared.count.set(1);
    }

    boolean visit() {
      int old = shared.enter(FLAG - 1);
      if (!RefCount.isAdmitted(old, 1, FLAG - 1)) {
        return false;
      }
      if (freed) {
        violation = "entered after the free";
      }
      leave();
      return violation.isEmpty();
    }

    void leave() {
      if (freed) {
        violation = "freed under a reader";
      }
      if (shared.leave()) {
        freed = true;
        frees.getAndIncrement();
      }
    }

    void end() {
      if (frees.get() != 1 || shared.count.get() != 0) {
        violation = frees.get() + " frees, " + shared.count;
      }
    }
  }

  /** Two threads are refused because of a flag; one of them looks whether the other left a trace. */
  private static String refusals(Shared shared, int tries) throws InterruptedException {
    AtomicInteger traces = new AtomicInteger();
    int flagged = FLAG + 2;
    shared.count.set(flagged);
    Race.Body body = () -> {
      for (int i = 0; i < tries && traces.get() == 0; i++) {
        int old = shared.enter(FLAG - 1);
        if (old != flagged || shared.count.get() != flagged) {
          traces.getAndIncrement();
        }
      }
    };
    Race.run(body, body);
    return traces.get() == 0 ? "" : traces + " traces, " + shared.count;
  }
}
