package org.vmalock.lazymm;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.ReleaseQueue;

/**
 * One generation of a {@link LazyContext}, as named by slots and hand-off boxes. A recycled context gets a new {@code Lifetime}, so
 * that a number in a slot or a reference in a box identifies one generation.
 *
 * <p>A slot holds the token: twice a serial number that is never reused, plus {@link #EXACT} if the worker releases the slot by an
 * exchange. So the slot itself states how it is released, independent of the scheme in force.
 *
 * <p>It is also the member of the {@link ReleaseQueue} of the thread that has dropped the last reference.
 */
final class Lifetime extends ReleaseQueue.Link {
  /** Set in a published token if the worker releases the slot by an exchange. */
  static final long EXACT = 1L;

  /** The bits of a published token that identify the generation. */
  static final long SIGNIFICANT = ~EXACT;

  private static final AtomicLong SERIAL = new AtomicLong();

  /** Null in the marker for a closed box, which no slot names. */
  final @Nullable LazyContext<?> context;

  final long token;

  Lifetime(@Nullable LazyContext<?> context) {
    this.context = context;
    token = nextToken();
  }

  /** Returns one of 2<sup>62</sup> tokens, enough for a billion per second for more than a century. */
  static long nextToken() {
    return SERIAL.incrementAndGet() << 1;
  }

  @Override
  protected @Nullable Throwable release() {
    return context == null ? null : context.runReleaseAction();
  }

  boolean isNamedBy(long slotValue) {
    return (slotValue & SIGNIFICANT) == token;
  }
}
