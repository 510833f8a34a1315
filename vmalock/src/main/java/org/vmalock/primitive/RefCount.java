package org.vmalock.primitive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.Lock;

/**
 * A reference count that saturates: a count that is misused or overflows is pinned for ever, so that its object leaks
 * but is never freed under somebody who still uses it.
 *
 * <p>A count above 0 says how many references there are. 0 says that the object is gone: nobody may add to it, and the
 * thread that took the last reference away frees the object. Use it so:
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
 * <h2>The values</h2>
 *
 * <pre>
 *   0x80000000            0xC0000000            0xFFFFFFFF
 *       |---------------------|---------------------|  0  |---------------------------|
 *                         SATURATED                  gone 1         in use        0x7FFFFFFF
 *       ^                                           ^
 *       one increment too many lands here           one decrement too many lands here
 * </pre>
 *
 * <p>Every value below 0 is bad, and whoever meets or makes one stores {@link #SATURATED}, in the middle. From there it
 * is 2<sup>30</sup> steps either way to a value that looks good. {@code increment}, {@code decrement} and
 * {@code decrementAndTest} take one step before they look at what they found, so that many threads would have to
 * stand between their step and their store at the same time; all other methods look first and never step on a bad
 * value. A count that has been saturated therefore stays so, but for {@link #set}.
 *
 * <p>Each misuse is counted and, once per kind, logged: see {@link RefCountWarning}. No method throws for it, because
 * a count is often given back where an exception does more harm than a leak.
 *
 * <p>An accepted race: {@code increment} and {@code add} on 0 are errors that come too late to be repaired, the object
 * is free by then. {@code increment} shows a 1 for a moment before it saturates.
 *
 * <h2>Memory effects</h2>
 *
 * <p>Everything a thread did with the object before it gave its reference back happens before the free by the thread
 * that got {@code true} from {@code decrementAndTest}, {@code subtractAndTest}, {@code decrementIfOne} or
 * {@code decrementAndLock}. {@link #set} is a release store, and whoever takes a reference to the life that it began
 * sees all that came before it. A method that returns without a change orders nothing.
 *
 * <p>Origin: {@code refcount_t} of Linux; the value line as in its {@code rcuref_t}.
 */
public final class RefCount {
  /*
   * Why every update is volatile
   * ----------------------------
   *   T1                    T2                    T3
   *   writes to the object
   *   3 -> 2
   *                         2 -> 1
   *                                               1 -> 0, frees the object
   *
   * T3 has to see T1's writes, but reads the 1 that T2 wrote. C++ and the kernel carry T1's release on through T2's
   * update even if that is relaxed; the documents of VarHandle promise nothing of the kind. So T2's update has to
   * acquire what it finds and release it again, and so has every update that can stand in such a chain, increments
   * included: volatile is the one mode of read-modify-write that does both. On x86 all modes are the same instruction.
   *
   * An initial load that feeds a CAS is opaque: it is only a guess, which the CAS confirms. weakCompareAndSet is the
   * volatile form that may fail for no reason, which a loop does not mind.
   *
   * Why increments are additions and not CAS loops
   * ----------------------------------------------
   * n threads on one count need n additions but about n * n / 2 attempts with CAS. The price is the excursion into the
   * bad zone described above. Additions of n could cross the whole zone in a few calls, so they are CAS loops.
   */

  /** The value of a count that is pinned for ever. */
  public static final int SATURATED = Integer.MIN_VALUE / 2;

  private static final VarHandle VALUE;

  static {
    try {
      VALUE = MethodHandles.lookup().findVarHandle(RefCount.class, "value", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Written by all threads, by volatile read-modify-writes; release-stored by {@code set}, and to saturate. */
  @SuppressWarnings("unused") // read by way of VALUE
  private int value;

  /**
   * Creates a count.
   *
   * @param initial the number of references there are at first, usually 1; 0 or more, or {@link #SATURATED}
   * @throws IllegalArgumentException if it is another negative number
   */
  public RefCount(int initial) {
    value = checkValue(initial);
  }

  /**
   * Returns the count at this moment, for checks and for people. Only a thread that holds all references, or keeps
   * others away, can rely on it. Volatile. Wait-free.
   *
   * @return the number of references, 0 if the object is gone, negative if the count is saturated
   */
  public int get() {
    return (int) VALUE.getVolatile(this);
  }

  /**
   * Returns whether the count is pinned, for checks and for people. Wait-free.
   *
   * @return true if the object will never be freed by way of this count
   */
  public boolean isSaturated() {
    return get() < 0;
  }

  /**
   * Sets the count, whatever it is: to give a new life to an object that is gone, or to pin one. The caller makes sure
   * that nobody else updates it meanwhile. Release. Wait-free.
   *
   * @param count the number of references, 0 or more, or {@link #SATURATED}
   * @throws IllegalArgumentException if it is another negative number; nothing has changed then
   */
  public void set(int count) {
    VALUE.setRelease(this, checkValue(count));
  }

  /**
   * Adds a reference; the caller holds one already, or is protected by something that holds one. From 0 it is a use
   * after free ({@link RefCountWarning#ADD_ON_ZERO}), past the maximum an overflow
   * ({@link RefCountWarning#ADD_OVERFLOW}); both saturate. Volatile. Wait-free.
   */
  public void increment() {
    int old = (int) VALUE.getAndAdd(this, 1);
    if (old <= 0 || old == Integer.MAX_VALUE) {
      saturate(additionWarning(old), old);
    }
  }

  /**
   * Adds a reference unless the object is gone. Volatile if it does. Lock-free.
   *
   * @return true if the caller holds a reference now, which it does on a saturated count as well; false if the count
   *     was 0 and still is
   */
  public boolean incrementNotZero() {
    return addNotZero(1);
  }

  /**
   * Adds a reference unless the object is gone or has the most references it may have. What fails has not written to
   * the count. Volatile if it succeeds. Lock-free.
   *
   * <p>The old value tells what happened, and {@link #isAdmitted} says whether it succeeded:
   *
   * <table>
   *   <caption>What the old value says</caption>
   *   <tr><th scope="col">old value</th><th scope="col">outcome</th></tr>
   *   <tr><td>0</td><td>not added: the object is gone</td></tr>
   *   <tr><td>1 to limit - 1</td><td>added</td></tr>
   *   <tr><td>limit and above</td><td>not added: full, or a flag above the limit is set</td></tr>
   *   <tr><td>below 0</td><td>the count is saturated, and the caller may use the object</td></tr>
   * </table>
   *
   * @param limit the count is never made larger than this; 0 or more
   * @return the count before this call
   * @throws IllegalArgumentException if the limit is negative; nothing has changed then
   */
  public int incrementNotZeroLimited(int limit) {
    return addNotZeroLimited(1, limit);
  }

  /**
   * Returns whether a limited addition succeeded.
   *
   * @param old what {@link #incrementNotZeroLimited} or {@link #addNotZeroLimited} returned
   * @param n how many references were asked for
   * @param limit the limit that was given
   * @return true if the caller holds the references
   */
  public static boolean isAdmitted(int old, int n, int limit) {
    return old < 0 || (old > 0 && n <= limit - old);
  }

  /**
   * Adds references; the caller holds one already, or is protected by something that holds one. From 0 it is a use
   * after free ({@link RefCountWarning#ADD_ON_ZERO}), past the maximum an overflow
   * ({@link RefCountWarning#ADD_OVERFLOW}); both saturate. Volatile. Lock-free.
   *
   * @param n how many, 0 or more
   * @throws IllegalArgumentException if it is negative; nothing has changed then
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
   * Adds references unless the object is gone. Past the maximum it saturates
   * ({@link RefCountWarning#ADD_NOT_ZERO_OVERFLOW}). Volatile if it succeeds. Lock-free.
   *
   * @param n how many, 0 or more
   * @return true if the caller holds them now, which it does on a saturated count as well; false if the count was 0 and
   *     still is
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
   * Adds references, all or none, unless the object is gone or would get more than it may have. Otherwise like
   * {@link #incrementNotZeroLimited}. Lock-free.
   *
   * @param n how many, 0 or more
   * @param limit the count is never made larger than this; 0 or more
   * @return the count before this call; {@link #isAdmitted} says whether it succeeded
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
   * Gives a reference back that is known not to be the last. Reaching 0, or starting there, is a leak
   * ({@link RefCountWarning#DECREMENT_TO_ZERO}) and saturates. Volatile. Wait-free.
   */
  public void decrement() {
    int old = (int) VALUE.getAndAdd(this, -1);
    if (old <= 1) {
      saturate(RefCountWarning.DECREMENT_TO_ZERO, old);
    }
  }

  /**
   * Gives a reference back. On a count of 0 or a saturated one it is an error
   * ({@link RefCountWarning#SUBTRACT_UNDERFLOW}) that saturates. Volatile. Wait-free.
   *
   * @return true if it was the last, and the caller is to free the object; true for one caller at most
   */
  public boolean decrementAndTest() {
    int old = (int) VALUE.getAndAdd(this, -1);
    if (old <= 0) {
      saturate(RefCountWarning.SUBTRACT_UNDERFLOW, old);
    }
    return old == 1;
  }

  /**
   * Gives references back. If there are fewer, or none, it is an error ({@link RefCountWarning#SUBTRACT_UNDERFLOW})
   * that saturates. Volatile. Lock-free.
   *
   * @param n how many, 0 or more
   * @return true if they were the last, and the caller is to free the object; true for one caller at most
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
   * Gives the last reference back if there is just one, and does nothing otherwise. Volatile if it does. Wait-free.
   *
   * @return true if it was the last, and the caller is to free the object
   */
  public boolean decrementIfOne() {
    return VALUE.compareAndSet(this, 1, 0);
  }

  /**
   * Gives a reference back unless it is the last. From 0 it is an error ({@link RefCountWarning#SUBTRACT_UNDERFLOW})
   * that saturates. Volatile if it gives one back. Lock-free.
   *
   * @return false if the count is 1 and the caller still holds that reference; true if the caller has nothing more to
   *     do, which is so on a saturated count as well
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
   * Gives a reference back, and takes a lock if it is the last: so that an object can be unlinked, under the lock that
   * guards its table, at the moment it is gone, while all other references are given back without that lock. The
   * caller must be able to take the lock. Blocking only if the reference may be the last.
   *
   * @param lock the lock to be held when the count reaches 0
   * @return true if it was the last: the lock is held, and the caller is to free the object and unlock; false
   *     otherwise, and the lock is not held by this call
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
   * Returns the count and what it says, for people.
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
    return value == 0 ? "0: gone" : Integer.toString(value);
  }

  /** Others may step on the bad value meanwhile; each of them comes here as well, and the last store is the end. */
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
      throw new IllegalArgumentException("RefCount: a count of " + count + "; expected 0 or more, or SATURATED");
    }
    return count;
  }

  private static void checkNumber(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("RefCount: " + n + " references to add or give back; expected 0 or more");
    }
  }

  private static void checkLimit(int limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("RefCount: a limit of " + limit + "; expected 0 or more");
    }
  }
}
