package org.vmalock.primitive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A 64-bit sequence that is even while nobody writes and odd while a write section is open.
 *
 * <p>It does two jobs for the structure it belongs to. A value that was taken inside a write section names that
 * section: whoever stored it can later be compared with the sequence, and one increment ends all such comparisons at
 * once. And readers that took no lock can find out afterwards whether a write section touched what they read.
 *
 * <h2>Writing</h2>
 *
 * <p>{@link #beginWrite()} and {@link #endWrite()} are called by one thread at a time, under an outer lock that
 * excludes other writers and orders one writer after the last. A call in the wrong state throws and changes nothing.
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
 * <p>Between the two calls the data may change at any moment, so what is read there must be treated as a rumour until
 * {@code validate} has returned true: it may mix two versions, break every invariant of the structure, and lead a loop
 * round in circles. Store nothing, and neither index, divide nor follow anything in a way that fails on a mixture.
 *
 * <p>Access modes of the data: the readers' loads must not be torn by the machine, so {@code long} and {@code double}
 * fields are read opaque, and a loop that waits for a field to change reads it opaque too; {@code int}, narrower types
 * and references may be read plain, once each, into a local. The writer's stores need nothing beyond the same rule.
 * An object that is reached through a reference read in between was either published before the section (then its
 * contents may change under the reader like any other data) or has to be stored with release and read with acquire.
 *
 * <h2>What orders what</h2>
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
 * <p>A reader that saw any store of the section also sees its odd value in the last line, because the fence stands
 * between that value and the stores: the check fails. A reader whose first line saw the even value synchronised with
 * the end of that section, and sees all of it. The odd value is a release store as well, not only for the readers
 * above: somebody may compare a value kept from an earlier section with the sequence, find them different because the
 * <em>next</em> section has begun, and conclude that the earlier one is over. They have to see what it wrote, although
 * they never read its even value.
 *
 * <p>The sequence never comes round: at one write section a nanosecond, 2<sup>62</sup> sections take 146 years.
 *
 * <p>Origin: the seqlock of Linux ({@code seqcount_t}), as {@code mm_lock_seq} uses it; for the fences, H.-J. Boehm,
 * "Can Seqlocks Get Along With Programming Language Memory Models?", MSPC 2012.
 */
@SuppressWarnings("unused")
public final class SequenceCount extends SequencePadding.Value {

  /** What {@link #trySpeculate()} returns while a write section is open. Never a sequence, and never validated. */
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

  /** Creates a count of 0: no write section is open, and none ever was. */
  public SequenceCount() {}

  /**
   * Returns whether a sequence names a write section, which is open for as long as the count still has this value.
   *
   * @param sequence a value of this count
   * @return true if it is odd
   */
  public static boolean isOdd(long sequence) {
    return (sequence & 1L) != 0;
  }

  /**
   * Returns the sequence without ordering anything: good for a check that may only give up. Wait-free.
   *
   * @return the sequence, with opaque access
   */
  public long getOpaque() {
    return (long) SEQUENCE.getOpaque(this);
  }

  /**
   * Returns the sequence; later accesses stay behind the load. The caller sees everything written before this value
   * was stored. Wait-free.
   *
   * @return the sequence, with acquire access
   */
  public long getAcquire() {
    return (long) SEQUENCE.getAcquire(this);
  }

  /**
   * Returns the sequence to the thread that holds the outer lock, which no other thread can change meanwhile. For
   * everybody else the value means nothing. Wait-free.
   *
   * @return the sequence, with plain access
   */
  public long getPlain() {
    return sequence;
  }

  /**
   * Opens a write section. The outer lock must be held. Speculations that begin from here on are refused, and those
   * that have begun will not validate. Everything before this call is released with the odd value, and stores after
   * it stay behind it. Wait-free.
   *
   * @return the new value, which is odd and names this section
   * @throws IllegalStateException if a section is open already; nothing has changed then
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
   * Closes the write section, and with it everything that compares a kept value with the sequence. The outer lock is
   * still held, and released after this call. Everything written in the section is released with the even value.
   * Wait-free.
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
   * Begins a read without a lock. It does not wait for an open section to end: a reader that has time to wait does
   * better to take the lock. Acquire. Wait-free.
   *
   * @return the sequence to {@linkplain #validate validate} with, 0 or positive, or {@link #BUSY} if a write section
   *     is open
   */
  public long trySpeculate() {
    long current = getAcquire();
    return isOdd(current) ? BUSY : current;
  }

  /**
   * Returns whether no write section was open at any time between the {@link #trySpeculate()} that returned this
   * sequence and now: then all that was read in between belongs to one version. It counts sections, not changes: a
   * section that wrote nothing fails the check as well. Loads before this call stay before it. May be called any
   * number of times for one speculation. Wait-free.
   *
   * @param sequence what {@code trySpeculate} returned; {@link #BUSY}, or any value it cannot return, is never valid
   * @return true if the reads are good; false if they may be a mixture and must be thrown away
   */
  public boolean validate(long sequence) {
    VarHandle.acquireFence();
    return sequence == getOpaque() && sequence >= 0 && !isOdd(sequence);
  }

  /**
   * Returns the value and what it says, for people.
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
