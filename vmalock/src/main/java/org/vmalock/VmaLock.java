package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.DebugLevel;
import org.vmalock.internal.Names;
import org.vmalock.internal.Sampler;
import org.vmalock.internal.StackProbe;
import org.vmalock.internal.TimedWait;

/**
 * A read lock and a reference count in one 64-bit word, with a write lock beside it: the lock of one node of a structure, or of one
 * pooled object.
 *
 * <p>Extend it to guard the nodes of a read-mostly structure, or create a {@link #standalone} one as a plain read/write lock. The word
 * holds the number of readers, whether readers may acquire the object, and the generation of a recycled object. A reader therefore
 * acquires by one compare-and-set, and a reader whose object has been recycled is refused before it has written anything.
 *
 * <pre>{@code
 * Node node = map.get(key);                          // any read, even a racy one; node may be freed or reused at any moment
 * long stamp = node.tryStartRead(generationOfEntry); // acquires only if node is still in that generation
 * if (stamp > 0) {
 *   try {
 *     use(node);
 *   } finally {
 *     node.endRead(stamp);
 *   }
 * } else if (stamp == VmaLock.BUSY) {
 *   // write-locked: wait with startRead(generation), or use the structure lock
 * } else {
 *   // VmaLock.GONE: look the key up again
 * }
 * }</pre>
 *
 * <h2>Readers</h2>
 *
 * <p>A read attempt never waits; {@link #startRead()} waits for the writers of this node only. An attempt returns one of three results: a
 * <em>stamp</em>, which is greater than zero, {@link #BUSY} or {@link #GONE}. Each stamp must be passed to {@link #endRead} exactly once,
 * by any thread. A thread may hold several reads of one object: by {@link #retain}, or by further attempts, which do not recognize the
 * thread and are {@code BUSY} while a writer waits. An attempt without an expected generation acquires the object in its present
 * generation.
 *
 * <p>The readers of a node that many threads read at one time {@linkplain Spreading spread}: they share no cache line then. A short read of
 * memory that stays readable needs no lock at all: {@link #tryOptimisticRead}.
 *
 * <h2>Writers</h2>
 *
 * <p>A writer holds the structure's {@link StructureLock} for writing and calls {@link #startWrite} on each node that it changes. This
 * first refuses new readers and then waits for those that hold the node, so that a stream of readers cannot starve a writer. {@link
 * StructureLock#unlockWrite} or {@link StructureLock#downgrade} releases all nodes together; {@link #endWrite} releases one node earlier. A
 * structure has one writer at a time: writers of different nodes of one structure exclude each other.
 *
 * <h2>Lifetime</h2>
 *
 * <p>A new object is <em>detached</em> and owned. {@link #markAttached} permits readers, {@link #markDetached} refuses them; an object can
 * be attached and detached any number of times. {@link #retire} ends the generation: the thread that drops the last reference, a reader's
 * or the owner's, frees the object at once by {@link #onFree} and returns it to its {@link VmaPool}. A read attempt that rolls back may be
 * that last reader. A release inside of another {@code onFree} is queued until that has returned, or until the thread is about to wait. An
 * object without a structure ({@code structureLock() == null}) cannot be write-locked, and any one thread may retire it at any time.
 *
 * <h2>Limits</h2>
 *
 * <ul>
 *   <li>The lock is not reentrant and does not record which thread holds a read: it cannot tell one reader of a generation from another.
 *       A second release of a read is refused only if no reader is counted; beside other readers it ends the read of one of them, see
 *       {@link #endRead}.
 *   <li>The generation has 32 bits. A reader that is suspended between looking an object up and acquiring it, while this object is freed
 *       and reused exactly 2<sup>32</sup> times, acquires the wrong generation. At a million reuses of one object per second this takes
 *       more than an hour.
 *   <li>{@code BUSY} may be returned although the node has just become free.
 *   <li>At most {@value #MAXIMUM_READERS} readers are counted at one time; one more gets {@code BUSY}.
 * </ul>
 *
 * <p>Memory effects: actions before {@code endRead}, {@code markAttached} and the release of a write lock happen-before actions after
 * a later acquisition of the same node, and all actions of all readers happen-before {@code onFree}.
 *
 * <p>The design is that of the Linux kernel's {@code vm_refcnt}, in the variant with the states "unused, detached, attached" in which the
 * put that reaches zero frees the object. The <a href="doc-files/algorithms.html#lock">algorithmic notes</a> have the layout of the word,
 * its states and its races.
 */
public class VmaLock {
  // The algorithmic notes: doc-files/algorithms.html

  /**
   * Result of a read attempt: a writer holds the node or waits for its readers, and {@link #startRead(int)} waits until that writer has
   * released it; or {@link #MAXIMUM_READERS} readers are counted, for which no method waits: {@code startRead} throws an {@link Error}.
   */
  public static final long BUSY = 0L;

  /** Result of a read attempt: the object is not attached, or not in the expected generation. Look it up again. */
  public static final long GONE = -1L;

  /** The largest number of readers that can be counted at one time. */
  public static final int MAXIMUM_READERS = (int) LockWord.LIMIT;

  static final VarHandle WORD;
  static final VarHandle LOCK_SEQ;
  static final VarHandle SIDE;
  static final VarHandle STRUCTURE_LOCK;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WORD = lookup.findVarHandle(VmaLock.class, "word", long.class);
      LOCK_SEQ = lookup.findVarHandle(VmaLock.class, "lockSeq", long.class);
      SIDE = lookup.findVarHandle(VmaLock.class, "side", Object.class);
      STRUCTURE_LOCK = lookup.findVarHandle(VmaLock.class, "structureLock", StructureLock.class);
      lookup.ensureInitialized(SpreadPolicy.class); // with the memory that they need, and refused properties at once
      lookup.ensureInitialized(HazardPath.class);
      lookup.ensureInitialized(DebugLevel.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The lock word. Volatile read-modify-writes by any thread, but before publication and at the start of a generation. */
  private long word = LockWord.detached(ThreadLocalRandom.current().nextInt());

  /**
   * Written by the structure's writer, after the drain; without a structure, by the thread that detaches the object. Read by readers. Zero
   * equals no odd sequence.
   */
  long lockSeq;

  /** Written by the allocating thread at the start of a generation, before the object is attached; constant until the next generation. */
  @Nullable StructureLock structureLock;

  /**
   * Null, the {@link PoolCell} that the pool stores before the object is published, or a {@link SpreadState} with that cell, which takes its
   * place by a compare-and-set of any thread before SPREAD is set for the first time, and stays.
   */
  @Nullable Object side;

  /** Creates a detached object that belongs to no structure, or to the pool whose factory calls this, in a random generation. */
  public VmaLock() {}

  /**
   * Creates a detached object that belongs to a structure, in a random generation.
   *
   * @param structure the lock under which this object is write-locked
   */
  public VmaLock(StructureLock structure) {
    this.structureLock = Objects.requireNonNull(structure, "structure");
  }

  /**
   * Creates a plain read/write lock: an attached lock with a structure of its own.
   *
   * @return the new lock
   */
  public static VmaLock standalone() {
    VmaLock lock = new VmaLock(new StructureLock());
    lock.attachUnpublished();
    return lock;
  }

  /**
   * Creates a plain read/write lock like {@link #standalone()}, with a name for messages, reports and events.
   *
   * @param name the name of the lock and of its structure
   * @return the new lock
   */
  public static VmaLock standalone(String name) {
    VmaLock lock = new NamedLock(name);
    lock.attachUnpublished();
    return lock;
  }

  private static final class NamedLock extends VmaLock {
    private final String name;

    NamedLock(String name) {
      super(new StructureLock().named(name));
      this.name = name;
    }

    @Override
    protected String lockName() {
      return name;
    }
  }

  /**
   * Attaches this object before it is published, as the last step of its construction. Readers may acquire it as soon as they find it;
   * the publication of the object publishes its attached state too. Wait-free; neither needs nor acquires the structure lock.
   *
   * @throws IllegalStateException if the object was attached or write-locked before, or belongs to a pool
   */
  protected final void attachUnpublished() {
    attachUnpublished(generation());
  }

  /**
   * Attaches this object like {@link #attachUnpublished()}, in a generation that the caller chooses. For callers that number the objects
   * of a structure themselves: consecutive numbers refuse the stamp of another object with certainty, random ones with a high probability.
   *
   * @param generation the generation to start with, any 32 bits; an object with another generation refuses the stamps of this one
   * @throws IllegalStateException if the object was attached or write-locked before, or belongs to a pool
   */
  protected final void attachUnpublished(int generation) {
    if (cell() != null || lockSeq != 0 || !isNew()) {
      throw Misuse.alreadyUsed(this);
    }
    word = LockWord.idle(generation) | SpreadPolicy.bitsOfAttached(this);
    VarHandle.storeStoreFence(); // for a publication by a plain store, as the end of a constructor with final fields does
  }

  /** Makes a new object a member of the cell's pool. */
  final void joinPool(PoolCell<?> home, @Nullable StructureLock structure) {
    if (side != null || structureLock != null || !isNew()) {
      throw Misuse.notNew(home.pool, this);
    }
    side = home;
    structureLock = structure;
  }

  private boolean isNew() {
    return word == LockWord.detached(generation());
  }

  /** Returns the place of this object in its pool, or null. Constant once the object is published. */
  final @Nullable PoolCell<?> cell() {
    Object found = side;
    return found instanceof PoolCell<?> cell ? cell : found instanceof SpreadState state ? state.cell : null;
  }

  /** Returns what hazard reads need, or null if this node has never spread. */
  final @Nullable SpreadState spreadState() {
    return side instanceof SpreadState state ? state : null;
  }

  // ---- Reading

  /**
   * Attempts to acquire a read lock in the given generation of this object. Lock-free: it retries only if another thread has changed the
   * word. A refused attempt has written nothing, or was rolled back as if by {@link #endRead}. The rollback may drop the last reference
   * to a retired object; {@link #onFree} then runs in this call.
   *
   * @param generation the generation that the caller has looked up
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #BUSY}; or {@link #GONE}
   */
  public final long tryStartRead(int generation) {
    return sampled(ReadPath.acquire(this, (long) WORD.getAcquire(this), LockWord.idle(generation)));
  }

  /** Records a hold that is about to be returned to the user, one of many; returns its stamp. */
  private long sampled(long result) {
    return DebugLevel.SAMPLING && result > 0 && Sampler.isNext() ? ReadPath.sample(this, result) : result;
  }

  /**
   * Attempts to acquire a read lock in the present generation of this object, provided that it belongs to the given structure. For callers
   * without a generation, which must check after the acquisition that this is the object they looked up. An object of another structure
   * is not written to. Lock-free.
   *
   * @param structure the structure in which the caller has found this object
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #BUSY}; or {@link #GONE}, also if another structure owns the object
   */
  public final long tryStartRead(StructureLock structure) {
    Objects.requireNonNull(structure, "structure");
    long word = (long) WORD.getAcquire(this);
    return structureLock == structure ? sampled(ReadPath.acquire(this, word, LockWord.idle(word))) : GONE;
  }

  /**
   * Attempts to acquire a read lock in the present generation of this object, in any structure. For objects that are never recycled.
   * Lock-free.
   *
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #BUSY}; or {@link #GONE}
   */
  public final long tryStartRead() {
    long word = (long) WORD.getAcquire(this);
    return sampled(ReadPath.acquire(this, word, LockWord.idle(word)));
  }

  /**
   * Attempts to acquire a read lock while the structure lock is held, which may be released afterwards: this narrows a lock of the whole
   * structure to a lock of this node. No other writer can be active, so that the attempt is refused only if the count is full or the
   * object is not attached. Lock-free.
   *
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #BUSY} if the count is full; or {@link #GONE}
   * @throws IllegalMonitorStateException if the structure lock is neither write-locked by the current thread nor read-locked by any thread
   * @throws IllegalStateException if the object belongs to no structure
   */
  public final long startReadLocked() {
    return sampled(countUnderStructure());
  }

  /** Performs {@link #startReadLocked()} for a caller that does not return the stamp to the user. */
  final long countUnderStructure() {
    return startReadLocked((long) WORD.getAcquire(this), structureLock());
  }

  private long startReadLocked(long word, @Nullable StructureLock structure) {
    if (structure == null) {
      throw Misuse.noStructure(this, "startReadLocked");
    }
    if (!structure.excludesOtherWriters()) {
      throw Misuse.structureNotLocked(this, "startReadLocked", structure);
    }
    return (word & LockWord.ATTACHED) == 0 ? GONE : ReadPath.count(this, word, LockWord.idle(word));
  }

  /**
   * Acquires a read lock in the present generation of this object, waiting while a writer holds the node. An interrupt does not end the
   * wait. For objects that are never recycled.
   *
   * <p>The wait ends with the write section that has this node; sections of other nodes of the structure do not delay it, unless this
   * reader has found the node busy again {@value ReadWait#ROUNDS} times: it then queues for the structure's read lock.
   *
   * <p>The calling thread must hold no lock of this structure or of its nodes: a writer that the reader waits for may itself be waiting for
   * what the caller holds, a deadlock. To read one node while another is held, use {@link #tryStartRead()} and release both if it fails,
   * or a time limit, or {@link #retain} for the same node. With {@code -Dvmalock.debug=all} such a call throws {@link
   * IllegalStateException}.
   *
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #GONE}
   * @throws IllegalStateException if the current thread holds the structure's write lock and this node is write-locked
   * @throws Error if the maximum number of readers is counted
   */
  public final long startRead() {
    while (true) {
      int generation = LockWord.generation((long) WORD.getAcquire(this));
      long result = ReadWait.acquire(this, generation);
      if (result != GONE || generation == generation()) {
        return sampled(result);
      }
    }
  }

  /**
   * Acquires a read lock in the given generation of this object like {@link #startRead()}.
   *
   * @param generation the generation that the caller has looked up
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #GONE}
   * @throws IllegalStateException as {@code startRead()}
   * @throws Error if the maximum number of readers is counted
   */
  public final long startRead(int generation) {
    return sampled(ReadWait.acquire(this, generation));
  }

  /**
   * Acquires a read lock in the present generation like {@link #startRead()}, unless the thread is interrupted.
   *
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #GONE}
   * @throws InterruptedException if interrupted before or during the wait; no read lock is held
   * @throws IllegalStateException as {@code startRead()}
   * @throws Error if the maximum number of readers is counted
   */
  public final long startReadInterruptibly() throws InterruptedException {
    while (true) {
      int generation = LockWord.generation((long) WORD.getAcquire(this));
      long result = ReadWait.acquireInterruptibly(this, generation);
      if (result != GONE || generation == generation()) {
        return sampled(result);
      }
    }
  }

  /**
   * Acquires a read lock in the given generation like {@link #startRead()}, unless the thread is interrupted.
   *
   * @param generation the generation that the caller has looked up
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #GONE}
   * @throws InterruptedException if interrupted before or during the wait; no read lock is held
   * @throws IllegalStateException as {@code startRead()}
   * @throws Error if the maximum number of readers is counted
   */
  public final long startReadInterruptibly(int generation) throws InterruptedException {
    return sampled(ReadWait.acquireInterruptibly(this, generation));
  }

  /**
   * Acquires a read lock in the present generation like {@link #startRead()}, waiting at most the given time. The caller may hold other
   * nodes of the structure: a deadlock ends with the time limit.
   *
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #BUSY} if the time elapsed first; or {@link #GONE}
   * @throws InterruptedException if interrupted before or during the wait; no read lock is held
   * @throws IllegalStateException as {@code startRead()}
   * @throws Error if the maximum number of readers is counted
   */
  public final long tryStartRead(long timeout, TimeUnit unit) throws InterruptedException {
    long nanos = unit.toNanos(timeout);
    TimedWait limit = new TimedWait(nanos);
    while (true) {
      int generation = LockWord.generation((long) WORD.getAcquire(this));
      long result = ReadWait.tryAcquire(this, generation, nanos == Long.MAX_VALUE ? nanos : limit.remaining());
      if (result != GONE || generation == generation()) {
        return sampled(result);
      }
    }
  }

  /**
   * Acquires a read lock in the given generation like {@link #startRead()}, waiting at most the given time. The caller may hold other
   * nodes of the structure: a deadlock ends with the time limit.
   *
   * @param generation the generation that the caller has looked up
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #BUSY} if the time elapsed first; or {@link #GONE}
   * @throws InterruptedException if interrupted before or during the wait; no read lock is held
   * @throws IllegalStateException as {@code startRead()}
   * @throws Error if the maximum number of readers is counted
   */
  public final long tryStartRead(int generation, long timeout, TimeUnit unit) throws InterruptedException {
    return sampled(ReadWait.tryAcquire(this, generation, unit.toNanos(timeout)));
  }

  /**
   * Acquires one more read lock on the strength of one that is held, whatever the state of the object: a writer that waits for the held
   * read waits for this one too, and a retired object stays until both are released. For nested reads, and to pass a read to another
   * thread. Lock-free.
   *
   * @param stamp the stamp of a read lock that is held
   * @return a stamp for {@link #endRead}, greater than zero
   * @throws IllegalMonitorStateException if no read with this stamp can be counted in the present generation; nothing has changed
   * @throws Error if the maximum number of readers is counted
   */
  public final long retain(long stamp) {
    return sampled(ReadPath.retain(this, DebugLevel.SAMPLING ? LockWord.unmarked(stamp) : stamp));
  }

  /**
   * Attempts to acquire a read lock in the given generation while the structure lock is held, like {@link #startReadLocked()}.
   *
   * @param generation the generation that the caller has looked up
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #BUSY} if the count is full; or {@link #GONE}
   * @throws IllegalMonitorStateException if the structure lock is neither write-locked by the current thread nor read-locked by any thread
   * @throws IllegalStateException if the object belongs to no structure in this generation
   */
  public final long startReadLocked(int generation) {
    return sampled(countUnderStructure(generation));
  }

  /** Performs {@link #startReadLocked(int)} for a caller that does not return the stamp to the user. */
  final long countUnderStructure(int generation) {
    long word = (long) WORD.getAcquire(this);
    if (LockWord.generation(word) != generation || (word & LockWord.ATTACHED) == 0) {
      return GONE; // only of an attached word is it certain that the structure loaded next is not that of an earlier generation
    }
    return startReadLocked(word, structureLock());
  }

  /**
   * Releases a read lock. The last reader of a retired object frees it; the last reader that a writer waits for wakes that writer. May be
   * called by another thread than the one that acquired. Lock-free, except for the free: it runs {@link #onFree} and, if the pool is
   * closed or {@code onFree} throws, the pool's {@code onDiscard}; exceptions they throw propagate to the caller after the read lock has
   * been released.
   *
   * <p>A count cannot tell one reader from another. A second release with the same stamp is refused if the generation has no reader left;
   * beside other readers it ends the read of one of them, in a spread node only if that reader has the same slot. A stamp of another
   * object is refused unless both objects are in the same generation, for unrelated objects a chance of 2<sup>-32</sup>.
   *
   * @param stamp the result of the attempt that acquired this read lock
   * @throws IllegalMonitorStateException if this is not a stamp, or one of another generation, or if no reader is counted; nothing has
   *     changed
   */
  public final void endRead(long stamp) {
    ReadPath.release(this, DebugLevel.SAMPLING ? ReadPath.endSample(this, stamp) : stamp);
  }

  // ---- Optimistic reading

  /**
   * Begins a read that acquires no lock and stores nothing. What is read before {@link #validate(int, long)} returns true may be
   * inconsistent, or of another generation. So read it with opaque access or stronger, copy what is needed, and neither
   * dereference, index, divide by nor loop on it before. Wait-free; may be called with any lock held.
   *
   * <pre>{@code
   * long stamp = node.tryOptimisticRead();
   * if (stamp != VmaLock.BUSY) {
   *   long x = node.x();                            // opaque loads
   *   long y = node.y();
   *   if (node.validate(generationOfEntry, stamp)) {
   *     return x + y;                               // of one moment
   *   }
   * }
   * // a writer was there, or the object is gone: acquire the read lock
   * }</pre>
   *
   * <p>For memory that stays readable only: the fields of a pooled object, or a page that is never unmapped. A resource that is unmapped or
   * closed when it is discarded must not be read in this way, since the crash comes before the validation that would have failed. A stamp
   * does not end and need not be returned. The idea is that of {@link java.util.concurrent.locks.StampedLock} and of the sequence locks of
   * the Linux kernel.
   *
   * @return a stamp for {@code validate} and {@link #tryConvertToRead}, greater than zero, which is no stamp for {@link #endRead}; or {@link
   *     #BUSY} if the node is write-locked. The stamp of an object that is not attached is never valid
   */
  public final long tryOptimisticRead() {
    return OptimisticReads.begin(this);
  }

  /**
   * Returns whether no writer has held this node since {@link #tryOptimisticRead} returned the stamp, and this object has been attached
   * throughout, in the given generation: what was read in between is of one moment, and of this generation. False also if a writer, or an
   * owner that has detached the object, has changed nothing. Wait-free; loads before a call that returns true are ordered before it.
   *
   * @param generation the generation that the caller has looked up
   * @param stamp the result of {@code tryOptimisticRead}; {@link #BUSY} is never valid
   * @return whether what was read is consistent
   */
  public final boolean validate(int generation, long stamp) {
    return OptimisticReads.validate(this, generation, stamp);
  }

  /**
   * Returns whether no writer has held this node since {@link #tryOptimisticRead} returned the stamp, and this object has been attached
   * throughout. For objects that are never recycled; otherwise like {@link #validate(int, long)}.
   *
   * @param stamp the result of {@code tryOptimisticRead}; {@link #BUSY} is never valid
   * @return whether what was read is consistent
   */
  public final boolean validate(long stamp) {
    return OptimisticReads.validate(this, stamp);
  }

  /**
   * Attempts to acquire a read lock, provided that no writer has held this node since {@link #tryOptimisticRead} returned the stamp, and that
   * this object has been attached throughout. What was read since then is consistent, and stays so until the read lock is released. Lock-free.
   *
   * @param generation the generation that the caller has looked up
   * @param stamp the result of {@code tryOptimisticRead}; {@link #BUSY} is never valid
   * @return a stamp for {@link #endRead}, greater than zero; or {@link #BUSY} if a writer holds the node or has held it since, or the
   *     object was detached; or {@link #GONE}
   */
  public final long tryConvertToRead(int generation, long stamp) {
    return OptimisticReads.convert(this, generation, stamp);
  }

  // ---- Writing

  /**
   * Write-locks this node, waiting for its readers; an interrupt does not end the wait. Does nothing if the node is write-locked in this
   * write section already. Blocking; readers that arrive during the wait get {@link #BUSY}.
   *
   * @throws IllegalMonitorStateException if the current thread does not hold the structure's write lock; nothing has changed
   * @throws IllegalStateException if the object belongs to no structure, or is retired or unused; nothing has changed
   */
  public final void startWrite() {
    Drain.lock(this, Preconditions.requireWriteSection(this, "startWrite"));
  }

  /**
   * Write-locks this node, waiting for its readers unless the thread is interrupted. If it throws, this node is unchanged, the structure
   * stays locked, and nodes that were write-locked before stay write-locked.
   *
   * @throws InterruptedException if interrupted before or during the wait for readers; not checked if the node is write-locked already, or
   *     detached without readers
   * @throws IllegalMonitorStateException if the current thread does not hold the structure's write lock; nothing has changed
   * @throws IllegalStateException if the object belongs to no structure, or is retired or unused; nothing has changed
   */
  public final void startWriteInterruptibly() throws InterruptedException {
    Drain.lockInterruptibly(this, Preconditions.requireWriteSection(this, "startWriteInterruptibly"));
  }

  /**
   * Write-locks this node if it has no reader. Does not wait; a reader that arrives during the call gets {@link #BUSY} whatever the result.
   *
   * @return whether the node is now write-locked
   * @throws IllegalMonitorStateException if the current thread does not hold the structure's write lock; nothing has changed
   * @throws IllegalStateException if the object belongs to no structure, or is retired or unused; nothing has changed
   */
  public final boolean tryStartWrite() {
    return Drain.tryLock(this, Preconditions.requireWriteSection(this, "tryStartWrite"));
  }

  /**
   * Write-locks this node like {@link #startWrite}, waiting at most the given time. If it fails, this node is unchanged, the structure
   * stays locked, and nodes that were write-locked before stay write-locked.
   *
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return whether the node is now write-locked
   * @throws InterruptedException if interrupted before or during the wait for readers
   * @throws IllegalMonitorStateException if the current thread does not hold the structure's write lock; nothing has changed
   * @throws IllegalStateException if the object belongs to no structure, or is retired or unused; nothing has changed
   */
  public final boolean tryStartWrite(long timeout, TimeUnit unit) throws InterruptedException {
    long nanos = unit.toNanos(timeout);
    return Drain.tryLock(this, Preconditions.requireWriteSection(this, "tryStartWrite"), nanos);
  }

  /**
   * Releases the write lock of this one node before the write section ends. Readers may acquire it at once; those that wait for it
   * are woken.
   *
   * @throws IllegalMonitorStateException if the node is not write-locked by the current thread; nothing has changed
   */
  public final void endWrite() {
    StructureLock structure = Preconditions.requireWriteLocked(this, "endWrite");
    StackProbe.reserveDeep();
    LOCK_SEQ.setRelease(this, structure.freshSequence());
    VarHandle.fullFence();
    structure.nodeWaits().wake(this);
  }

  // ---- Lifetime

  /**
   * Permits readers. The object must be fully initialised: all earlier stores of this thread are visible to every reader. Lock-free.
   *
   * @throws IllegalMonitorStateException if the object belongs to a structure and is not write-locked by the current thread
   * @throws IllegalStateException if the object is attached already, or retired; nothing has changed
   */
  public final void markAttached() {
    Lifecycle.attach(this);
  }

  /**
   * Refuses new readers, which get {@link #GONE}. The owner keeps its reference, and may attach the object again or retire it. Reads that
   * are held stay valid; an object that belongs to a structure has none, since it is write-locked. Lock-free.
   *
   * @throws IllegalMonitorStateException if the object belongs to a structure and is not write-locked by the current thread
   * @throws IllegalStateException if the object is not attached; nothing has changed
   */
  public final void markDetached() {
    Lifecycle.detach(this);
  }

  /**
   * Ends the given generation of this object: detaches the object if it is attached, and drops the owner reference. Does not wait. If no
   * read lock is held, the object is freed in this call, otherwise by the reader that releases last. A call inside of {@link #onFree} frees
   * after {@code onFree} has returned.
   *
   * <p>An attached object that belongs to a structure may be retired only under the structure's write lock; one that was detached under
   * it, by its owner at any time afterwards; one that belongs to no structure, by any thread at any time.
   *
   * @param generation the generation to end
   * @throws IllegalStateException if this generation has been retired already: a double release; or if a writer waits for the readers of
   *     this object. Nothing has changed, and the next owner of the object is not affected
   * @throws IllegalMonitorStateException if the write lock is needed and not held; nothing has changed
   */
  public final void retire(int generation) {
    Lifecycle.retire(this, generation);
  }

  /**
   * Ends the given generation of this object like {@link #retire}, and waits until its readers have released. The object is retired
   * whatever the result; if the wait ends early, the reader that releases last frees the object. The reader that releases last wakes
   * this thread. Called inside of {@link #onFree}, it frees before the wait what that {@code onFree} has released. The
   * calling thread must hold no read lock of this object: it would wait for itself until the time has elapsed.
   *
   * @param generation the generation to end
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return true if every reader has released and the object has been freed by this call; false if the time elapsed first
   * @throws InterruptedException if interrupted during the wait; the object is retired nevertheless
   * @throws IllegalStateException as {@code retire}
   * @throws IllegalMonitorStateException as {@code retire}
   */
  public final boolean retireAndWait(int generation, long timeout, TimeUnit unit) throws InterruptedException {
    return RetireWait.retireAndWait(this, generation, unit.toNanos(timeout));
  }

  /**
   * Called once at the end of each generation, by the thread that dropped the last reference, when no thread can acquire the object and
   * before it may be reused. Override it to reset the object or to release what it owns; the default does nothing.
   *
   * <p>This method may drop the last reference to other objects. Those are freed by the same thread after this method has returned, so that a
   * chain of such objects needs the stack of one. If the thread has to wait in a call of this library, it frees them before it waits.
   *
   * <p>vmalock holds no lock during this call; the calling thread may hold any of its own. If this method throws, the object is not reused
   * (its pool creates a new one in its place), and the exception propagates to the caller of {@link #endRead} or {@link #retire} after
   * the reference has been dropped.
   */
  protected void onFree() {}

  // ---- Diagnostics

  /**
   * Returns the name of this object in messages, reports and events. Override it to name an object by what it contains, for example by a
   * key or a page number; the default is the class and the identity hash code. Called by any thread, with any lock held, also while the
   * object is not in use: must neither wait nor acquire a lock.
   *
   * @return the name
   */
  protected String lockName() {
    return Names.of(this);
  }

  /**
   * Returns the class of this node in the order of locks, which is checked with {@code -Dvmalock.debug=all}: a thread that waits for a node
   * of one class while it holds a node of another one shows an order, and the reverse order is refused. The default, null, stands for no
   * class: the order of the structures is checked alone. Called by the acquiring thread. The names are kept: return one of a few constants.
   *
   * @return a name that the nodes of the class share, or null
   */
  protected @Nullable String orderClass() {
    return null;
  }

  // ---- Queries

  /**
   * Returns the number of this object's present generation. Stable while the caller owns the object or holds a read lock; otherwise the
   * result may be out of date.
   *
   * @return the generation, any 32 bits
   */
  public final int generation() {
    return LockWord.generation((long) WORD.getOpaque(this));
  }

  /**
   * Returns whether the {@code structureLock} that the calling thread has just loaded is that of this generation: a thread that loads the
   * structure of a later generation finds its number here. The fence pairs with the one in {@code beginGeneration}.
   */
  final boolean isStillIn(int generation) {
    VarHandle.acquireFence();
    return generation() == generation;
  }

  /**
   * Returns the lock of the structure that this object belongs to in its present generation.
   *
   * @return the lock, or null if the object belongs to no structure
   */
  public final @Nullable StructureLock structureLock() {
    return (StructureLock) STRUCTURE_LOCK.getOpaque(this);
  }

  /**
   * Returns whether readers may acquire this object. A hint, unless the caller holds the structure's write lock or owns the object.
   *
   * @return whether the object is attached
   */
  public final boolean isAttached() {
    return ((long) WORD.getOpaque(this) & LockWord.ATTACHED) != 0;
  }

  /**
   * Returns the number of readers. A hint: an attempt that is going to be rolled back is a reader for a moment. If the node is spread, this
   * searches the table of hazard reads; a read that is held throughout is found, one that a writer finds meanwhile may be counted twice.
   *
   * @return the number of counted readers and hazard readers, from 0 to {@link #MAXIMUM_READERS}
   */
  public final int readers() {
    int hazards = hazards(); // before the word: a read that is converted in between is counted in it
    return Math.min(MAXIMUM_READERS, hazards + LockWord.readers((long) WORD.getAcquire(this)));
  }

  /**
   * Returns whether this node is spread: its readers share no cache line, see {@link Spreading}. A hint.
   *
   * @return whether readers may acquire this node by hazards
   */
  public final boolean isSpread() {
    return LockWord.isSpread((long) WORD.getOpaque(this));
  }

  /**
   * Sets when this node spreads its readers, in all its generations; this holds before the choice of its pool and of its structure. {@link
   * Spreading#ALWAYS} spreads an attached node at once, unless a writer waits for its readers; it is spread then when it is attached again, or
   * its readers collide. {@link Spreading#NEVER} takes effect when the node is write-locked, detached or retired next. May be called by
   * any thread, with any lock held. Lock-free.
   *
   * @param spreading the choice for this node
   * @throws OutOfMemoryError if there is no memory for it; nothing has changed
   */
  public final void setSpreading(Spreading spreading) {
    Objects.requireNonNull(spreading, "spreading");
    SpreadState state = SpreadState.obtain(this);
    if (state == null) {
      throw new OutOfMemoryError("no memory for the choice of " + describe());
    }
    state.pinned = spreading;
    if (spreading == Spreading.ALWAYS) {
      HazardPath.spread(this, LockWord.idle((long) WORD.getAcquire(this)));
    }
  }

  /**
   * Returns how often the nodes of this JVM have been read by hazards. Takes a step per slot of the table.
   *
   * @return a snapshot
   */
  public static HazardStats hazardStatistics() {
    return HazardPath.statistics();
  }

  /**
   * Returns whether this node is write-locked. Exact for the thread that holds the structure's write lock, a hint for others.
   *
   * @return whether a writer holds the node
   */
  public final boolean isWriteLocked() {
    StructureLock structure = structureLock();
    return structure != null && ReadPath.failsEarlyCheck(this, structure.sequence());
  }

  /**
   * Throws unless this node is write-locked by the current thread.
   *
   * @throws IllegalMonitorStateException if it is not
   * @throws IllegalStateException if the object belongs to no structure
   */
  public final void assertWriteLocked() {
    Preconditions.requireWriteLocked(this, "assertWriteLocked");
  }

  /**
   * Throws unless at least one thread holds a read lock, counted or by a hazard; see {@link #readers}.
   *
   * @throws IllegalMonitorStateException if the object has no reader
   */
  public final void assertReadLocked() {
    if (readers() == 0) {
      throw Misuse.notReadLocked(this);
    }
  }

  /**
   * Throws unless this object is attached.
   *
   * @throws IllegalStateException if it is not
   */
  public final void assertAttached() {
    Lifecycle.requireAttached(this, "assertAttached");
  }

  /**
   * Throws unless this object is detached and owned.
   *
   * @throws IllegalStateException if it is attached, retired or unused
   */
  public final void assertDetached() {
    Lifecycle.requireDetached(this, "assertDetached");
  }

  /**
   * Returns a view of this lock through the JDK's interfaces. Meant for a lock with its own {@link StructureLock}, as {@link #standalone}
   * creates it: the write lock of the view acquires the structure lock, so that the write locks of two nodes of one structure are the
   * same lock.
   *
   * <p>Both locks honour the contract of {@link java.util.concurrent.locks.Lock}, including the timed and interruptible forms. Neither is
   * reentrant, neither supports conditions, and another thread may unlock the read lock. {@code lock} of an object that is not attached
   * throws {@link IllegalStateException}.
   *
   * <p>A thread that holds the write lock gets an {@code IllegalStateException} if it waits for the write lock again, and false from the
   * forms that do not wait; it may acquire the read lock, which it keeps when it unlocks the write lock. A thread that holds the read lock
   * and acquires it again waits for itself if a writer waits in between. {@code tryLock} of the read lock fails while a writer waits.
   *
   * @return a new view of this lock
   * @throws IllegalStateException if this object belongs to no structure
   */
  public final ReadWriteLock asReadWriteLock() {
    return new ReadWriteLockView(this, Preconditions.requireStructure(this, "asReadWriteLock"));
  }

  /** Returns the name, the decoded word and the write lock, for example {@code Page@1f[attached, 3 readers, LOCKED, generation 7]}. */
  @Override
  public String toString() {
    return describe();
  }

  final String describe() {
    int hazards = hazards();
    return describe((long) WORD.getAcquire(this), hazards, isWriteLocked() ? ", write-locked" : "");
  }

  final String describe(long word) {
    return describe(word, hazards(), "");
  }

  private int hazards() {
    return HazardPath.readers(this, (long) WORD.getAcquire(this));
  }

  private String describe(long word, int hazards, String suffix) {
    return name() + "[" + LockWord.describe(word, hazards) + suffix + "]";
  }

  private String name() {
    try {
      return lockName();
    } catch (RuntimeException e) {
      return Names.of(this); // the message that needs the name is not lost
    }
  }
}
