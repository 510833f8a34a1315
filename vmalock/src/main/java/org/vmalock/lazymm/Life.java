package org.vmalock.lazymm;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One life of an {@link Mm}, which is what slots and boxes name: an {@code Mm} that is renewed gets a new one, so that neither a
 * number in a slot nor a reference in a box ever means two lives.
 *
 * <p>A slot holds the token: twice a serial number that is never used again, plus {@link #EXCHANGED} if the worker will leave by
 * an exchange. So the slot itself says how it is left, and a scan needs to know nothing of the scheme that was in force.
 */
final class Life {
  /** In a token: the worker leaves by an exchange. */
  static final long EXCHANGED = 1L;

  /** The bits of a token that name the life. */
  static final long SIGNIFICANT = ~EXCHANGED;

  private static final AtomicLong SERIAL = new AtomicLong();

  /** Null in a mark that no slot names. */
  final @Nullable Mm<?> mm;

  final long token;

  Life(@Nullable Mm<?> mm) {
    this.mm = mm;
    token = nextToken();
  }

  /** 2<sup>62</sup> of them: a billion a second last for more than a century. */
  static long nextToken() {
    return SERIAL.incrementAndGet() << 1;
  }

  boolean isNamedBy(long slotValue) {
    return (slotValue & SIGNIFICANT) == token;
  }
}
