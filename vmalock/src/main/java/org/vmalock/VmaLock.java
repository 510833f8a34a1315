package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.vmalock.debug.HoldTracker;
import org.vmalock.internal.Failures;
import org.vmalock.primitive.SequenceCount;

/**
 * A read lock, a write lock and a lifetime in one 64-bit word: the lock of one node of a structure, or of one pooled object.
 *
 * <p>Extend it to guard the nodes of a read-mostly structure, or take a {@link #standalone} one as a plain read/write lock. Three
 * things are in the word together: who reads, whether a reader may come in at all, and which life of a recycled object this is. So
 * that a reader needs one compare-and-set to come in, and a reader that comes too late finds out before it has written anything.
 *
 * <pre>{@code
 * Node node = map.get(key);                          // a plain read; node may be freed or reused at any moment
 * long stamp = node.tryStartRead(generationOfEntry); // ... until this has let you in
 * if (stamp > 0) {
 *   try {
 *     use(node);
 *   } finally {
 *     node.endRead(stamp);
 *   }
 * } else if (stamp == VmaLock.BUSY) {
 *   // a writer has it, or too many readers: take the structure's lock instead
 * } else {
 *   // VmaLock.GONE: look the key up again
 * }
 * }</pre>
 *
 * <h2>Readers</h2>
 *
 * <p>A reader never waits. It is let in, or told why not: {@link #BUSY} or {@link #GONE}. What it gets is a <em>stamp</em>, a
 * positive {@code long} that goes into {@link #endRead} exactly once, from any thread. Reads may be nested; each has a stamp of its
 * own to give back. Without an expected generation a reader enters whatever life the object is in.
 *
 * <h2>Writers</h2>
 *
 * <p>A writer holds the structure's {@link StructureLock} for writing and then calls {@link #startWrite} on each node that it is going to
 * change. This keeps readers out first and then waits for those inside, so that a stream of readers cannot shut a writer out. All
 * nodes are released together by {@link StructureLock#unlockWrite} or {@link StructureLock#downgrade}. One writer at a time per structure: writers
 * of nodes of the same structure exclude each other.
 *
 * <h2>Life</h2>
 *
 * <p>A new object is <em>detached</em> and owned. {@link #markAttached} lets readers in, {@link #markDetached} keeps them out, as
 * often as wanted. {@link #retire} ends the life: whoever drops the last reference, a reader or the owner, frees the object on the
 * spot by {@link #onFree} and gives it back to its {@link VmaPool}. An object without structure ({@code structureLock() == null}) cannot be
 * write-locked, and may be retired by anyone at any time.
 *
 * <h2>What it does not promise</h2>
 *
 * <ul>
 *   <li>It is not reentrant, and knows no owner of a read: it cannot tell a reader from another reader of the same generation.
 *       Ending another's read is refused only once no reader is counted.
 *   <li>The generation has 32 bits. A reader that sleeps between looking an object up and entering it, while this object is freed
 *       and reused exactly 2<sup>32</sup> times, is let into the wrong life. At a million reuses of one object a second that is
 *       more than an hour of sleep.
 *   <li>{@code BUSY} may be said although the node has just become free, never the other way round.
 *   <li>At most {@value #MAXIMUM_READERS} readers are counted at once; one more is told {@code BUSY}.
 * </ul>
 *
 * <p>Memory effects: actions before {@code endRead}, {@code markAttached} and the release of a write lock happen-before actions after
 * a later entry of the same node, and all actions of all readers happen-before {@code onFree}.
 *
 * <p>The design is that of the Linux kernel's {@code vm_refcnt} in the variant with "unused, detached, attached" states and a free in
 * the put that reaches zero.
 */
public class VmaLock {
  /*
   * The word:
   *
   *  63 62                            31 30 29 28 27 26                     0
   * +--+--------------------------------+--+--+--+--+------------------------+
   * |L |          generation            |A |  |  |O |   count of readers     |
   * +--+--------------------------------+--+--+--+--+------------------------+
   *  L  LOCKED: a writer keeps readers out while it drains; the sign, so that what is below it makes a positive stamp
   *  A  ATTACHED: only then may a reader come in
   *  O  OWNED: the owner's reference
   *  bits 29 and 28 are reserved for hazard reads
   *
   * The zones of the count, as a number line:
   *
   *   0                                   LIMIT            COUNT
   *   |------------- readers --------------|-- hazards ------|
   *   entered only while below LIMIT        never entered, so that a hand-off never carries into OWNED
   *
   * The states and their moves. In brackets who makes the move; W = holder of the structure's write lock.
   *
   *             alloc [the pool's taker]: generation + 1
   *   unused ------------------------------------------------> detached <--+
   *  O=0 A=0 n=0                                               O=1 A=0     |
   *     ^  ^                                                      |        |
   *     |  |  retire, no reader [owner]           markAttached [W]|        | markDetached [W]
   *     |  +------------------------------- attached <------------+        |
   *     |                                   O=1 A=1 -----------------------+
   *     |                                   |     \
   *     |                                   |      startWrite [W]: L=1, wait for n=0, lockSeq, L=0
   *     |      retire, n readers [owner]    |
   *     +----- retired <--------------------+
   *   last     O=0 A=0 n>0
   *   endRead
   *
   * Attached is a bit and not a count of 2 as in the kernel's mail: with plain counts, detaching beside one straggler reads as
   * "attached and idle". The owner's reference is a bit and not a count of 1: with a count, an endRead too many takes the owner's
   * reference for a reader's, and frees an attached object. With the bit a count of zero refuses it exactly.
   *
   * The write lock is not in the word. A node is write-locked iff lockSeq equals the sequence of its StructureLock and that is odd. LOCKED
   * is up only while startWrite drains, and is down again before it returns: late readers may be counted for a moment on a
   * write-locked node, see the sequence, and leave. One that sleeps so long that it sees the sequence of a later time looks at the
   * word once more, since its section may have detached the node.
   *
   * Races:
   *
   * Revive. A retired object must stay dead.
   *   T1 retire                         T2 tryStartRead(g)
   *   ------------------------------    ------------------------------------
   *                                     w = word: attached, 0 readers
   *   CAS A := 0, O := 0: count is 0
   *   onFree, back to the pool
   *                                     CAS(w, w + 1) fails: T2 has written nothing
   *                                     w = word: not attached -> GONE
   * Checking by adding first and looking afterwards would have let a third reader in on T2's count.
   *
   * Late release. One endRead too many, after the object has found a new owner.
   *   T1 endRead(s), endRead(s)         T2 alloc
   *   ------------------------------    ------------------------------------
   *   first: count 1 -> 0, frees
   *                                     generation g + 1, attached, 1 reader
   *   second: stamp is of g -> throws,
   *   T2's reader is still counted
   *
   * Recycle under a reader. T1 enters what it looked up in a life that is over.
   *   T1 tryStartRead(g)                T2 retire, alloc for another structure, startWrite
   *   ------------------------------    ------------------------------------
   *   looks g up in an index
   *                                     generation g + 1, L = 1, count 0
   *   w = word: generation g + 1 -> GONE
   * T1 has not written to a word that T2 waits on. A caller without an expected generation takes the one that it finds in the word,
   * and looks at the owner between there and the compare-and-set, which then stands for both.
   *
   * What orders what. All read-modify-writes of the word are volatile: Java states no release sequences, and without them the one
   * that frees would be ordered after the last leaver only, not after all of them. startWrite's store of lockSeq comes after the
   * drain and before LOCKED falls, so a counted reader was counted either before LOCKED (and the writer waits for it) or after it
   * fell (and its acquire sees lockSeq). If lockSeq then differs from the sequence, the sequence was stepped with release after
   * all the writer's stores. docs/synchronization.md has the table of fields and access modes.
   *
   * Most readers need neither lockSeq nor another look at the word. They look at the sequence before and after the count:
   *   T1 tryStartRead(g)                T2 lockWrite, startWrite, markDetached, unlockWrite
   *   ------------------------------    ------------------------------------
   *   s = sequence: even    (acquire)
   *                                     sequence + 1: odd
   *                                     L = 1, drained, lockSeq, L = 0
   *   CAS(w, w + 1)
   *   sequence is not s: check
   *                                     A := 0
   *                                     sequence + 1: even
   * Counted after L fell, T1 has read from that step and sees an odd sequence or a later one. If the sequence is still s, whatever
   * section T1 was counted after had ended before T1 read s, and the word that T1 has compared shows what that section did to it.
   *
   * Prior art: vm_refcnt (Linux), rcuref (Linux) for the shape of this comment, StampedLock, the Oak map's versioned header.
   */

  /** Outcome of a read attempt: a writer has the node, or the count is full. Fall back to the structure's lock. */
  public static final long BUSY = 0L;

  /** Outcome of a read attempt: the object is not attached, or in another life than expected. Look it up again. */
  public static final long GONE = -1L;

  /** The largest number of readers that can be counted at one time. */
  public static final int MAXIMUM_READERS = (int) LockWord.LIMIT;

  static final VarHandle WORD;
  static final VarHandle LOCK_SEQ;
  private static final VarHandle STRUCTURE_LOCK;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WORD = lookup.findVarHandle(VmaLock.class, "word", long.class);
      LOCK_SEQ = lookup.findVarHandle(VmaLock.class, "lockSeq", long.class);
      STRUCTURE_LOCK = lookup.findVarHandle(VmaLock.class, "structureLock", StructureLock.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Everybody's: see the picture above. */
  private long word = LockWord.detached(1);

  /** Written by the structure's writer, after the drain; read by every reader. Zero equals no odd sequence. */
  private long lockSeq;

  /** Written between two lives; stable while the object is counted or owned. */
  private @Nullable StructureLock structureLock;

  /** Written once, by the pool that made the object, before anybody else sees it. */
  private @Nullable PoolCell<?> cell;

  /** Creates a detached object that belongs to no structure, or to the pool whose factory calls this. */
  public VmaLock() {}

  /**
   * Creates a detached object that belongs to a structure.
   *
   * @param structure the lock under which this one is write-locked
   */
  public VmaLock(StructureLock structure) {
    this.structureLock = Objects.requireNonNull(structure, "structure");
  }

  /**
   * Creates a lock that belongs to no structure but one of its own, attached from the start: a plain read/write lock.
   *
   * @return the new lock
   */
  public static VmaLock standalone() {
    VmaLock lock = new VmaLock(new StructureLock());
    lock.attachUnpublished(1);
    return lock;
  }

  /**
   * Attaches this object before anybody else knows it, as the last step of its construction: readers may enter as soon as they find
   * it, and whatever publishes it publishes this too. Wait-free; neither needs nor takes the structure's lock.
   *
   * @param generation the number of its life; give different objects different ones, and a stamp of the one is refused by the other
   * @throws IllegalStateException if the object has a past: it was attached or write-locked, or belongs to a pool
   */
  protected final void attachUnpublished(int generation) {
    if (cell != null || lockSeq != 0 || word != LockWord.detached(1)) {
      throw new IllegalStateException("attachUnpublished of " + describe() + ", which is no longer new; use startWrite and markAttached");
    }
    word = LockWord.detached(generation) | LockWord.ATTACHED;
  }

  // ---- Reading

  /**
   * Tries to come in as a reader of the given life of this object. Lock-free: it retries only when another thread has changed the
   * word. An attempt that is refused has written nothing, or has been undone by an {@link #endRead} with all its duties: who comes too
   * late may be the last one out of a retired object, and then frees it here.
   *
   * @param generation the life that the caller has looked up
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #BUSY}; or {@link #GONE}
   */
  public final long tryStartRead(int generation) {
    return enter((long) WORD.getAcquire(this), LockWord.stamp(generation));
  }

  /**
   * Tries to come in as a reader of the life that this object is in now, provided that it belongs to the given structure. For callers
   * who have no generation; they must check what they find once they are in. A stranger's object is not written to. Lock-free.
   *
   * @param structure the structure that the caller has found this object in
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #BUSY}; or {@link #GONE}, also if another structure has it
   */
  public final long tryStartRead(StructureLock structure) {
    Objects.requireNonNull(structure, "structure");
    long word = (long) WORD.getAcquire(this);
    return structureLock == structure ? enter(word, LockWord.stamp(word)) : GONE;
  }

  /**
   * Tries to come in as a reader of the life that this object is in now, in whatever structure. For objects that are never recycled.
   * Lock-free.
   *
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #BUSY}; or {@link #GONE}
   */
  public final long tryStartRead() {
    long word = (long) WORD.getAcquire(this);
    return enter(word, LockWord.stamp(word));
  }

  /**
   * Comes in as a reader while holding the structure's lock, which may then be dropped: this turns a lock on everything into a lock
   * on this node. No writer can be about, so the only refusals are a full count and an object that is not attached. Lock-free.
   *
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #BUSY} if the count is full; or {@link #GONE}
   * @throws IllegalMonitorStateException if the structure is neither write-locked by this thread nor read-locked by any
   */
  public final long startReadLocked() {
    StructureLock structure = structure("startReadLocked");
    if (!structure.keepsOthersFromWriting()) {
      throw new IllegalMonitorStateException("startReadLocked of " + describe() + " needs " + structure
          + " to be held for reading, or for writing by this thread; call lockRead first");
    }
    long word = (long) WORD.getAcquire(this);
    return (word & LockWord.ATTACHED) == 0 ? GONE : count(word, LockWord.stamp(word));
  }

  /**
   * Ends a read. The last reader of a retired object frees it here; the last one that a writer waits for wakes it. Lock-free but for
   * the free, which runs {@link #onFree} and, where the pool is closed or that throws, the pool's {@code onDiscard}: what they throw
   * comes out here, when the read has ended. May be called by another thread than the one that started the read.
   *
   * @param stamp what the start of this read returned
   * @throws IllegalMonitorStateException if the stamp is not that of a read which is still counted in this life; nothing has changed
   */
  public final void endRead(long stamp) {
    if (HoldTracker.ENABLED) {
      HoldTracker.ended(this, stamp);
    }
    if (!LockWord.isCountedStamp(stamp) || !WORD.compareAndSet(this, LockWord.withOneReader(stamp), stamp)) {
      endReadSlowly(stamp);
    }
  }

  /** Others read too, a writer waits, the object is detached or retired, or this is not a read at all. */
  private void endReadSlowly(long stamp) {
    StructureLock structure = structureLock; // copied while counted: afterwards the object may be somebody else's
    PoolCell<?> home = cell;
    long seen = (long) WORD.getOpaque(this);
    long current;
    do {
      current = seen;
      if (!LockWord.isCounted(current, stamp)) {
        throw Misuse.endReadWithoutHold(this, current, stamp);
      }
      seen = (long) WORD.compareAndExchange(this, current, current - 1);
    } while (seen != current);
    long left = current - 1;
    if (LockWord.isFree(left)) {
      free(home);
    } else if (structure != null && (left & (LockWord.LOCKED | LockWord.COUNT)) == LockWord.LOCKED) {
      structure.writerWait().wake();
    }
  }

  /**
   * The stamp that every counted read of one life of an object is given. For handles that remember a life and end its reads: the
   * generation in it is what refuses a release that comes too late.
   *
   * @param generation the life
   * @return the stamp, greater than zero
   */
  public static long countedStamp(int generation) {
    return LockWord.stamp(generation);
  }

  /**
   * The way in. The word is the caller's, read with acquire: if it is attached, then {@link #structureLock} read after it is that of this
   * generation or of a later one, and of a later one only if the count fails. Where there is no structure, nobody write-locks.
   */
  private long enter(long word, long stamp) {
    if (!LockWord.admitsQuietly(word, stamp)) {
      return enterSlowly(word, stamp);
    }
    StructureLock structure = structureLock;
    if (structure != null) {
      return enter(word, stamp, structure.sequence());
    }
    return countOne(word, stamp) ? stamp : enterSlowly((long) WORD.getAcquire(this), stamp);
  }

  /**
   * The sequence, count, the sequence again. If it is even and has not moved, no write section was open in between, and what earlier
   * ones have done to the word is to be seen in it.
   */
  private long enter(long word, long stamp, SequenceCount structure) {
    long before = structure.getAcquire();
    if (SequenceCount.isOdd(before) || !countOne(word, stamp)) {
      return enterSlowly((long) WORD.getAcquire(this), stamp);
    }
    return structure.getAcquire() == before ? stamp : check(stamp, structure);
  }

  /** A write section is open, or others come and go, or the object is not to be entered at all. */
  private long enterSlowly(long word, long stamp) {
    if (!LockWord.admits(word, stamp)) {
      return refusal(word, stamp);
    }
    StructureLock structure = structureLock;
    if (structure == null) {
      return count(word, stamp);
    }
    if (appearsWriteLocked(structure.sequence())) {
      return BUSY;
    }
    long outcome = count(word, stamp);
    return outcome == stamp ? check(stamp, structure.sequence()) : outcome;
  }

  /** By a reader that is counted, maybe too late: the late check, and the last look. */
  private long check(long stamp, SequenceCount structure) {
    return isWriteLocked(structure) || isDetached() ? leave(stamp) : stamp;
  }

  /**
   * The last look of a reader that has seen no write lock. It may have been counted inside a write section and have slept until that
   * was over; the sequence, read with acquire, then shows what the section has done to the word.
   */
  private boolean isDetached() {
    return ((long) WORD.getOpaque(this) & LockWord.ATTACHED) == 0;
  }

  /** Counted, but too late: out again, like any reader. */
  private long leave(long stamp) {
    long outcome = refusal((long) WORD.getOpaque(this), stamp);
    endRead(stamp);
    return outcome;
  }

  /** Counts one reader with this stamp, if the word admits it. */
  private long count(long word, long stamp) {
    long current = word;
    while (LockWord.admits(current, stamp)) {
      if (countOne(current, stamp)) {
        return stamp;
      }
      current = (long) WORD.getOpaque(this);
    }
    return refusal(current, stamp);
  }

  /** The one place that raises the count. The word has admitted the reader. */
  private boolean countOne(long word, long stamp) {
    if (!WORD.compareAndSet(this, word, word + 1)) {
      return false;
    }
    if (HoldTracker.ENABLED) {
      trackRead(stamp);
    }
    return true;
  }

  /** Called while counted: until then the structure may still be another one. */
  private void trackRead(long stamp) {
    HoldTracker.started(this, structureLock, stamp, this::describe);
  }

  /** Why a word does not admit a reader. What a writer has detached is still his: he may put it back. */
  private long refusal(long word, long stamp) {
    boolean sameLife = LockWord.generation(word) == LockWord.generation(stamp);
    return sameLife && ((word & LockWord.ATTACHED) != 0 || isWriteLocked()) ? BUSY : GONE;
  }

  /** The early check: unordered, so it may only make a reader give up, and spares the word a reader that would have to leave. */
  private boolean appearsWriteLocked(SequenceCount structure) {
    long sequence = structure.getOpaque();
    return (sequence & 1) != 0 && (long) LOCK_SEQ.getOpaque(this) == sequence;
  }

  /** The late check, by a reader that is counted: lockSeq first, then the sequence; see docs/synchronization.md for the order. */
  private boolean isWriteLocked(SequenceCount structure) {
    long locked = (long) LOCK_SEQ.getAcquire(this);
    long sequence = structure.getAcquire();
    return locked == sequence && (sequence & 1) != 0;
  }

  // ---- Writing

  /**
   * Write-locks this node, waiting for its readers to leave, without regard to interrupts. Does nothing if the node is already
   * write-locked in this write section. Blocking; readers that arrive meanwhile are told {@link #BUSY}.
   *
   * @throws IllegalMonitorStateException if the current thread does not hold the structure's write lock; nothing has changed
   * @throws IllegalStateException if the object belongs to no structure, or its life is over; nothing has changed
   */
  public final void startWrite() {
    StructureLock structure = writeLockedStructure("startWrite");
    if (!isWriteLockedIn(structure) && !Drain.lockIfPrivate(this, structure)) {
      Drain.uninterruptibly(this, structure);
    }
  }

  /**
   * Write-locks this node like {@link #startWrite}, unless the thread is interrupted. On an interrupt this node is as it was, the
   * structure stays locked, and nodes that were write-locked before stay so.
   *
   * @throws InterruptedException if interrupted before or while waiting for readers; a node that is write-locked already, or that
   *     nobody can come into, is taken without asking
   * @throws IllegalMonitorStateException if the current thread does not hold the structure's write lock; nothing has changed
   * @throws IllegalStateException if the object belongs to no structure, or its life is over; nothing has changed
   */
  public final void startWriteInterruptibly() throws InterruptedException {
    StructureLock structure = writeLockedStructure("startWriteInterruptibly");
    if (!isWriteLockedIn(structure) && !Drain.lockIfPrivate(this, structure)) {
      Drain.interruptibly(this, structure);
    }
  }

  /**
   * Write-locks this node if no reader is inside. Does not wait; a reader that arrives at this very moment is told {@link #BUSY}
   * whatever the outcome.
   *
   * @return whether the node is now write-locked
   * @throws IllegalMonitorStateException if the current thread does not hold the structure's write lock; nothing has changed
   * @throws IllegalStateException if the object belongs to no structure, or its life is over; nothing has changed
   */
  public final boolean tryStartWrite() {
    StructureLock structure = writeLockedStructure("tryStartWrite");
    return isWriteLockedIn(structure) || Drain.lockIfPrivate(this, structure) || Drain.immediately(this, structure);
  }

  /**
   * Write-locks this node like {@link #startWrite}, waiting at most the given time. If it fails, this node is as it was, the
   * structure stays locked, and nodes that were write-locked before stay so.
   *
   * @param timeout how long to wait at most, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return whether the node is now write-locked
   * @throws InterruptedException if interrupted before or while waiting for readers
   * @throws IllegalMonitorStateException if the current thread does not hold the structure's write lock; nothing has changed
   * @throws IllegalStateException if the object belongs to no structure, or its life is over; nothing has changed
   */
  public final boolean tryStartWrite(long timeout, TimeUnit unit) throws InterruptedException {
    long nanos = unit.toNanos(timeout);
    StructureLock structure = writeLockedStructure("tryStartWrite");
    return isWriteLockedIn(structure)
        || Drain.lockIfPrivate(this, structure)
        || Drain.within(this, structure, nanos);
  }

  /**
   * Gives this one node back before the write section ends. Readers may enter it at once. Wait-free.
   *
   * @throws IllegalMonitorStateException if the node is not write-locked by the current thread; nothing has changed
   */
  public final void endWrite() {
    StructureLock structure = requireWriteLocked("endWrite");
    LOCK_SEQ.setRelease(this, structure.freshSequence());
  }

  private boolean isWriteLockedIn(StructureLock structure) {
    return lockSeq == structure.sequence().getPlain();
  }

  // ---- Life

  /**
   * Lets readers in. The object must be fully initialised: whatever was written before is visible to every reader. Lock-free.
   *
   * @throws IllegalMonitorStateException if the object belongs to a structure and is not write-locked by the current thread
   * @throws IllegalStateException if the object is attached already, or retired; nothing has changed
   */
  public final void markAttached() {
    if (structureLock != null) {
      requireWriteLocked("markAttached");
    }
    long current = require("markAttached", "detached and owned", LockWord.OWNED, LockWord.OWNED | LockWord.ATTACHED);
    while (!WORD.compareAndSet(this, current, current | LockWord.ATTACHED)) {
      current = require("markAttached", "detached and owned", LockWord.OWNED, LockWord.OWNED | LockWord.ATTACHED);
    }
  }

  /**
   * Keeps new readers out and tells them {@link #GONE}. The owner keeps its reference, and may attach the object again or retire it.
   * Readers who are already inside stay; where the object belongs to a structure there are none, since it is write-locked. Lock-free.
   *
   * @throws IllegalMonitorStateException if the object belongs to a structure and is not write-locked by the current thread
   * @throws IllegalStateException if the object is not attached; nothing has changed
   */
  public final void markDetached() {
    if (structureLock != null) {
      requireWriteLocked("markDetached");
    }
    long current = require("markDetached", "attached", LockWord.ATTACHED, LockWord.ATTACHED);
    while (!WORD.compareAndSet(this, current, current & ~LockWord.ATTACHED)) {
      current = require("markDetached", "attached", LockWord.ATTACHED, LockWord.ATTACHED);
    }
  }

  /**
   * Ends this life of the object: detaches it if need be, and drops the owner's reference. Does not wait. If no reader is inside the
   * object is freed here and now, otherwise by the last reader that leaves.
   *
   * <p>An attached object that belongs to a structure may be retired only under the structure's write lock; one that was detached
   * under it, by the thread that took it aside, at any time after; one that belongs to no structure by anyone at any time.
   *
   * @param generation the life to end
   * @throws IllegalStateException if this life is already over: a double release. Nothing has changed, and the object's next owner
   *     is not disturbed
   * @throws IllegalMonitorStateException if the write lock is missing where it is needed; nothing has changed
   */
  public final void retire(int generation) {
    PoolCell<?> home = cell;
    long current = (long) WORD.getOpaque(this);
    while (true) {
      requireRetirable(current, generation);
      long next = current & ~(LockWord.ATTACHED | LockWord.OWNED);
      long seen = (long) WORD.compareAndExchange(this, current, next);
      if (seen == current) {
        if (LockWord.isFree(next)) {
          free(home);
        }
        return;
      }
      current = seen;
    }
  }

  /**
   * Ends this life of the object like {@link #retire}, and waits until its readers have left. It is retired whatever the outcome; a
   * wait that is cut short leaves the freeing to the last reader. Readers do not signal: the wait looks again in steps of at most
   * {@value Drain#LONGEST_STEP_MILLIS} ms.
   *
   * @param generation the life to end
   * @param timeout how long to wait at most, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return true if every reader has left and the object has been freed by this call; false if the time ran out first
   * @throws InterruptedException if interrupted while waiting; the object is retired all the same
   * @throws IllegalStateException as {@code retire}
   * @throws IllegalMonitorStateException as {@code retire}
   */
  public final boolean retireAndWait(int generation, long timeout, TimeUnit unit) throws InterruptedException {
    long nanos = unit.toNanos(timeout);
    long current = (long) WORD.getOpaque(this);
    requireRetirable(current, generation);
    while (!WORD.compareAndSet(this, current, current & ~LockWord.ATTACHED)) {
      current = (long) WORD.getOpaque(this);
      requireRetirable(current, generation);
    }
    boolean alone = false;
    try {
      alone = Drain.untilNoReader(this, nanos);
    } finally {
      retire(generation);
    }
    return alone;
  }

  /**
   * Called once at the end of each life, by the thread that dropped the last reference, when nobody can reach the object any more and
   * before it may be reused. Override it to reset the object or to release what it owns; the default does nothing.
   *
   * <p>vmalock holds no lock of its own here; the caller's thread may hold any of its own. If this throws, the object is not reused
   * (its pool makes another one in its place), and the exception goes to the caller of {@link #endRead} or {@link #retire}, whose
   * own work is done by then.
   */
  protected void onFree() {}

  private void free(@Nullable PoolCell<?> home) {
    VarHandle.releaseFence(); // the resetting stores stay behind the step to zero
    try {
      onFree();
    } catch (Throwable failure) {
      if (home != null) {
        Failures.suppressInto(failure, () -> home.giveBack(false));
      }
      throw failure;
    }
    if (home != null) {
      home.giveBack(true);
    }
  }

  /** Begins the next life, detached and owned by the caller, who has just taken this object out of its pool. */
  final void beginLife(@Nullable StructureLock structure) {
    WORD.setRelease(this, LockWord.detached(generation() + 1));
    VarHandle.releaseFence(); // the new generation before any store of the new life
    STRUCTURE_LOCK.setOpaque(this, structure);
    LOCK_SEQ.setOpaque(this, 0L);
  }

  /** Makes a new object the pool's. */
  final void belongTo(PoolCell<?> home, @Nullable StructureLock structure) {
    if (cell != null || structureLock != null || word != LockWord.detached(1)) {
      throw new IllegalStateException("The factory of " + home.pool + " returned " + describe()
          + ", which is already in use; it must make a new object by the constructor without a structure each time");
    }
    cell = home;
    structureLock = structure;
  }

  // ---- Questions

  /**
   * The number of this object's present life. Read it while you own the object or are inside it; otherwise the answer is already old.
   *
   * @return the generation, of which all 32 bits count
   */
  public final int generation() {
    return LockWord.generation((long) WORD.getOpaque(this));
  }

  /**
   * The structure that this object belongs to in its present life.
   *
   * @return its lock, or null if it belongs to none
   */
  public final @Nullable StructureLock structureLock() {
    return (StructureLock) STRUCTURE_LOCK.getOpaque(this);
  }

  /**
   * Tells whether readers may come in. Only a hint unless the caller holds the structure's write lock or owns the object.
   *
   * @return whether the object is attached
   */
  public final boolean isAttached() {
    return ((long) WORD.getOpaque(this) & LockWord.ATTACHED) != 0;
  }

  /**
   * The number of readers inside. Only a hint: late readers may be counted for a moment on a write-locked node.
   *
   * @return the count, from 0 to {@link #MAXIMUM_READERS}
   */
  public final int readers() {
    return LockWord.readers((long) WORD.getOpaque(this));
  }

  /**
   * Tells whether this node is write-locked. Exact for the thread that holds the structure's write lock, a hint for others.
   *
   * @return whether a writer has the node
   */
  public final boolean isWriteLocked() {
    StructureLock structure = structureLock();
    return structure != null && appearsWriteLocked(structure.sequence());
  }

  /**
   * Throws unless this node is write-locked by the current thread.
   *
   * @throws IllegalMonitorStateException if it is not
   */
  public final void assertWriteLocked() {
    requireWriteLocked("assertWriteLocked");
  }

  /**
   * Throws unless some thread is counted as a reader. Whose read it is cannot be told.
   *
   * @throws IllegalMonitorStateException if nobody reads
   */
  public final void assertReadLocked() {
    if (readers() == 0) {
      throw new IllegalMonitorStateException("Expected a reader inside " + describe() + "; call tryStartRead first");
    }
  }

  /**
   * Throws unless this object is attached.
   *
   * @throws IllegalStateException if it is not
   */
  public final void assertAttached() {
    require("assertAttached", "attached", LockWord.ATTACHED, LockWord.ATTACHED);
  }

  /**
   * Throws unless this object is detached and owned.
   *
   * @throws IllegalStateException if it is attached, retired or unused
   */
  public final void assertDetached() {
    require("assertDetached", "detached and owned", LockWord.OWNED, LockWord.OWNED | LockWord.ATTACHED);
  }

  /**
   * This lock seen through the JDK's interfaces, for code that is written against them. Meant for a lock with an {@link StructureLock} of
   * its own, as {@link #standalone} makes it: the write lock takes the structure's, so that the write locks of two nodes of one
   * structure are the same lock.
   *
   * <p>Both views honour the contract of {@link java.util.concurrent.locks.Lock}, timed and interruptible forms included. Neither is
   * reentrant, neither supports conditions, and the read lock may be unlocked by another thread. {@code lock} of an object that is
   * not attached throws {@link IllegalStateException}.
   *
   * @return a new view of this lock
   * @throws IllegalStateException if this object belongs to no structure
   */
  public final ReadWriteLock asReadWriteLock() {
    return new ReadWriteLockView(this, structure("asReadWriteLock"));
  }

  /** Its class, its decoded word and who has it, for example {@code Page@1f[attached, 3 readers, LOCKED, generation 7]}. */
  @Override
  public String toString() {
    return describe();
  }

  final String describe() {
    return getClass().getSimpleName()
        + "@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + LockWord.describe((long) WORD.getOpaque(this))
        + (isWriteLocked() ? ", write-locked" : "")
        + "]";
  }

  // ---- Preconditions

  private StructureLock structure(String operation) {
    StructureLock structure = structureLock();
    if (structure == null) {
      throw new IllegalStateException(operation + " of " + describe() + ", which belongs to no StructureLock; construct or allocate it with one");
    }
    return structure;
  }

  private StructureLock writeLockedStructure(String operation) {
    StructureLock structure = structure(operation);
    structure.requireWriteLocked(operation);
    return structure;
  }

  private StructureLock requireWriteLocked(String operation) {
    StructureLock structure = writeLockedStructure(operation);
    if (!isWriteLockedIn(structure)) {
      throw new IllegalMonitorStateException(operation + " needs " + describe() + " to be write-locked; call startWrite first");
    }
    return structure;
  }

  /** Returns the word if, under the mask, it is what the operation needs. */
  private long require(String operation, String expected, long pattern, long mask) {
    long current = (long) WORD.getOpaque(this);
    if (((current ^ pattern) & mask) != 0) {
      throw Misuse.wrongState(this, operation, expected, current);
    }
    return current;
  }

  private void requireRetirable(long current, int generation) {
    if ((current & LockWord.OWNED) == 0 || LockWord.generation(current) != generation) {
      throw Misuse.doubleRelease(this, generation, current);
    }
    StructureLock structure = structureLock;
    if (structure != null && (current & LockWord.ATTACHED) != 0) {
      structure.requireWriteLocked("retire of the attached " + describe());
    }
  }
}
