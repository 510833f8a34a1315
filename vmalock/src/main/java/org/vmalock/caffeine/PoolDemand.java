package org.vmalock.caffeine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts the loads that wait for an object of a pool, and the values that were retired for them. As long as more loads wait than values
 * were retired, a thread that releases the last hold of a value retires that value too.
 *
 * <p>No load waits while a value is idle and not retired: each side stores, and then loads what the other one has stored.
 *
 * <pre>
 *   T1 load                                   T2 last holder of x
 *   -------------------------------------     -------------------------------------
 *   waiting + 1           (volatile RMW)      readers of x - 1       (volatile RMW)
 *   full fence                                demand pending?        (volatile)
 *   an idle value? retires it                 retires x
 *   waits in the queue of the pool
 * </pre>
 *
 * <p>A retired value is counted until any load has obtained an object, which may be another one: a thread that obtains an object without
 * waiting may have taken the one that was meant for a waiting load. The demand then rises again, and that thread looks for another idle
 * value. The error of the count is on the side of one value too many.
 */
final class PoolDemand {
  private static final int WAITING_SHIFT = 32;
  private static final long ONE_WAITING = 1L << WAITING_SHIFT;
  private static final long RETIRED_MASK = ONE_WAITING - 1;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(PoolDemand.class, "state", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The number of waiting loads above, the number of values retired for them below. */
  private volatile long state;

  /** Returns whether a load waits for which no value was retired. */
  boolean isPending() {
    return isPending(state);
  }

  private static boolean isPending(long state) {
    return state >>> WAITING_SHIFT > (state & RETIRED_MASK);
  }

  /** Begins the wait of a load. The caller then looks for idle values, and waits. */
  void beginWait() {
    STATE.getAndAdd(this, ONE_WAITING);
    VarHandle.fullFence();
  }

  /** Ends the wait of a load that has obtained nothing. */
  void abandonWait() {
    STATE.getAndAdd(this, -ONE_WAITING);
  }

  /** Ends the wait of a load that has obtained an object. */
  void endWait() {
    obtained(ONE_WAITING);
  }

  /** Counts an object that was obtained without waiting. */
  void countObtained() {
    if (state != 0) {
      obtained(0);
    }
  }

  private void obtained(long waiting) {
    long seen;
    do {
      seen = state;
    } while (!STATE.compareAndSet(this, seen, seen - waiting - Math.min(seen & RETIRED_MASK, 1)));
    VarHandle.fullFence();
  }

  /** Makes the calling thread responsible for retiring one value; returns false if no load needs one. */
  boolean claim() {
    long seen;
    do {
      seen = state;
      if (!isPending(seen)) {
        return false;
      }
    } while (!STATE.compareAndSet(this, seen, seen + 1));
    return true;
  }

  /** Takes a claim back: the value did not become free. The caller then looks for another one. */
  void cancelClaim() {
    obtained(0);
  }
}
