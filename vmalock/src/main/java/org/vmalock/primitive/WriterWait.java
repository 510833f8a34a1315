package org.vmalock.primitive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The place of the one thread that waits until the readers of something have left; the reader that finds that it was
 * the last wakes it.
 *
 * <p>There is one place only, because whoever waits holds a lock that excludes other waiters (the write lock of the
 * structure). A second waiter would push the first one out, which would then sleep for ever; so it is refused, by a
 * named error, and the first one stays.
 *
 * <p>The condition is the caller's: some word that says how many readers there are, with a flag that says that
 * somebody waits. The waiter runs
 *
 * <pre>{@code
 * wait.prepare();                          // 1  publish the waiter
 * word.getAndBitwiseOr(LOCKED);            // 2  then raise the flag
 * try {
 *   while (readers(word) != 0) {           // 3  then look
 *     wait.park(this);
 *   }
 * } finally {
 *   word.getAndBitwiseAnd(~LOCKED);
 *   wait.finish();
 * }
 * }</pre>
 *
 * <p>and a reader leaves with {@code old = word.getAndAdd(-1)}, followed by {@link #wake()} if {@code old} has the flag
 * and the reader was the last.
 *
 * <h2>Why no wake-up is lost</h2>
 *
 * <pre>
 *     T1, the waiter                      T2, the last reader
 *   1 waiter = T1         CAS
 *   2 word |= LOCKED      volatile RMW
 *                                         word - 1            volatile RMW
 *   3 look at word        volatile        LOCKED was set? wake()
 * </pre>
 *
 * <p>The two read-modify-writes of one word have an order. If T2's comes first, T1 sees at 3 that nobody is left. If
 * T1's comes first, T2 sees the flag; so step 1 happened before T2 looks at the slot, which holds T1, or nobody if T1
 * has gone already. An unpark that comes before the park is not lost: the permit stays. An opaque store would be
 * enough for step 1; it is a CAS in order to refuse a second waiter even if both come at the same moment.
 *
 * <p>The other way round, flag first, it fails. T2 leaves between 2 and 1, sees the flag, finds the slot empty and
 * wakes nobody. T1 would have to see at 3 that T2 has left, and T2's look at the slot must not be ahead of its own
 * update: each stores one thing and then loads the other, which takes a full fence on both sides, and the load in
 * {@link #wake()} has none. With a plain store in step 1 it fails on x86 as well, where T1 looks at the word while its
 * store is still in the store buffer.
 *
 * <p>Nothing here allocates but errors. Virtual threads wait and wake like others.
 *
 * <p>Origin: {@code rcuwait} of Linux, the wait of its per-VMA lock.
 */
public final class WriterWait {

  private static final VarHandle WAITER;

  static {
    try {
      WAITER = MethodHandles.lookup().findVarHandle(WriterWait.class, "waiter", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Set from null by the waiter to itself, set back to null by the same thread; read by everybody who wakes. */
  @SuppressWarnings("unused") // read by way of WAITER
  private @Nullable Thread waiter;

  /** Creates an empty slot. */
  public WriterWait() {}

  /**
   * Publishes the current thread as the waiter. To be called before the atomic update that tells the readers that
   * somebody waits, never after it. Wait-free.
   *
   * @throws IllegalStateException if there is a waiter already, be it this thread or another; nothing has changed then
   */
  public void prepare() {
    Thread current = Thread.currentThread();
    Thread other = (Thread) WAITER.compareAndExchange(this, (Thread) null, current);
    if (other != null) {
      throw occupied(current, other);
    }
  }

  /**
   * Gives the slot back. A reader that had read the slot just before may still unpark this thread, which makes one
   * later park of this thread, whatever it is for, return at once. Wait-free.
   *
   * @throws IllegalStateException if the current thread is not the waiter; nothing has changed then
   */
  public void finish() {
    checkWaiter("finish");
    WAITER.setOpaque(this, (Thread) null);
  }

  /**
   * Parks the current thread once, until a reader wakes it, it is interrupted, or for no reason: the caller tests its
   * condition in a loop. An interrupted thread does not sleep here and keeps its interrupt status: an uninterruptible
   * wait has to take the interrupt with {@link Thread#interrupted()}, or its loop spins, and set it again at the end.
   * Blocking.
   *
   * @param blocker what the thread waits for, shown in thread dumps
   * @throws IllegalStateException if the current thread is not the waiter, so that nobody would wake it
   */
  public void park(Object blocker) {
    checkWaiter("park");
    LockSupport.park(blocker);
  }

  /**
   * Parks the current thread once, like {@link #park}, but not much longer than the given time. Whether the time has
   * passed, or somebody woke the thread, the caller finds out from the clock and from its condition. Blocking, bounded.
   *
   * @param blocker what the thread waits for, shown in thread dumps
   * @param nanos the longest time to sleep, in nanoseconds; 0 or less does not sleep at all
   * @throws IllegalStateException if the current thread is not the waiter, so that nobody would wake it
   */
  public void parkNanos(Object blocker, long nanos) {
    checkWaiter("parkNanos");
    LockSupport.parkNanos(blocker, nanos);
  }

  /**
   * Wakes the waiter, if there is one. To be called after the volatile update by which the caller learnt that somebody
   * waits. It is harmless when the waiter has gone meanwhile: then it finds the slot empty, or unparks a thread that
   * waits no more and will see one spurious return from a park, or wakes the next waiter, which tests its condition and
   * parks again. Lock-free.
   */
  public void wake() {
    Thread thread = waiter();
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * Returns the waiter at this moment, for diagnostics. Wait-free.
   *
   * @return the thread between its {@link #prepare()} and its {@link #finish()}, or null
   */
  public @Nullable Thread waiter() {
    return (Thread) WAITER.getOpaque(this);
  }

  /**
   * Returns who waits, for people.
   *
   * @return for example {@code WriterWait[nobody waits]}
   */
  @Override
  public String toString() {
    return "WriterWait[" + describe(waiter()) + "]";
  }

  private void checkWaiter(String operation) {
    Thread owner = waiter();
    Thread current = Thread.currentThread();
    if (owner != current) {
      throw notTheWaiter(operation, current, owner);
    }
  }

  private static String describe(@Nullable Thread waiter) {
    return waiter == null ? "nobody waits" : waiter + " waits";
  }

  private static IllegalStateException occupied(Thread current, Thread other) {
    String advice =
        other == current
            ? " it has prepared twice, call finish in between"
            : " wait under a lock that excludes other waiters";
    return new IllegalStateException(
        "WriterWait[" + describe(other) + "]: " + current + " cannot wait as well, there is one slot;" + advice);
  }

  private static IllegalStateException notTheWaiter(String operation, Thread current, @Nullable Thread owner) {
    return new IllegalStateException(
        "WriterWait[" + describe(owner) + "]: " + operation + " by " + current
            + ", which is not the waiter; only the thread that called prepare, and has not called finish since, may");
  }
}
