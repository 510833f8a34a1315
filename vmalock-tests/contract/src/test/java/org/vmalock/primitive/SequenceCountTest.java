package org.vmalock.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Tests of {@link SequenceCount}, single-threaded and with one writer and two speculating readers. */
class SequenceCountTest {
  private final SequenceCount count = new SequenceCount();

  @Test
  void newCountIsZeroAndReadable() {
    assertValue(0);
    assertEquals(0, count.trySpeculate());
    assertTrue(count.validate(0));
  }

  @Test
  void beginWriteMakesOddAndEndWriteMakesEven() {
    assertEquals(1, count.beginWrite());
    assertValue(1);
    assertEquals(2, count.endWrite());
    assertValue(2);
    assertEquals(3, count.beginWrite());
    assertEquals(4, count.endWrite());
    assertValue(4);
  }

  @Test
  void nestedBeginWriteIsRefused() {
    count.beginWrite();
    IllegalStateException e = assertThrows(IllegalStateException.class, count::beginWrite);
    assertEquals(
        "SequenceCount[1: write section 1 is open]: beginWrite expects no open write section;"
            + " call endWrite first, and let one thread at a time write, under the outer lock",
        e.getMessage());
    assertValue(1);
    assertEquals(2, count.endWrite());
  }

  @Test
  void endWriteWithoutBeginWriteIsRefused() {
    count.beginWrite();
    count.endWrite();
    IllegalStateException e = assertThrows(IllegalStateException.class, count::endWrite);
    assertEquals(
        "SequenceCount[2: open to readers, 1 write sections ended]: endWrite expects an open write section;"
            + " call beginWrite first",
        e.getMessage());
    assertValue(2);
    assertEquals(3, count.beginWrite());
  }

  @Test
  void isOddReportsOpenSection() {
    assertFalse(SequenceCount.isOdd(0));
    assertTrue(SequenceCount.isOdd(1));
    assertFalse(SequenceCount.isOdd(Long.MAX_VALUE - 1));
    assertTrue(SequenceCount.isOdd(Long.MAX_VALUE));
  }

  @Test
  void trySpeculateReturnsBusyDuringSection() {
    count.beginWrite();
    assertEquals(SequenceCount.BUSY, count.trySpeculate());
    count.endWrite();
    assertEquals(2, count.trySpeculate());
  }

  @Test
  void speculationIsValidWithoutWriter() {
    count.beginWrite();
    count.endWrite();
    long sequence = count.trySpeculate();
    assertTrue(count.validate(sequence));
    assertTrue(count.validate(sequence));
  }

  @Test
  void speculationIsInvalidDuringAndAfterSection() {
    long sequence = count.trySpeculate();
    count.beginWrite();
    assertFalse(count.validate(sequence));
    count.endWrite();
    assertFalse(count.validate(sequence));
    count.beginWrite();
    count.endWrite();
    assertFalse(count.validate(sequence));
  }

  @Test
  void impossibleSequenceIsNeverValid() {
    assertFalse(count.validate(SequenceCount.BUSY));
    long odd = count.beginWrite();
    assertFalse(count.validate(odd));
    assertFalse(count.validate(SequenceCount.BUSY));
    setSequence(SequenceCount.BUSY);
    assertFalse(count.validate(SequenceCount.BUSY));
    setSequence(Long.MIN_VALUE);
    assertFalse(count.validate(Long.MIN_VALUE));
  }

  @Test
  void all64BitsAreCompared() {
    long sequence = count.trySpeculate();
    setSequence(1L << 32);
    assertFalse(count.validate(sequence));
    assertEquals(1L << 32, count.trySpeculate());
    setSequence((1L << 32) - 1);
    assertEquals(1L << 32, count.endWrite());
    assertValue(1L << 32);
    assertEquals((1L << 32) + 1, count.beginWrite());
  }

  @Test
  void toStringShowsOpenSection() {
    assertEquals("SequenceCount[0: open to readers, 0 write sections ended]", count.toString());
    setSequence(7);
    assertEquals("SequenceCount[7: write section 4 is open]", count.toString());
  }

  @Test
  void validatedReadIsNeverTorn() throws InterruptedException {
    double seconds =
        Race.secondsAfter(
            SequenceCountTest::neverOddTears, SequenceCountTest::speculationDuringSectionTears, SequenceCountTest::noComparisonTears);
    Outcome outcome = speculate(new Protocol(), seconds);
    assertEquals(0, outcome.torn.get());
    assertTrue(outcome.valid.get() > 0 && outcome.invalid.get() > 0, "either no read was validated or none was invalidated");
  }

  @Test
  void neverOddIsCaught() throws InterruptedException {
    Race.assertCaught(SequenceCountTest::neverOddTears);
  }

  private static boolean neverOddTears(double seconds) throws InterruptedException {
    return speculate(new NeverOdd(), seconds).torn.get() > 0;
  }

  @Test
  void speculationDuringSectionIsCaught() throws InterruptedException {
    Race.assertCaught(SequenceCountTest::speculationDuringSectionTears);
  }

  private static boolean speculationDuringSectionTears(double seconds) throws InterruptedException {
    return speculate(new SpeculatesDuringSection(), seconds).torn.get() > 0;
  }

  @Test
  void validationWithoutComparisonIsCaught() throws InterruptedException {
    Race.assertCaught(SequenceCountTest::noComparisonTears);
  }

  private static boolean noComparisonTears(double seconds) throws InterruptedException {
    return speculate(new ValidatesWithoutComparison(), seconds).torn.get() > 0;
  }

  /** The correct use by a writer and its readers. The subclasses are mutants. */
  private static class Protocol {
    final SequenceCount count = new SequenceCount();

    void beginWrite() {
      count.beginWrite();
    }

    void endWrite() {
      count.endWrite();
    }

    long trySpeculate() {
      return count.trySpeculate();
    }

    boolean validate(long sequence) {
      return count.validate(sequence);
    }
  }

  private static final class NeverOdd extends Protocol {
    @Override
    void beginWrite() {}

    @Override
    void endWrite() {
      count.beginWrite();
      count.endWrite();
    }
  }

  private static final class SpeculatesDuringSection extends Protocol {
    @Override
    long trySpeculate() {
      return count.getAcquire();
    }

    @Override
    boolean validate(long sequence) {
      VarHandle.acquireFence();
      return count.getOpaque() == sequence;
    }
  }

  private static final class ValidatesWithoutComparison extends Protocol {
    @Override
    boolean validate(long sequence) {
      VarHandle.acquireFence();
      return !SequenceCount.isOdd(count.getOpaque());
    }
  }

  /** The results of the readers: numbers of validated, invalidated, and validated but torn pairs. */
  private static final class Outcome {
    final AtomicLong valid = new AtomicLong();
    final AtomicLong invalid = new AtomicLong();
    final AtomicLong torn = new AtomicLong();
  }

  /** One writer increments left and right together while two readers speculate. */
  private static Outcome speculate(Protocol protocol, double seconds) throws InterruptedException {
    Pair pair = new Pair();
    Outcome outcome = new Outcome();
    AtomicBoolean done = new AtomicBoolean();
    Race.Body reader = () -> read(protocol, pair, done, outcome);
    Race.Body writer = () -> {
      long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
      try {
        for (long n = 1; System.nanoTime() - end < 0 && outcome.torn.get() == 0; n++) {
          protocol.beginWrite();
          Pair.LEFT.setOpaque(pair, n);
          Pair.RIGHT.setOpaque(pair, n);
          protocol.endWrite();
        }
      } finally {
        done.set(true);
      }
    };
    Race.run(writer, reader, reader);
    return outcome;
  }

  private static void read(Protocol protocol, Pair pair, AtomicBoolean done, Outcome outcome) {
    long last = 0;
    int round = 0;
    while (!done.get()) {
      long sequence = protocol.trySpeculate();
      if (sequence == SequenceCount.BUSY) {
        continue;
      }
      long right = (long) Pair.RIGHT.getOpaque(pair);
      Rounds.spin(round++ & 7);
      long left = (long) Pair.LEFT.getOpaque(pair);
      if (!protocol.validate(sequence)) {
        outcome.invalid.getAndIncrement();
      } else if (left == right && left >= last) {
        outcome.valid.getAndIncrement();
        last = left;
      } else {
        outcome.torn.getAndIncrement();
      }
    }
  }

  private static final class Pair {
    static final VarHandle LEFT;
    static final VarHandle RIGHT;

    static {
      try {
        LEFT = MethodHandles.lookup().findVarHandle(Pair.class, "left", long.class);
        RIGHT = MethodHandles.lookup().findVarHandle(Pair.class, "right", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    @SuppressWarnings("unused") // accessed by LEFT
    private long left;

    @SuppressWarnings("unused") // accessed by RIGHT
    private long right;
  }

  private void assertValue(long expected) {
    assertEquals(expected, count.getPlain());
    assertEquals(expected, count.getOpaque());
    assertEquals(expected, count.getAcquire());
  }

  private void setSequence(long sequence) {
    try {
      MethodHandles.privateLookupIn(SequenceCount.class, MethodHandles.lookup())
          .findVarHandle(SequenceCount.class, "sequence", long.class)
          .setVolatile(count, sequence);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
