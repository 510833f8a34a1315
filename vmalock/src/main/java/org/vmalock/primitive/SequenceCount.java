package org.vmalock.primitive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A 64-bit sequence number that is odd while a write section is open and even otherwise.
 *
 * <p>A structure uses it in two ways. A value read inside a write section identifies that section: a node that stores it is
 * write-locked for as long as the sequence has the same value, so that one increment unlocks all such nodes. And a reader
 * without a lock can check afterwards whether a write section overlapped with its reads.
 *
 * <h2>Writing</h2>
 *
 * <p>{@link #beginWrite()} and {@link #endWrite()} are called under an outer lock, which excludes other writers and orders each
 * writer after the one before. A call in the wrong state throws and changes nothing.
 *
 * <h2>Reading without a lock</h2>
 *
 * <pre>{@code
 * long sequence = count.trySpeculate();
 * if (sequence != SequenceCount.BUSY) {
 *   long start = (long) START.getOpaque(range);
 *   long end = (long) END.getOpaque(range);
 *   if (count.validate(sequence)) {
 *     return end - start;          // both belong to one version
 *   }
 * }
 * return readUnderTheLock();
 * }</pre>
 *
 * <p>Between the two calls the data may change at any moment. The values read may mix two versions and violate every invariant of
 * the structure until {@code validate} returns true: do not store them, and do not dereference, index, divide by or loop on them
 * in a way that fails for inconsistent values.
 *
 * <p>Access modes of the data: the readers' loads must not tear, so {@code long} and {@code double} fields are read opaque, and so
 * is a field that a loop waits for; {@code int}, narrower types and references may be read plain, once each, into a local. The
 * same rule is enough for the writer's stores. An object that is reached through a reference read in between was either published
 * before the section, and its contents may change during the read like any other data, or its reference is stored with release
 * and read with acquire.
 *
 * <h2>Memory ordering</h2>
 *
 * <pre>
 *   writer                              reader
 *   sequence = odd     release
 *   releaseFence                        first = sequence          acquire
 *   data = ...                          ... = data
 *   sequence = even    release          acquireFence
 *                                       first == sequence         opaque
 * </pre>
 *
 * <p>A reader that saw any store of the section also sees the odd value in its last line, because the release fence is between
 * the odd value and the stores: the check fails. A reader whose first line saw the even value synchronizes with the end of that
 * section and sees all its stores. The odd value is a release store for another kind of reader: one that compares a value kept
 * from an earlier section with the sequence, finds them different because the <em>next</em> section has begun, and concludes that
 * the earlier section has ended. That reader has to see the stores of the earlier section, although it never read its even value.
 *
 * <p>The sequence does not wrap around: at one write section per nanosecond, 2<sup>62</sup> sections take 146 years.
 *
 * <p>Origin: the seqlock of Linux ({@code seqcount_t}), as {@code mm_lock_seq} uses it; for the fences, H.-J. Boehm,
 * "Can Seqlocks Get Along With Programming Language Memory Models?", MSPC 2012.
 */
@SuppressWarnings("unused")
public final class SequenceCount extends SequencePadding.Value {

  /** Result of {@link #trySpeculate()} while a write section is open. Never a sequence, and never valid. */
  public static final long BUSY = -1L;

  private static final VarHandle SEQUENCE;

  static {
    try {
      SEQUENCE = MethodHandles.lookup().findVarHandle(SequencePadding.Value.class, "sequence", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // The bytes behind the value.
  private long p1;
  private long p2;
  private long p3;
  private long p4;
  private long p5;
  private long p6;
  private long p7;

  /** Creates a sequence of 0: no write section is or was open. */
  public SequenceCount() {}

  /**
   * Returns whether a value identifies a write section, which is open for as long as the sequence has this value.
   *
   * @param sequence a value of a sequence
   * @return true if it is odd
   */
  public static boolean isOdd(long sequence) {
    return (sequence & 1L) != 0;
  }

  /**
   * Returns the sequence without ordering other accesses, for an early check that can only fail. Wait-free.
   *
   * @return the sequence, with opaque access
   */
  public long getOpaque() {
    return (long) SEQUENCE.getOpaque(this);
  }

  /**
   * Returns the sequence. The caller sees everything written before this value was stored, and its later accesses stay after the
   * load. Wait-free.
   *
   * @return the sequence, with acquire access
   */
  public long getAcquire() {
    return (long) SEQUENCE.getAcquire(this);
  }

  /**
   * Returns the sequence to the thread that holds the outer lock, which no other thread can change concurrently. Undefined for
   * any other thread. Wait-free.
   *
   * @return the sequence, with plain access
   */
  public long getPlain() {
    return sequence;
  }

  /**
   * Opens a write section. The outer lock must be held. From here on {@link #trySpeculate} returns {@link #BUSY}, and speculations
   * that have begun do not validate. Everything before this call is released with the odd value, and later stores stay after it.
   * Wait-free.
   *
   * @return the new value, which is odd and identifies this section
   * @throws IllegalStateException if a section is already open; nothing has changed then
   */
  public long beginWrite() {
    long current = sequence;
    if (isOdd(current)) {
      throw alreadyOpen(current);
    }
    long odd = current + 1;
    SEQUENCE.setRelease(this, odd);
    VarHandle.releaseFence();
    return odd;
  }

  /**
   * Closes the write section, and thereby releases every node that stores its value. The outer lock is still held, and is released
   * after this call. Everything written in the section is released with the even value. Wait-free.
   *
   * @return the new value, which is even
   * @throws IllegalStateException if no section is open; nothing has changed then
   */
  public long endWrite() {
    long current = sequence;
    if (!isOdd(current)) {
      throw notOpen(current);
    }
    long even = current + 1;
    SEQUENCE.setRelease(this, even);
    return even;
  }

  /**
   * Begins a read without a lock. Does not wait for an open section to end; a reader that can wait acquires the lock instead.
   * Acquire. Wait-free.
   *
   * @return the sequence to {@linkplain #validate validate} with, 0 or positive; or {@link #BUSY} if a write section is open
   */
  public long trySpeculate() {
    long current = getAcquire();
    return isOdd(current) ? BUSY : current;
  }

  /**
   * Returns whether no write section was open at any time since the {@link #trySpeculate()} that returned this sequence: then all
   * values read in between belong to one version. A section that wrote nothing fails the check as well. Loads before this call stay
   * before it. May be called any number of times for one speculation. Wait-free.
   *
   * @param sequence the result of {@code trySpeculate}; {@link #BUSY}, or any value that it cannot return, is never valid
   * @return true if the values read are consistent; false if they may be inconsistent and must be discarded
   */
  public boolean validate(long sequence) {
    VarHandle.acquireFence();
    return sequence == getOpaque() && sequence >= 0 && !isOdd(sequence);
  }

  /**
   * Returns a description of the sequence, for diagnostics.
   *
   * @return for example {@code SequenceCount[7: write section 4 is open]}
   */
  @Override
  public String toString() {
    return "SequenceCount[" + describe(getOpaque()) + "]";
  }

  private static String describe(long sequence) {
    long ended = sequence >>> 1;
    return isOdd(sequence)
        ? sequence + ": write section " + (ended + 1) + " is open"
        : sequence + ": open to readers, " + ended + " write sections ended";
  }

  private static IllegalStateException alreadyOpen(long current) {
    return new IllegalStateException(
        "SequenceCount[" + describe(current) + "]: beginWrite expects no open write section;"
            + " call endWrite first, and let one thread at a time write, under the outer lock");
  }

  private static IllegalStateException notOpen(long current) {
    return new IllegalStateException(
        "SequenceCount[" + describe(current) + "]: endWrite expects an open write section; call beginWrite first");
  }
}
