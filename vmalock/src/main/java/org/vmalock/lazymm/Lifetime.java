package org.vmalock.lazymm;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One life of an {@link LazyContext}, which is what slots and boxes name: an {@code LazyContext} that is renewed gets a new one, so that neither a
 * number in a slot nor a reference in a box ever means two lives.
 *
 * <p>A slot holds the token: twice a serial number that is never used again, plus {@link #EXCHANGED} if the worker will leave by
 * an exchange. So the slot itself says how it is left, and a scan needs to know nothing of the scheme that was in force.
 */
final class Lifetime {
  /** In a token: the worker leaves by an exchange. */
  static final long EXCHANGED = 1L;

  /** The bits of a token that name the life. */
  static final long SIGNIFICANT = ~EXCHANGED;

  private static final AtomicLong SERIAL = new AtomicLong();

  /** Null in a mark that no slot names. */
  final @Nullable LazyContext<?> context;

  final long token;

  Lifetime(@Nullable LazyContext<?> context) {
    this.context = context;
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
