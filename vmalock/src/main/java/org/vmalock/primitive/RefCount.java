package org.vmalock.primitive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.Lock;

/**
 * A saturating reference count: a count that overflows or is misused is pinned, so that its object is leaked instead of freed while
 * a thread still uses it. The class mirrors {@code refcount_t} of the Linux kernel, method by method.
 *
 * <p>A value above 0 is the number of references. 0 means unreferenced: no reference can be added any more, and the thread that
 * dropped the last one frees the object. Typical use:
 *
 * <pre>{@code
 * Node node = table.get(key);                        // may be freed at any moment
 * if (node != null && node.refs.incrementNotZero()) {
 *   try {
 *     use(node);
 *   } finally {
 *     if (node.refs.decrementAndTest()) {
 *       free(node);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <h2>Saturation semantics</h2>
 *
 * <pre>
 *   0x80000000            0xC0000000            0xFFFFFFFF
 *       |---------------------|---------------------|  0  |---------------------------|
 *                         SATURATED       unreferenced  1       in use        0x7FFFFFFF
 *       ^                                           ^
 *       one increment too many stores this          one decrement too many stores this
 * </pre>
 *
 * <p>Every value below 0 is invalid. A method that finds or produces one stores {@link #SATURATED}, the middle of the range, which
 * is 2<sup>30</sup> steps away from a valid value in either direction. {@code increment}, {@code decrement} and {@code
 * decrementAndTest} update the value by one before they check the old value; only a great many threads, all between their update
 * and their store of {@code SATURATED}, could leave the range. All other methods check first and never update an invalid value. So
 * a saturated count stays saturated until {@link #set} is called.
 *
 * <p>Each misuse is counted, and logged once per kind: see {@link RefCountWarning}. No method throws for it, because references
 * are often dropped where an exception does more harm than a leak.
 *
 * <p>An accepted race: {@code increment} and {@code add} on 0 cannot be repaired, since the object may already be free. {@code
 * increment} makes the value 1 for a moment before it saturates.
 *
 * <h2>Memory ordering</h2>
 *
 * <p>Everything that a thread did with the object before it dropped its reference happens before the free by the thread to which
 * {@code decrementAndTest}, {@code subtractAndTest}, {@code decrementIfOne} or {@code decrementAndLock} returned {@code true}.
 * {@link #set} is a release store: a thread that adds a reference afterwards sees everything that came before it. A method that
 * returns without changing the value orders nothing.
 *
 * <p>Origin: {@code refcount_t} of Linux; the number line as in its {@code rcuref_t}. Why each update is volatile: see the <a
 * href="doc-files/algorithms.html#ref-count">algorithmic notes</a>.
 */
public final class RefCount {
  // The algorithmic notes: doc-files/algorithms.html

  /** The value of a saturated count, which never reaches 0. */
  public static final int SATURATED = Integer.MIN_VALUE / 2;

  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(RefCount.class, "value", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Updated by any thread, by volatile read-modify-writes; stored by {@code set} (release) and by {@code saturate} (opaque). */
  @SuppressWarnings("unused") // read by way of VALUE
  private int value;

  /**
   * Creates a count.
   *
   * @param initial the initial number of references, usually 1; 0 or more, or {@link #SATURATED}
   * @throws IllegalArgumentException if the argument is another negative number
   */
  public RefCount(int initial) {
    value = checkValue(initial);
  }

  /**
   * Returns the current value, for checks and diagnostics. It is stable only for a thread that holds all references or excludes
   * other threads. Volatile. Wait-free.
   *
   * @return the number of references; 0 if unreferenced, negative if saturated
   */
  public int get() {
    return (int) VALUE.getVolatile(this);
  }

  /**
   * Returns whether the count is saturated, for checks and diagnostics. Volatile. Wait-free.
   *
   * @return true if this count will never cause the object to be freed
   */
  public boolean isSaturated() {
    return get() < 0;
  }

  /**
   * Sets the count regardless of its value: to start a new generation of an unreferenced object, or to pin an object. The caller
   * ensures that no other thread updates the count concurrently. Release. Wait-free.
   *
   * @param count the number of references, 0 or more, or {@link #SATURATED}
   * @throws IllegalArgumentException if the argument is another negative number; nothing has changed then
   */
  public void set(int count) {
    VALUE.setRelease(this, checkValue(count));
  }

  /**
   * Adds a reference. The caller holds one, or is protected by the holder of one. On 0 this is a use after free ({@link
   * RefCountWarning#ADD_ON_ZERO}), at the maximum an overflow ({@link RefCountWarning#ADD_OVERFLOW}); both saturate. Volatile.
   * Wait-free.
   */
  public void increment() {
    int old = (int) VALUE.getAndAdd(this, 1);
    if (old <= 0 || old == Integer.MAX_VALUE) {
      saturate(additionWarning(old), old);
    }
  }

  /**
   * Adds a reference unless the count is 0. Volatile if it succeeds. Lock-free.
   *
   * @return true if the caller holds a reference now, also on a saturated count; false if the count is 0 and unchanged
   */
  public boolean incrementNotZero() {
    return addNotZero(1);
  }

  /**
   * Adds a reference unless the count is 0 or has reached a limit. A failed attempt does not write to the count. Volatile if it
   * succeeds. Lock-free.
   *
   * <p>{@link #isAdmitted} decodes the result:
   *
   * <table>
   *   <caption>Results</caption>
   *   <tr><th scope="col">old value</th><th scope="col">meaning</th></tr>
   *   <tr><td>0</td><td>not added: unreferenced</td></tr>
   *   <tr><td>1 to limit - 1</td><td>added</td></tr>
   *   <tr><td>limit and above</td><td>not added: full, or a flag above the limit is set</td></tr>
   *   <tr><td>below 0</td><td>saturated; the caller may use the object</td></tr>
   * </table>
   *
   * @param limit the maximum value after the addition; 0 or more
   * @return the old value
   * @throws IllegalArgumentException if the limit is negative; nothing has changed then
   */
  public int incrementNotZeroLimited(int limit) {
    return addNotZeroLimited(1, limit);
  }

  /**
   * Returns whether a limited addition succeeded.
   *
   * @param old the result of {@link #incrementNotZeroLimited} or {@link #addNotZeroLimited}
   * @param n the number of references that were requested
   * @param limit the limit that was given
   * @return true if the caller holds the references
   */
  public static boolean isAdmitted(int old, int n, int limit) {
    return old < 0 || (old > 0 && n <= limit - old);
  }

  /**
   * Adds references. The caller holds one, or is protected by the holder of one. On 0 this is a use after free ({@link
   * RefCountWarning#ADD_ON_ZERO}), past the maximum an overflow ({@link RefCountWarning#ADD_OVERFLOW}); both saturate. Volatile.
   * Lock-free.
   *
   * @param n the number of references, 0 or more
   * @throws IllegalArgumentException if n is negative; nothing has changed then
   */
  public void add(int n) {
    checkNumber(n);
    int old;
    int sum;
    do {
      old = (int) VALUE.getOpaque(this);
      sum = saturatingSum(old, n);
    } while (!VALUE.weakCompareAndSet(this, old, sum));
    if (sum < 0) {
      additionWarning(old).report(old);
    }
  }

  /**
   * Adds references unless the count is 0. Past the maximum the count saturates ({@link RefCountWarning#ADD_NOT_ZERO_OVERFLOW}).
   * Volatile if it succeeds. Lock-free.
   *
   * @param n the number of references, 0 or more
   * @return true if the caller holds the references now, also on a saturated count; false if the count is 0 and unchanged
   * @throws IllegalArgumentException if n is negative; nothing has changed then
   */
  public boolean addNotZero(int n) {
    checkNumber(n);
    int old;
    int sum;
    do {
      old = (int) VALUE.getOpaque(this);
      if (old == 0) {
        return false;
      }
      sum = saturatingSum(old, n);
    } while (!VALUE.weakCompareAndSet(this, old, sum));
    if (sum < 0) {
      RefCountWarning.ADD_NOT_ZERO_OVERFLOW.report(old);
    }
    return true;
  }

  /**
   * Adds references, all or none, unless the count is 0 or would exceed a limit. Otherwise like {@link #incrementNotZeroLimited}.
   * Volatile if it succeeds. Lock-free.
   *
   * @param n the number of references, 0 or more
   * @param limit the maximum value after the addition; 0 or more
   * @return the old value; {@link #isAdmitted} decodes it
   * @throws IllegalArgumentException if an argument is negative; nothing has changed then
   */
  public int addNotZeroLimited(int n, int limit) {
    checkNumber(n);
    checkLimit(limit);
    int old;
    int sum;
    do {
      old = (int) VALUE.getOpaque(this);
      if (!isAdmitted(old, n, limit)) {
        return old;
      }
      sum = saturatingSum(old, n);
    } while (!VALUE.weakCompareAndSet(this, old, sum));
    if (sum < 0) {
      RefCountWarning.ADD_NOT_ZERO_OVERFLOW.report(old);
    }
    return old;
  }

  /**
   * Drops a reference that is known not to be the last. A result of 0 or less is an error, since no thread would free the object
   * ({@link RefCountWarning#DECREMENT_TO_ZERO}), and saturates. Volatile. Wait-free.
   */
  public void decrement() {
    int old = (int) VALUE.getAndAdd(this, -1);
    if (old <= 1) {
      saturate(RefCountWarning.DECREMENT_TO_ZERO, old);
    }
  }

  /**
   * Drops a reference. On 0 or a saturated count this is an error ({@link RefCountWarning#SUBTRACT_UNDERFLOW}) and saturates.
   * Volatile. Wait-free.
   *
   * @return true if it was the last reference, and the caller has to free the object; true for at most one caller
   */
  public boolean decrementAndTest() {
    int old = (int) VALUE.getAndAdd(this, -1);
    if (old <= 0) {
      saturate(RefCountWarning.SUBTRACT_UNDERFLOW, old);
    }
    return old == 1;
  }

  /**
   * Drops references. If the count is lower than n this is an error ({@link RefCountWarning#SUBTRACT_UNDERFLOW}) and saturates.
   * Volatile. Lock-free.
   *
   * @param n the number of references, 0 or more
   * @return true if they were the last references, and the caller has to free the object; true for at most one caller
   * @throws IllegalArgumentException if n is negative; nothing has changed then
   */
  public boolean subtractAndTest(int n) {
    checkNumber(n);
    int old;
    int rest;
    do {
      old = (int) VALUE.getOpaque(this);
      rest = old > 0 && n <= old ? old - n : SATURATED;
    } while (!VALUE.weakCompareAndSet(this, old, rest));
    if (rest < 0) {
      RefCountWarning.SUBTRACT_UNDERFLOW.report(old);
    }
    return rest == 0;
  }

  /**
   * Drops the reference if it is the only one, and does nothing otherwise. Volatile if it succeeds. Wait-free.
   *
   * @return true if the count is 0 now, and the caller has to free the object
   */
  public boolean decrementIfOne() {
    return VALUE.compareAndSet(this, 1, 0);
  }

  /**
   * Drops a reference unless it is the last. On 0 this is an error ({@link RefCountWarning#SUBTRACT_UNDERFLOW}) and saturates.
   * Volatile if it drops one. Lock-free.
   *
   * @return false if the count is 1 and the caller still holds that reference; true otherwise, also on a saturated count
   */
  public boolean decrementNotOne() {
    int old;
    int rest;
    do {
      old = (int) VALUE.getOpaque(this);
      if (old == 1) {
        return false;
      }
      if (old < 0) {
        return true;
      }
      rest = old == 0 ? SATURATED : old - 1;
    } while (!VALUE.weakCompareAndSet(this, old, rest));
    if (rest < 0) {
      RefCountWarning.SUBTRACT_UNDERFLOW.report(old);
    }
    return true;
  }

  /**
   * Drops a reference, under a lock if it is the last one. So the last holder can unlink the object atomically under the lock of
   * its table, while all other references are dropped without the lock. Blocks only if the reference may be the last.
   *
   * @param lock the lock to hold when the count reaches 0
   * @return true if it was the last reference: the lock is held, and the caller has to free the object and unlock; false
   *     otherwise, with the lock not held by this call
   */
  public boolean decrementAndLock(Lock lock) {
    if (decrementNotOne()) {
      return false;
    }
    boolean last = false;
    lock.lock();
    try {
      last = decrementAndTest();
    } finally {
      if (!last) {
        lock.unlock();
      }
    }
    return last;
  }

  /**
   * Returns a description of the value, for diagnostics.
   *
   * @return for example {@code RefCount[3]}
   */
  @Override
  public String toString() {
    return "RefCount[" + describe(get()) + "]";
  }

  static String describe(int value) {
    if (value < 0) {
      return value + ": saturated, never to be freed";
    }
    return value == 0 ? "0: unreferenced" : Integer.toString(value);
  }

  /** Pins the count. Other threads may still update the invalid value; each of them calls this method as well, after its update. */
  private void saturate(RefCountWarning warning, int old) {
    VALUE.setOpaque(this, SATURATED);
    warning.report(old);
  }

  private static RefCountWarning additionWarning(int old) {
    return old == 0 ? RefCountWarning.ADD_ON_ZERO : RefCountWarning.ADD_OVERFLOW;
  }

  private static int saturatingSum(int old, int n) {
    return old > 0 && n <= Integer.MAX_VALUE - old ? old + n : SATURATED;
  }

  private static int checkValue(int count) {
    if (count < 0 && count != SATURATED) {
      throw new IllegalArgumentException("RefCount: the count is " + count + "; expected 0 or more, or SATURATED");
    }
    return count;
  }

  private static void checkNumber(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("RefCount: the number of references to add or drop is " + n + "; expected 0 or more");
    }
  }

  private static void checkLimit(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("RefCount: the limit is " + limit + "; expected 0 or more");
    }
  }
}
