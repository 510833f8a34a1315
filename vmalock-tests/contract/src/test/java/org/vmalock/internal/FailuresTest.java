package org.vmalock.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The exceptions of several steps are joined into one, and none is lost. */
class FailuresTest {
  private final Exception first = new IOException("first");
  private final Throwable second = new AssertionError("second");

  @Test
  void theLaterExceptionIsSuppressedInTheEarlier() {
    assertSame(first, Failures.join(first, second));
    assertArrayEquals(new Throwable[] {second}, first.getSuppressed());
    assertEquals(0, second.getSuppressed().length);
  }

  @Test
  void oneExceptionOfTwoStepsIsReturnedAsItIs() {
    assertSame(first, Failures.join(null, first));
    assertSame(first, Failures.join(first, first));
    assertEquals(0, first.getSuppressed().length);
  }

  @Test
  void eitherExceptionMayBeAbsent() {
    assertNull(Failures.joinAny(null, null));
    assertSame(first, Failures.joinAny(first, null));
    assertSame(second, Failures.joinAny(null, second));
    assertSame(first, Failures.joinAny(first, second));
    assertArrayEquals(new Throwable[] {second}, first.getSuppressed());
  }

  @Test
  void workAfterAFailureRunsAndItsExceptionIsSuppressed() {
    boolean[] ran = new boolean[1];
    Failures.suppressInto(first, () -> ran[0] = true);
    assertEquals(true, ran[0]);
    assertEquals(0, first.getSuppressed().length);
    Failures.suppressInto(first, () -> Failures.rethrow(second));
    assertArrayEquals(new Throwable[] {second}, first.getSuppressed());
  }

  @Test
  void aCheckedExceptionIsRethrownUnchanged() {
    assertSame(first, assertThrows(IOException.class, () -> Failures.rethrow(first)));
    Failures.rethrow(null);
  }
}
