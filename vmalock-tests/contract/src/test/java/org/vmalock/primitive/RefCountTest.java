package org.vmalock.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.primitive.RefCount.SATURATED;
import static org.vmalock.primitive.RefCountWarning.ADD_NOT_ZERO_OVERFLOW;
import static org.vmalock.primitive.RefCountWarning.ADD_ON_ZERO;
import static org.vmalock.primitive.RefCountWarning.ADD_OVERFLOW;
import static org.vmalock.primitive.RefCountWarning.DECREMENT_TO_ZERO;
import static org.vmalock.primitive.RefCountWarning.SUBTRACT_UNDERFLOW;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single-threaded use of {@link RefCount}. {@link KernelTable} follows the table of the kernel's lkdtm module, entry by entry. */
@ExtendWith(WarningsMuted.class)
class RefCountTest {
  private static final int MAX = Integer.MAX_VALUE;
  private static final int FLAG = 1 << 30;
  private static final int LIMIT = FLAG - 1;

  private final Map<RefCountWarning, Long> warningsBefore = new EnumMap<>(RefCountWarning.class);
  private @Nullable RefCountWarning expectedWarning;

  @BeforeEach
  void readWarnings() {
    for (RefCountWarning kind : RefCountWarning.values()) {
      warningsBefore.put(kind, kind.count());
    }
  }

  /** Each test causes one warning of its expected kind, and no other. */
  @AfterEach
  void checkWarnings() {
    for (RefCountWarning kind : RefCountWarning.values()) {
      long expected = warningsBefore.getOrDefault(kind, 0L) + (kind == expectedWarning ? 1 : 0);
      assertEquals(expected, kind.count(), kind.toString());
    }
  }

  private void assertSaturates(RefCount count, RefCountWarning warning, Consumer<RefCount> misuse) {
    expectedWarning = warning;
    assertFalse(count.isSaturated());
    misuse.accept(count);
    assertEquals(SATURATED, count.get());
    assertTrue(count.isSaturated());
  }

  private void assertStaysSaturated(RefCountWarning warning, Consumer<RefCount> use) {
    expectedWarning = warning;
    RefCount count = new RefCount(SATURATED);
    use.accept(count);
    assertEquals(SATURATED, count.get());
  }

  @Nested
  class KernelTable {
    @Test
    void incOverflow() {
      RefCount count = new RefCount(MAX - 1);
      count.decrement();
      count.increment();
      assertEquals(MAX - 1, count.get());
      count.increment();
      assertEquals(MAX, count.get());
      assertSaturates(count, ADD_OVERFLOW, RefCount::increment);
    }

    @Test
    void addOverflow() {
      RefCount count = new RefCount(MAX - 1);
      for (int i = 0; i < 4; i++) {
        count.decrement();
      }
      count.add(4);
      assertEquals(MAX - 1, count.get());
      assertSaturates(count, ADD_OVERFLOW, c -> c.add(4));
    }

    @Test
    void incNotZeroOverflow() {
      assertSaturates(new RefCount(MAX), ADD_NOT_ZERO_OVERFLOW, c -> assertTrue(c.incrementNotZero()));
    }

    @Test
    void addNotZeroOverflow() {
      assertSaturates(new RefCount(MAX), ADD_NOT_ZERO_OVERFLOW, c -> assertTrue(c.addNotZero(6)));
    }

    @Test
    void decZero() {
      RefCount count = new RefCount(2);
      count.decrement();
      assertEquals(1, count.get());
      assertSaturates(count, DECREMENT_TO_ZERO, RefCount::decrement);
    }

    @Test
    void decNegative() {
      assertSaturates(new RefCount(0), DECREMENT_TO_ZERO, RefCount::decrement);
    }

    @Test
    void decAndTestNegative() {
      assertSaturates(new RefCount(0), SUBTRACT_UNDERFLOW, c -> assertFalse(c.decrementAndTest()));
    }

    @Test
    void subAndTestNegative() {
      assertSaturates(new RefCount(3), SUBTRACT_UNDERFLOW, c -> assertFalse(c.subtractAndTest(5)));
    }

    @Test
    void incZero() {
      RefCount count = new RefCount(0);
      assertFalse(count.incrementNotZero());
      assertEquals(0, count.get());
      assertSaturates(count, ADD_ON_ZERO, RefCount::increment);
    }

    @Test
    void addZero() {
      RefCount count = new RefCount(0);
      assertFalse(count.addNotZero(3));
      assertEquals(0, count.get());
      assertSaturates(count, ADD_ON_ZERO, c -> c.add(3));
    }

    @Test
    void incSaturated() {
      assertStaysSaturated(ADD_OVERFLOW, RefCount::increment);
    }

    @Test
    void decSaturated() {
      assertStaysSaturated(DECREMENT_TO_ZERO, RefCount::decrement);
    }

    @Test
    void addSaturated() {
      assertStaysSaturated(ADD_OVERFLOW, c -> c.add(8));
    }

    @Test
    void incNotZeroSaturated() {
      assertStaysSaturated(ADD_NOT_ZERO_OVERFLOW, c -> assertTrue(c.incrementNotZero()));
    }

    @Test
    void addNotZeroSaturated() {
      assertStaysSaturated(ADD_NOT_ZERO_OVERFLOW, c -> assertTrue(c.addNotZero(7)));
    }

    @Test
    void decAndTestSaturated() {
      assertStaysSaturated(SUBTRACT_UNDERFLOW, c -> assertFalse(c.decrementAndTest()));
    }

    @Test
    void subAndTestSaturated() {
      assertStaysSaturated(SUBTRACT_UNDERFLOW, c -> assertFalse(c.subtractAndTest(8)));
    }

    /** The timing entries of the table, without the timing. */
    @Test
    void incrementsAndDecrementsBalance() {
      RefCount count = new RefCount(1);
      int steps = 1_000_000;
      for (int i = 0; i < steps; i++) {
        count.increment();
      }
      assertEquals(steps + 1, count.get());
      for (int i = 0; i < steps; i++) {
        assertFalse(count.decrementAndTest());
      }
      assertTrue(count.decrementAndTest());
      assertEquals(0, count.get());
    }
  }

  @Nested
  class Limited {
    @Test
    void oneIncrementFitsBelowLimit() {
      RefCount count = new RefCount(LIMIT - 1);
      assertIncrement(count, LIMIT - 1, true, LIMIT);
      assertIncrement(count, LIMIT, false, LIMIT);
    }

    @Test
    void countAboveLimitIsFull() {
      assertIncrement(new RefCount(LIMIT + 1), LIMIT + 1, false, LIMIT + 1);
      assertIncrement(new RefCount(MAX), MAX, false, MAX);
    }

    @ParameterizedTest
    @ValueSource(ints = {FLAG, FLAG + 1, FLAG + 2, FLAG + LIMIT})
    void flagAboveLimitRefusesAndIsKept(int flagged) {
      assertIncrement(new RefCount(flagged), flagged, false, flagged);
    }

    @Test
    void zeroIsDistinguishedFromFull() {
      assertIncrement(new RefCount(0), 0, false, 0);
      assertEquals(0, new RefCount(0).incrementNotZeroLimited(0));
      assertEquals(1, new RefCount(1).incrementNotZeroLimited(1));
    }

    @Test
    void smallLimitIsRespected() {
      RefCount count = new RefCount(1);
      assertEquals(1, count.incrementNotZeroLimited(3));
      assertEquals(2, count.incrementNotZeroLimited(3));
      assertEquals(3, count.incrementNotZeroLimited(3));
      assertEquals(3, count.get());
      assertFalse(count.decrementAndTest());
      assertEquals(2, count.incrementNotZeroLimited(3));
      assertEquals(3, count.get());
    }

    @Test
    void maximumValueIsValidLimit() {
      RefCount count = new RefCount(MAX - 1);
      assertEquals(MAX - 1, count.incrementNotZeroLimited(MAX));
      assertEquals(MAX, count.incrementNotZeroLimited(MAX));
      assertEquals(MAX, count.get());
    }

    @Test
    void limitedAdditionIsAllOrNothing() {
      RefCount count = new RefCount(1);
      assertEquals(1, count.addNotZeroLimited(5, 5));
      assertEquals(1, count.get());
      assertEquals(1, count.addNotZeroLimited(4, 5));
      assertEquals(5, count.get());
      assertEquals(5, count.addNotZeroLimited(0, 5));
      assertEquals(5, count.addNotZeroLimited(MAX, 5));
      assertEquals(5, count.get());
      assertEquals(0, new RefCount(0).addNotZeroLimited(5, 5));
    }

    @Test
    void saturatedCountAdmitsAndStaysSaturated() {
      assertStaysSaturated(ADD_NOT_ZERO_OVERFLOW, c -> assertEquals(SATURATED, c.incrementNotZeroLimited(LIMIT)));
    }

    @Test
    void isAdmittedFollowsTable() {
      assertFalse(RefCount.isAdmitted(0, 1, LIMIT));
      assertTrue(RefCount.isAdmitted(1, 1, LIMIT));
      assertTrue(RefCount.isAdmitted(LIMIT - 1, 1, LIMIT));
      assertFalse(RefCount.isAdmitted(LIMIT, 1, LIMIT));
      assertFalse(RefCount.isAdmitted(MAX, MAX, MAX));
      assertFalse(RefCount.isAdmitted(MAX, 1, 0));
      assertTrue(RefCount.isAdmitted(SATURATED, 1, LIMIT));
      assertTrue(RefCount.isAdmitted(SATURATED, 1, MAX));
      assertTrue(RefCount.isAdmitted(Integer.MIN_VALUE, MAX, 0));
    }

    private void assertIncrement(RefCount count, int expectedOld, boolean admitted, int expectedNew) {
      int old = count.incrementNotZeroLimited(LIMIT);
      assertEquals(expectedOld, old);
      assertEquals(admitted, RefCount.isAdmitted(old, 1, LIMIT));
      assertEquals(expectedNew, count.get());
    }
  }

  @Test
  void lastReferenceIsReportedOnce() {
    RefCount count = new RefCount(3);
    assertFalse(count.decrementAndTest());
    assertFalse(count.decrementAndTest());
    assertTrue(count.decrementAndTest());
    assertSaturates(count, SUBTRACT_UNDERFLOW, c -> assertFalse(c.decrementAndTest()));
  }

  @Test
  void subtractAndTestReleasesSeveral() {
    RefCount count = new RefCount(5);
    assertFalse(count.subtractAndTest(0));
    assertFalse(count.subtractAndTest(3));
    assertEquals(2, count.get());
    assertTrue(count.subtractAndTest(2));
    assertEquals(0, count.get());
  }

  @Test
  void subtractFromZeroSaturates() {
    assertSaturates(new RefCount(0), SUBTRACT_UNDERFLOW, c -> assertFalse(c.subtractAndTest(0)));
  }

  @Test
  void additionUpToMaximumSucceeds() {
    RefCount count = new RefCount(1);
    count.add(MAX - 1);
    assertEquals(MAX, count.get());
    assertFalse(count.subtractAndTest(MAX - 1));
    assertTrue(count.addNotZero(MAX - 1));
    assertTrue(count.subtractAndTest(MAX));
  }

  @Test
  void additionsOfMaximumDoNotWrapAround() {
    RefCount count = new RefCount(MAX);
    expectedWarning = null;
    for (int i = 0; i < 5; i++) {
      count.add(MAX);
      assertEquals(SATURATED, count.get());
      assertTrue(count.addNotZero(MAX));
      assertEquals(SATURATED, count.get());
      assertFalse(count.subtractAndTest(MAX));
      assertEquals(SATURATED, count.get());
    }
    assertEquals(warningsBefore.getOrDefault(ADD_OVERFLOW, 0L) + 5, ADD_OVERFLOW.count());
    readWarnings();
  }

  @Test
  void decrementIfOneReleasesOnlyLastReference() {
    RefCount count = new RefCount(2);
    assertFalse(count.decrementIfOne());
    assertEquals(2, count.get());
    count.decrement();
    assertTrue(count.decrementIfOne());
    assertEquals(0, count.get());
    assertFalse(count.decrementIfOne());
    assertEquals(0, count.get());
    assertFalse(new RefCount(SATURATED).decrementIfOne());
  }

  @Test
  void decrementNotOneKeepsLastReference() {
    RefCount count = new RefCount(2);
    assertTrue(count.decrementNotOne());
    assertFalse(count.decrementNotOne());
    assertEquals(1, count.get());
  }

  @Test
  void decrementNotOneKeepsSaturatedCount() {
    RefCount count = new RefCount(SATURATED);
    assertTrue(count.decrementNotOne());
    assertEquals(SATURATED, count.get());
  }

  @Test
  void decrementNotOneOfZeroIsAnUnderflow() {
    assertSaturates(new RefCount(0), SUBTRACT_UNDERFLOW, c -> assertTrue(c.decrementNotOne()));
  }

  @Test
  void decrementAndLockLocksOnlyForLastReference() {
    RefCount count = new RefCount(2);
    AtomicInteger acquisitions = new AtomicInteger();
    ReentrantLock lock = new ReentrantLock() {
      private static final long serialVersionUID = 1;

      @Override
      public void lock() {
        super.lock();
        acquisitions.getAndIncrement();
      }
    };
    assertFalse(count.decrementAndLock(lock));
    assertEquals(0, acquisitions.get());
    assertTrue(count.decrementAndLock(lock));
    assertEquals(1, acquisitions.get());
    assertTrue(lock.isHeldByCurrentThread());
    assertEquals(0, count.get());
  }

  @Test
  void decrementAndLockUnlocksAfterConcurrentIncrement() {
    RefCount count = new RefCount(1);
    ReentrantLock lock = new ReentrantLock() {
      private static final long serialVersionUID = 1;

      @Override
      public void lock() {
        super.lock();
        assertTrue(count.incrementNotZero());
      }
    };
    assertFalse(count.decrementAndLock(lock));
    assertFalse(lock.isLocked());
    assertEquals(1, count.get());
  }

  @Test
  void setRestartsAndPinsCount() {
    RefCount count = new RefCount(1);
    assertTrue(count.decrementAndTest());
    count.set(1);
    assertTrue(count.incrementNotZero());
    assertEquals(2, count.get());
    count.set(SATURATED);
    assertTrue(count.isSaturated());
    count.set(0);
    assertFalse(count.isSaturated());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, SATURATED - 1, SATURATED + 1})
  void negativeArgumentsAreRefused(int negative) {
    RefCount count = new RefCount(2);
    assertThrows(IllegalArgumentException.class, () -> new RefCount(negative));
    assertThrows(IllegalArgumentException.class, () -> count.set(negative));
    assertThrows(IllegalArgumentException.class, () -> count.add(negative));
    assertThrows(IllegalArgumentException.class, () -> count.addNotZero(negative));
    assertThrows(IllegalArgumentException.class, () -> count.addNotZeroLimited(negative, LIMIT));
    assertThrows(IllegalArgumentException.class, () -> count.addNotZeroLimited(1, negative));
    assertThrows(IllegalArgumentException.class, () -> count.incrementNotZeroLimited(negative));
    assertThrows(IllegalArgumentException.class, () -> count.subtractAndTest(negative));
    assertEquals(2, count.get());
  }

  @Test
  void toStringExplainsValue() {
    assertEquals("RefCount[3]", new RefCount(3).toString());
    assertEquals("RefCount[0: unreferenced]", new RefCount(0).toString());
    assertEquals("RefCount[-1073741824: saturated, never to be freed]", new RefCount(SATURATED).toString());
  }
}
