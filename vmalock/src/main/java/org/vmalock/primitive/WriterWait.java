package org.vmalock.primitive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The waiter slot of a writer that drains readers: holds the one thread that waits for the last reader, which wakes that thread.
 *
 * <p>There is one slot only, because the waiting thread holds a lock that excludes other waiters (the write lock of the structure).
 * A second waiter would replace the first, which would then never be woken; so {@link #prepare} throws, and the first waiter
 * stays.
 *
 * <p>The condition belongs to the caller: a word with the number of readers and a flag that announces a waiter. The waiter runs
 *
 * <pre>{@code
 * wait.prepare();                          // 1  publish the waiter
 * word.getAndBitwiseOr(LOCKED);            // 2  then set the flag
 * try {
 *   while (readers(word) != 0) {           // 3  then test the condition
 *     wait.park(this);
 *   }
 * } finally {
 *   word.getAndBitwiseAnd(~LOCKED);
 *   wait.finish();
 * }
 * }</pre>
 *
 * <p>and a reader releases with {@code old = word.getAndAdd(-1)}, followed by {@link #wake()} if {@code old} has the flag and the
 * reader was the last.
 *
 * <h2>Why no wake-up is lost</h2>
 *
 * <pre>
 *     T1, the waiter                      T2, the last reader
 *   1 waiter = T1         CAS
 *   2 word |= LOCKED      volatile RMW
 *                                         word - 1            volatile RMW
 *   3 read word           volatile        LOCKED was set? wake()
 * </pre>
 *
 * <p>The two read-modify-writes of one word are ordered. If T2's comes first, T1 sees at 3 that there are no readers. If T1's comes
 * first, T2 sees the flag; so step 1 happens before T2 reads the slot, which holds T1, or is empty if T1 has already finished. An
 * unpark before the park is not lost, because the permit remains. An opaque store would suffice for step 1; it is a CAS in order
 * to refuse a second waiter even if both call {@code prepare} at the same moment.
 *
 * <p>With the flag set first, wake-ups are lost. T2 releases between 2 and 1, sees the flag, finds the slot empty and wakes no
 * thread. To avoid that, T1 would have to see T2's update at 3, or T2 would have to see T1 in the slot: each stores one thing and
 * then loads the other, which takes a full fence on both sides, and the load in {@link #wake()} has none. With a plain store in
 * step 1 this fails on x86 as well, where T1 reads the word while its store is still in the store buffer.
 *
 * <p>Only errors allocate. Virtual threads are supported like platform threads.
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

  /** Set from null by the waiter to itself, and back to null by the same thread; read by waking threads. */
  @SuppressWarnings("unused") // read by way of WAITER
  private @Nullable Thread waiter;

  /** Creates an empty slot. */
  public WriterWait() {}

  /**
   * Publishes the current thread as the waiter. Must be called before the atomic update that announces a waiter to the readers.
   * Volatile. Wait-free.
   *
   * @throws IllegalStateException if there is already a waiter, this thread or another; nothing has changed then
   */
  public void prepare() {
    Thread current = Thread.currentThread();
    Thread other = (Thread) WAITER.compareAndExchange(this, (Thread) null, current);
    if (other != null) {
      throw occupied(current, other);
    }
  }

  /**
   * Empties the slot. A reader that read the slot just before may still unpark this thread, so that one later park of this thread,
   * for any purpose, returns at once. Opaque. Wait-free.
   *
   * @throws IllegalStateException if the current thread is not the waiter; nothing has changed then
   */
  public void finish() {
    checkWaiter("finish");
    WAITER.setOpaque(this, (Thread) null);
  }

  /**
   * Parks the current thread once: until a reader wakes it, it is interrupted, or spuriously. The caller tests its condition in a
   * loop. Returns at once, with the interrupt status kept, if the thread is interrupted: an uninterruptible wait has to clear the
   * status with {@link Thread#interrupted()}, since its loop would spin otherwise, and to restore it at the end. Blocking.
   *
   * @param blocker the object that the thread waits for, shown in thread dumps
   * @throws IllegalStateException if the current thread is not the waiter, since no thread would wake it
   */
  public void park(Object blocker) {
    checkWaiter("park");
    LockSupport.park(blocker);
  }

  /**
   * Parks the current thread once, like {@link #park}, for at most about the given time. The caller tests its condition and the
   * clock to distinguish a wake-up from a timeout. Blocking, bounded.
   *
   * @param blocker the object that the thread waits for, shown in thread dumps
   * @param nanos the maximum time in nanoseconds; 0 or less does not park
   * @throws IllegalStateException if the current thread is not the waiter, since no thread would wake it
   */
  public void parkNanos(Object blocker, long nanos) {
    checkWaiter("parkNanos");
    LockSupport.parkNanos(blocker, nanos);
  }

  /**
   * Wakes the waiter, if there is one. Must be called after the volatile update from which the caller learnt that there is a
   * waiter. Harmless if the waiter has finished in between: this method then finds the slot empty, or unparks a thread that no
   * longer waits, which may see one spurious return from a park, or wakes the next waiter, which tests its condition and parks
   * again. Lock-free.
   */
  public void wake() {
    Thread thread = waiter();
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * Returns the current waiter, for diagnostics. Opaque. Wait-free.
   *
   * @return the thread between its {@link #prepare()} and its {@link #finish()}, or null
   */
  public @Nullable Thread waiter() {
    return (Thread) WAITER.getOpaque(this);
  }

  /**
   * Returns a description of the waiter, for diagnostics.
   *
   * @return for example {@code WriterWait[no waiter]}
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
    return waiter == null ? "no waiter" : waiter + " waits";
  }

  private static IllegalStateException occupied(Thread current, Thread other) {
    String advice =
        other == current
            ? " it has called prepare twice, call finish in between"
            : " wait under a lock that excludes other waiters";
    return new IllegalStateException(
        "WriterWait[" + describe(other) + "]: " + current + " cannot wait as well, there is one slot;" + advice);
  }

  private static IllegalStateException notTheWaiter(String operation, Thread current, @Nullable Thread owner) {
    return new IllegalStateException(
        "WriterWait[" + describe(owner) + "]: " + operation + " by " + current
            + ", which is not the waiter; only the thread that called prepare, and has not called finish since, may call it");
  }
}
