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

/** What one thread sees. {@link KernelTable} follows the table of the kernel's lkdtm module, entry by entry. */
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

  /** Each test warns once of the kind it names, and of nothing else. */
  @AfterEach
  void checkWarnings() {
    for (RefCountWarning kind : RefCountWarning.values()) {
      long expected = warningsBefore.getOrDefault(kind, 0L) + (kind == expectedWarning ? 1 : 0);
      assertEquals(expected, kind.count(), kind.toString());
    }
  }

  private void saturates(RefCount count, RefCountWarning warning, Consumer<RefCount> misuse) {
    expectedWarning = warning;
    assertFalse(count.isSaturated());
    misuse.accept(count);
    assertEquals(SATURATED, count.get());
    assertTrue(count.isSaturated());
  }

  private void staysSaturated(RefCountWarning warning, Consumer<RefCount> use) {
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
      saturates(count, ADD_OVERFLOW, RefCount::increment);
    }

    @Test
    void addOverflow() {
      RefCount count = new RefCount(MAX - 1);
      for (int i = 0; i < 4; i++) {
        count.decrement();
      }
      count.add(4);
      assertEquals(MAX - 1, count.get());
      saturates(count, ADD_OVERFLOW, c -> c.add(4));
    }

    @Test
    void incNotZeroOverflow() {
      saturates(new RefCount(MAX), ADD_NOT_ZERO_OVERFLOW, c -> assertTrue(c.incrementNotZero()));
    }

    @Test
    void addNotZeroOverflow() {
      saturates(new RefCount(MAX), ADD_NOT_ZERO_OVERFLOW, c -> assertTrue(c.addNotZero(6)));
    }

    @Test
    void decZero() {
      RefCount count = new RefCount(2);
      count.decrement();
      assertEquals(1, count.get());
      saturates(count, DECREMENT_TO_ZERO, RefCount::decrement);
    }

    @Test
    void decNegative() {
      saturates(new RefCount(0), DECREMENT_TO_ZERO, RefCount::decrement);
    }

    @Test
    void decAndTestNegative() {
      saturates(new RefCount(0), SUBTRACT_UNDERFLOW, c -> assertFalse(c.decrementAndTest()));
    }

    @Test
    void subAndTestNegative() {
      saturates(new RefCount(3), SUBTRACT_UNDERFLOW, c -> assertFalse(c.subtractAndTest(5)));
    }

    @Test
    void incZero() {
      RefCount count = new RefCount(0);
      assertFalse(count.incrementNotZero());
      assertEquals(0, count.get());
      saturates(count, ADD_ON_ZERO, RefCount::increment);
    }

    @Test
    void addZero() {
      RefCount count = new RefCount(0);
      assertFalse(count.addNotZero(3));
      assertEquals(0, count.get());
      saturates(count, ADD_ON_ZERO, c -> c.add(3));
    }

    @Test
    void incSaturated() {
      staysSaturated(ADD_OVERFLOW, RefCount::increment);
    }

    @Test
    void decSaturated() {
      staysSaturated(DECREMENT_TO_ZERO, RefCount::decrement);
    }

    @Test
    void addSaturated() {
      staysSaturated(ADD_OVERFLOW, c -> c.add(8));
    }

    @Test
    void incNotZeroSaturated() {
      staysSaturated(ADD_NOT_ZERO_OVERFLOW, c -> assertTrue(c.incrementNotZero()));
    }

    @Test
    void addNotZeroSaturated() {
      staysSaturated(ADD_NOT_ZERO_OVERFLOW, c -> assertTrue(c.addNotZero(7)));
    }

    @Test
    void decAndTestSaturated() {
      staysSaturated(SUBTRACT_UNDERFLOW, c -> assertFalse(c.decrementAndTest()));
    }

    @Test
    void subAndTestSaturated() {
      staysSaturated(SUBTRACT_UNDERFLOW, c -> assertFalse(c.subtractAndTest(8)));
    }

    /** The timing entries, for what they check besides the time. */
    @Test
    void upAndDownAgainIsInStep() {
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
    void oneBelowTheLimitThereIsRoomForOne() {
      RefCount count = new RefCount(LIMIT - 1);
      assertTried(count, LIMIT - 1, true, LIMIT);
      assertTried(count, LIMIT, false, LIMIT);
    }

    @Test
    void aboveTheLimitIsFull() {
      assertTried(new RefCount(LIMIT + 1), LIMIT + 1, false, LIMIT + 1);
      assertTried(new RefCount(MAX), MAX, false, MAX);
    }

    @ParameterizedTest
    @ValueSource(ints = {FLAG, FLAG + 1, FLAG + 2, FLAG + LIMIT})
    void aFlagAboveTheLimitMakesItFullAndStays(int flagged) {
      assertTried(new RefCount(flagged), flagged, false, flagged);
    }

    @Test
    void zeroIsGoneAndIsToldApartFromFull() {
      assertTried(new RefCount(0), 0, false, 0);
      assertEquals(0, new RefCount(0).incrementNotZeroLimited(0));
      assertEquals(1, new RefCount(1).incrementNotZeroLimited(1));
    }

    @Test
    void fromOneToASmallLimit() {
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
    void theGreatestLimitIsTheMaximumItself() {
      RefCount count = new RefCount(MAX - 1);
      assertEquals(MAX - 1, count.incrementNotZeroLimited(MAX));
      assertEquals(MAX, count.incrementNotZeroLimited(MAX));
      assertEquals(MAX, count.get());
    }

    @Test
    void severalAreAddedAllOrNone() {
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
    void aSaturatedCountAdmitsAndStaysSaturated() {
      staysSaturated(ADD_NOT_ZERO_OVERFLOW, c -> assertEquals(SATURATED, c.incrementNotZeroLimited(LIMIT)));
    }

    @Test
    void admittedIsWhatTheTableSays() {
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

    private void assertTried(RefCount count, int expectedOld, boolean admitted, int expectedNew) {
      int old = count.incrementNotZeroLimited(LIMIT);
      assertEquals(expectedOld, old);
      assertEquals(admitted, RefCount.isAdmitted(old, 1, LIMIT));
      assertEquals(expectedNew, count.get());
    }
  }

  @Test
  void theLastReferenceIsReportedOnce() {
    RefCount count = new RefCount(3);
    assertFalse(count.decrementAndTest());
    assertFalse(count.decrementAndTest());
    assertTrue(count.decrementAndTest());
    saturates(count, SUBTRACT_UNDERFLOW, c -> assertFalse(c.decrementAndTest()));
  }

  @Test
  void severalAreGivenBackAtOnce() {
    RefCount count = new RefCount(5);
    assertFalse(count.subtractAndTest(0));
    assertFalse(count.subtractAndTest(3));
    assertEquals(2, count.get());
    assertTrue(count.subtractAndTest(2));
    assertEquals(0, count.get());
  }

  @Test
  void nothingIsGivenBackToACountThatIsGone() {
    saturates(new RefCount(0), SUBTRACT_UNDERFLOW, c -> assertFalse(c.subtractAndTest(0)));
  }

  @Test
  void theMostThatCanBeAddedIsAdded() {
    RefCount count = new RefCount(1);
    count.add(MAX - 1);
    assertEquals(MAX, count.get());
    assertFalse(count.subtractAndTest(MAX - 1));
    assertTrue(count.addNotZero(MAX - 1));
    assertTrue(count.subtractAndTest(MAX));
  }

  @Test
  void additionsOfTheMaximumDoNotComeRound() {
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
  void decrementIfOneTakesOnlyTheLast() {
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
  void decrementNotOneLeavesTheLast() {
    RefCount count = new RefCount(2);
    assertTrue(count.decrementNotOne());
    assertFalse(count.decrementNotOne());
    assertEquals(1, count.get());
  }

  @Test
  void decrementNotOneLeavesASaturatedCountInPeace() {
    RefCount count = new RefCount(SATURATED);
    assertTrue(count.decrementNotOne());
    assertEquals(SATURATED, count.get());
  }

  @Test
  void decrementNotOneOfZeroIsAnUnderflow() {
    saturates(new RefCount(0), SUBTRACT_UNDERFLOW, c -> assertTrue(c.decrementNotOne()));
  }

  @Test
  void decrementAndLockLocksForTheLastOnly() {
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
  void decrementAndLockUnlocksIfSomebodyCameMeanwhile() {
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
  void setBeginsANewLifeAndPins() {
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
  void negativeNumbersAreRefusedAndChangeNothing(int negative) {
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
  void toStringSaysWhatTheValueMeans() {
    assertEquals("RefCount[3]", new RefCount(3).toString());
    assertEquals("RefCount[0: gone]", new RefCount(0).toString());
    assertEquals("RefCount[-1073741824: saturated, never to be freed]", new RefCount(SATURATED).toString());
  }
}
