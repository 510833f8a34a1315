package org.vmalock.tree;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.Spreading;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.internal.Failures;

/**
 * A concurrent map from non-overlapping ranges of unsigned 64-bit keys to values, in which every range has its own read/write lock.
 * Suits address spaces, block caches, segment tables and interval locks.
 *
 * <p><b>Readers</b> look up a key and acquire the read lock of its range: until they release it, the range is neither changed nor
 * unmapped. A reader never waits for a writer of another range. A look-up that does not wait acquires no other lock.
 *
 * <p><b>Writers</b> exclude each other. A change waits until the readers of the ranges that it touches have released them, and becomes
 * visible at one instant, however many ranges it changes.
 *
 * <p><b>Values</b> are split with their ranges by the {@link RangeValues} that the tree is built with. Adjacent ranges stay apart unless
 * these rules merge them.
 *
 * <pre>{@code
 * VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
 * tree.map(0x1000, 0x3000, "text");
 * try (VmaHandle<String> handle = tree.startRead(0x1234)) {
 *   use(handle == null ? "not mapped" : handle.value());
 * }
 * tree.unmap(0x2000, 0x3000);              // returns when no reader holds the range
 * }</pre>
 *
 * <p><b>Forms of a look-up.</b> Each look-up has a form that returns a {@link VmaHandle}, for try-with-resources, and one that returns a
 * stamp and puts the range into a {@link VmaResult}, to be released by {@link Vma#endRead(long)}. A handle is one small object; the stamp
 * form and {@link #read} allocate nothing, unless they have to wait or the range is replaced during the call. {@code startRead} waits
 * without limit, {@code startReadInterruptibly} until an interrupt, {@code tryStartRead} not at all or for a given time.
 *
 * <p><b>Ranges</b> are given as {@code [start, end)}. Keys are unsigned; an end of {@link #KEY_SPACE_END}, which is 0, stands for
 * 2<sup>64</sup>, so that the last key can be mapped. An empty range is refused, also at key 0.
 *
 * <p><b>Restrictions.</b> A thread that holds the read lock of a range must release it before it changes that range, and before it looks
 * up a key whose range a writer may be draining: that writer waits for the thread, and the thread would wait for the writer. To hold two
 * ranges at the same time, acquire the second one by {@code tryStartRead}, and release the first one if that is busy. The rules of the
 * values run under the write lock, and so does {@code equals} of the values.
 *
 * <p><b>Algorithmic notes.</b> The index is a B+tree. A writer copies what it alters, the leaf or a few nodes, and publishes the copy by one
 * store into the branch above it; the garbage collector keeps old nodes for as long as a reader walks them. A walk ends at a {@link Vma},
 * which is a {@link VmaLock}. Acquiring its read lock proves that the range is still mapped: before a change is published, the ranges that
 * it removes are write-locked and detached. A look-up that finds no range beside a writer walks again, by what the writer stores first.
 *
 * <p>All methods may be called by any thread. Methods that read are lock-free as long as no writer holds the range that they look up,
 * and block otherwise; methods that change the tree block.
 *
 * @param <V> the type of the values; null is not allowed
 */
public final class VmaTree<V> extends RangeChanges<V> {
  /** Result of a stamp form whose key is not mapped, or after whose position no range is mapped. */
  public static final long NOT_MAPPED = VmaLock.GONE;

  private final StructureLock structure;
  private final RangeValues<V> values;
  private final TreeCounters counters;

  private final Index index = new Index();

  /** The number of write sections opened so far; guarded by the write lock. */
  private long sections;

  /** The generation of the range created last; guarded by the write lock. Starts at random: ranges of two trees seldom share one. */
  private int generations = ThreadLocalRandom.current().nextInt();

  private VmaTree(Builder<V> builder) {
    structure = builder.spreading == null ? new StructureLock() : new StructureLock(builder.spreading);
    values = builder.values;
    counters = new TreeCounters(builder.recordLookups);
    if (builder.name != null) {
      structure.named(builder.name);
    }
  }

  /**
   * Returns a new builder.
   *
   * @param values how values are split with their ranges, and which ranges are merged
   * @param <V> the type of the values
   * @return a builder
   */
  public static <V> Builder<V> builder(RangeValues<V> values) {
    return new Builder<>(values);
  }

  /**
   * Builder for {@link VmaTree}.
   *
   * @param <V> the type of the values
   */
  public static final class Builder<V> {
    private final RangeValues<V> values;
    private boolean recordLookups;
    private @Nullable Spreading spreading;
    private @Nullable String name;

    private Builder(RangeValues<V> values) {
      this.values = Objects.requireNonNull(values, "values");
    }

    /**
     * Counts the hits and misses of look-ups in the {@linkplain VmaTree#statistics statistics}, at the cost of an atomic addition or two
     * for each look-up.
     *
     * @return this builder
     */
    public Builder<V> recordLookups() {
      this.recordLookups = true;
      return this;
    }

    /**
     * Sets when the ranges spread their readers: a range that many threads read at a time is read by hazards. By default the system property
     * {@code vmalock.hazard} decides.
     *
     * @param spreading the choice for all ranges of the tree
     * @return this builder
     */
    public Builder<V> spreading(Spreading spreading) {
      this.spreading = Objects.requireNonNull(spreading, "spreading");
      return this;
    }

    /**
     * Sets the name of the tree's lock in messages, reports and events.
     *
     * @param name any text
     * @return this builder
     */
    public Builder<V> name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Creates an empty tree.
     *
     * @return the tree
     */
    public VmaTree<V> build() {
      return new VmaTree<>(this);
    }

    /**
     * Creates a tree of ranges in ascending order, in linear time. The tree is as if the ranges were mapped one by one: the rules of the
     * values merge them.
     *
     * @param ranges the range entries; iterated once
     * @return the tree
     * @throws RangeOverlapException if a range overlaps the one before it
     * @throws IllegalArgumentException if a range lies below the one before it, or if its first key is above its last
     * @throws NullPointerException if a range or a value is null
     */
    public VmaTree<V> build(Iterable<RangeEntry<V>> ranges) {
      VmaTree<V> tree = new VmaTree<>(this);
      new SortedRanges<>(tree).appendAll(ranges);
      return tree;
    }
  }

  // ---- Reading: a hold per call

  /**
   * Finds the range that covers a key and acquires its read lock. Waits only if a writer holds this range, and only for that writer.
   *
   * @param key an unsigned key
   * @return the hold, to be closed; or null if the key is not mapped
   * @throws IllegalStateException if the range has {@link VmaLock#MAXIMUM_READERS} readers, or if the calling thread has the range
   *     write-locked in an open write section
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public @Nullable VmaHandle<V> startRead(long key) {
    try {
      return openCovering(key, Wait.UNLIMITED);
    } catch (InterruptedException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Finds the range that covers a key and acquires its read lock like {@link #startRead(long)}, unless the thread is interrupted.
   *
   * @param key an unsigned key
   * @return the hold, to be closed; or null if the key is not mapped
   * @throws InterruptedException if interrupted before or during the wait; no read lock is held
   * @throws IllegalStateException as {@link #startRead(long)}
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public @Nullable VmaHandle<V> startReadInterruptibly(long key) throws InterruptedException {
    return openCovering(key, Wait.INTERRUPTIBLE);
  }

  /**
   * Finds the range that covers a key and attempts to acquire its read lock. Never waits, so that the calling thread may hold other
   * ranges. Lock-free.
   *
   * @param key an unsigned key
   * @return the hold, to be closed, which {@linkplain VmaHandle#isBusy is busy} if a writer holds the range or its count of readers is
   *     full; or null if the key is not mapped
   */
  public @Nullable VmaHandle<V> tryStartRead(long key) {
    try {
      return openCovering(key, Wait.NONE);
    } catch (InterruptedException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Finds the range that covers a key and acquires its read lock like {@link #startRead(long)}, waiting at most the given time. The
   * calling thread may hold other ranges: a deadlock ends with the time limit.
   *
   * @param key an unsigned key
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return the hold, to be closed, which {@linkplain VmaHandle#isBusy is busy} if the time elapsed first; or null if the key is not mapped
   * @throws InterruptedException if interrupted before or during the wait; no read lock is held
   * @throws IllegalStateException as {@link #startRead(long)}
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public @Nullable VmaHandle<V> tryStartRead(long key, long timeout, TimeUnit unit) throws InterruptedException {
    return openCovering(key, Wait.of(timeout, unit));
  }

  /**
   * Finds the first range that ends after the position of a cursor, acquires its read lock, and moves the cursor to its end. Waits only
   * if a writer holds this range, and only for that writer.
   *
   * <p>The result was true at one moment during the call: the range was mapped, and no key between the cursor and the range was. No key
   * is reported twice to a caller that reads from {@link VmaCursor#unseenStart} on.
   *
   * @param cursor the position of the iteration
   * @return the hold, to be closed; or null if there is no range, in which case the cursor has not moved
   * @throws IllegalStateException as {@link #startRead(long)}
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public @Nullable VmaHandle<V> startReadNext(VmaCursor cursor) {
    try {
      return openNext(cursor, Wait.UNLIMITED);
    } catch (InterruptedException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Performs a step of an iteration like {@link #startReadNext(VmaCursor)}, unless the thread is interrupted.
   *
   * @param cursor the position of the iteration
   * @return the hold, to be closed; or null if there is no range, in which case the cursor has not moved
   * @throws InterruptedException if interrupted before or during the wait; no read lock is held
   * @throws IllegalStateException as {@link #startRead(long)}
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public @Nullable VmaHandle<V> startReadNextInterruptibly(VmaCursor cursor) throws InterruptedException {
    return openNext(cursor, Wait.INTERRUPTIBLE);
  }

  /**
   * Attempts a step of an iteration like {@link #startReadNext(VmaCursor)}. Never waits; lock-free.
   *
   * @param cursor the position of the iteration
   * @return the hold, to be closed, which {@linkplain VmaHandle#isBusy is busy} if a writer holds the range or its count of readers is
   *     full; or null if there is no range. The cursor has moved
   *     only if the read lock is held
   */
  public @Nullable VmaHandle<V> tryStartReadNext(VmaCursor cursor) {
    try {
      return openNext(cursor, Wait.NONE);
    } catch (InterruptedException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Performs a step of an iteration like {@link #startReadNext(VmaCursor)}, waiting at most the given time.
   *
   * @param cursor the position of the iteration
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return the hold, to be closed, which {@linkplain VmaHandle#isBusy is busy} if the time elapsed first; or null if there is no range.
   *     The cursor has moved
   *     only if the read lock is held
   * @throws InterruptedException if interrupted before or during the wait; no read lock is held
   * @throws IllegalStateException as {@link #startRead(long)}
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public @Nullable VmaHandle<V> tryStartReadNext(VmaCursor cursor, long timeout, TimeUnit unit) throws InterruptedException {
    return openNext(cursor, Wait.of(timeout, unit));
  }

  private @Nullable VmaHandle<V> openCovering(long key, Wait wait) throws InterruptedException {
    wait.throwIfInterrupted("a read lock of ", this);
    counters.lookUp();
    Vma<V> vma = lookUp(key);
    if (vma == null) {
      counters.miss();
      return null;
    }
    return LookUp.COVERING.open(this, key, vma, LookUp.NO_SPECULATION, wait);
  }

  private @Nullable VmaHandle<V> openNext(VmaCursor cursor, Wait wait) throws InterruptedException {
    wait.throwIfInterrupted("a read lock of ", this);
    long speculated = structure.trySpeculate();
    Vma<V> vma = findNext(cursor);
    if (vma == null) {
      return null;
    }
    VmaHandle<V> handle = LookUp.NEXT.open(this, cursor.position(), vma, speculated, wait);
    if (handle != null && handle.stamp > 0) {
      cursor.pass(handle.vma);
    }
    return handle;
  }

  // ---- Reading: a stamp per call

  /**
   * Finds the range that covers a key and acquires its read lock like {@link #startRead(long)}. Allocates nothing unless it waits.
   *
   * @param key an unsigned key
   * @param result receives the range
   * @return a stamp for {@link Vma#endRead(long)}, greater than zero; or {@link #NOT_MAPPED}
   * @throws IllegalStateException as {@link #startRead(long)}
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public long startRead(long key, VmaResult<V> result) {
    try {
      return start(key, result, Wait.UNLIMITED);
    } catch (InterruptedException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Finds the range that covers a key and acquires its read lock like {@link #startRead(long, VmaResult)}, unless the thread is
   * interrupted.
   *
   * @param key an unsigned key
   * @param result receives the range
   * @return a stamp for {@link Vma#endRead(long)}, greater than zero; or {@link #NOT_MAPPED}
   * @throws InterruptedException if interrupted before or during the wait; no read lock is held
   * @throws IllegalStateException as {@link #startRead(long)}
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public long startReadInterruptibly(long key, VmaResult<V> result) throws InterruptedException {
    return start(key, result, Wait.INTERRUPTIBLE);
  }

  /**
   * Finds the range that covers a key and attempts to acquire its read lock. Never waits, and allocates nothing. Lock-free.
   *
   * @param key an unsigned key
   * @param result receives the range
   * @return a stamp for {@link Vma#endRead(long)}, greater than zero; {@link VmaLock#BUSY} if a writer holds the range or its count of
   *     readers is full; or {@link #NOT_MAPPED}
   */
  public long tryStartRead(long key, VmaResult<V> result) {
    try {
      return start(key, result, Wait.NONE);
    } catch (InterruptedException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Finds the range that covers a key and acquires its read lock like {@link #startRead(long, VmaResult)}, waiting at most the given time.
   *
   * @param key an unsigned key
   * @param result receives the range
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return a stamp for {@link Vma#endRead(long)}, greater than zero; {@link VmaLock#BUSY} if the time elapsed first; or {@link
   *     #NOT_MAPPED}
   * @throws InterruptedException if interrupted before or during the wait; no read lock is held
   * @throws IllegalStateException as {@link #startRead(long)}
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public long tryStartRead(long key, VmaResult<V> result, long timeout, TimeUnit unit) throws InterruptedException {
    return start(key, result, Wait.of(timeout, unit));
  }

  /**
   * Performs a step of an iteration like {@link #startReadNext(VmaCursor)}. Allocates nothing unless it waits.
   *
   * @param cursor the position of the iteration
   * @param result receives the range
   * @return a stamp for {@link Vma#endRead(long)}, greater than zero; or {@link #NOT_MAPPED} if there is no range, in which case the cursor
   *     has not moved
   * @throws IllegalStateException as {@link #startRead(long)}
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public long startReadNext(VmaCursor cursor, VmaResult<V> result) {
    try {
      return startNext(cursor, result, Wait.UNLIMITED);
    } catch (InterruptedException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Performs a step of an iteration like {@link #startReadNext(VmaCursor, VmaResult)}, unless the thread is interrupted.
   *
   * @param cursor the position of the iteration
   * @param result receives the range
   * @return a stamp for {@link Vma#endRead(long)}, greater than zero; or {@link #NOT_MAPPED} if there is no range, in which case the cursor
   *     has not moved
   * @throws InterruptedException if interrupted before or during the wait; no read lock is held
   * @throws IllegalStateException as {@link #startRead(long)}
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public long startReadNextInterruptibly(VmaCursor cursor, VmaResult<V> result) throws InterruptedException {
    return startNext(cursor, result, Wait.INTERRUPTIBLE);
  }

  /**
   * Attempts a step of an iteration like {@link #startReadNext(VmaCursor, VmaResult)}. Never waits, and allocates nothing. Lock-free.
   *
   * @param cursor the position of the iteration
   * @param result receives the range
   * @return a stamp for {@link Vma#endRead(long)}, greater than zero; {@link VmaLock#BUSY} if a writer holds the range or its count of
   *     readers is full; or {@link #NOT_MAPPED}. The cursor has
   *     moved only if the read lock is held
   */
  public long tryStartReadNext(VmaCursor cursor, VmaResult<V> result) {
    try {
      return startNext(cursor, result, Wait.NONE);
    } catch (InterruptedException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Performs a step of an iteration like {@link #startReadNext(VmaCursor, VmaResult)}, waiting at most the given time.
   *
   * @param cursor the position of the iteration
   * @param result receives the range
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return a stamp for {@link Vma#endRead(long)}, greater than zero; {@link VmaLock#BUSY} if the time elapsed first; or {@link
   *     #NOT_MAPPED}. The cursor has
   *     moved only if the read lock is held
   * @throws InterruptedException if interrupted before or during the wait; no read lock is held
   * @throws IllegalStateException as {@link #startRead(long)}
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public long tryStartReadNext(VmaCursor cursor, VmaResult<V> result, long timeout, TimeUnit unit) throws InterruptedException {
    return startNext(cursor, result, Wait.of(timeout, unit));
  }

  private long start(long key, VmaResult<V> result, Wait wait) throws InterruptedException {
    wait.throwIfInterrupted("a read lock of ", this);
    counters.lookUp();
    Vma<V> vma = lookUp(key);
    if (vma == null) {
      counters.miss();
      result.vma = null;
      return NOT_MAPPED;
    }
    return LookUp.COVERING.start(this, key, vma, LookUp.NO_SPECULATION, result, wait);
  }

  private long startNext(VmaCursor cursor, VmaResult<V> result, Wait wait) throws InterruptedException {
    wait.throwIfInterrupted("a read lock of ", this);
    long speculated = structure.trySpeculate();
    Vma<V> vma = findNext(cursor);
    if (vma == null) {
      result.vma = null;
      return NOT_MAPPED;
    }
    long stamp = LookUp.NEXT.start(this, cursor.position(), vma, speculated, result, wait);
    if (stamp > 0) {
      cursor.pass(result.vma());
    }
    return stamp;
  }

  // ---- Reading: a function per call

  /**
   * Calls a function with the range that covers a key while holding the read lock of that range. Waits as {@link #startRead(long)}, and
   * allocates nothing unless it waits. An exception of the function propagates after the read lock has been released.
   *
   * @param key an unsigned key
   * @param reader called while the range is read-locked; it must not change this tree
   * @param <R> the result type of the function
   * @return the result of the function, or null if the key is not mapped
   * @throws IllegalStateException as {@link #startRead(long)}
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public <R> @Nullable R read(long key, Function<? super Vma<V>, ? extends @Nullable R> reader) {
    Objects.requireNonNull(reader, "reader");
    counters.lookUp();
    Vma<V> vma = lookUp(key);
    if (vma == null) {
      counters.miss();
      return null;
    }
    long stamp = vma.tryStartRead();
    return stamp > 0 ? apply(reader, vma, stamp) : readSlowly(key, vma, reader);
  }

  /** Continues a look-up, which is counted already, after the first attempt on the range that it has found. */
  private <R> @Nullable R readSlowly(long key, Vma<V> vma, Function<? super Vma<V>, ? extends @Nullable R> reader) {
    VmaResult<V> result = new VmaResult<>();
    long stamp;
    try {
      stamp = LookUp.COVERING.start(this, key, vma, LookUp.NO_SPECULATION, result, Wait.UNLIMITED);
    } catch (InterruptedException e) {
      throw Wait.ended(e);
    }
    return stamp > 0 ? apply(reader, result.vma(), stamp) : null;
  }

  /** Applies a function to a read-locked range, and releases the read lock. */
  private static <V, R> @Nullable R apply(Function<? super Vma<V>, ? extends @Nullable R> reader, Vma<V> vma, long stamp) {
    R result;
    try {
      result = reader.apply(vma);
    } catch (Throwable failure) {
      try {
        vma.endRead(stamp);
      } catch (Throwable late) {
        Failures.join(failure, late);
      }
      throw failure;
    }
    vma.endRead(stamp);
    return result;
  }

  // ---- Reading without locks

  /**
   * Finds the range that covers a key, without locking it. The result was true at one moment during the call. Wait-free.
   *
   * @param key an unsigned key
   * @return the range, or null if the key is not mapped
   */
  public @Nullable Vma<V> find(long key) {
    Vma<V> vma = lookUp(key);
    return vma == null || vma.isAttached() ? vma : findBySlots(key); // an attached range is mapped
  }

  /**
   * Finds the range that covers a key, for a caller that acquires its read lock, and repeats the look-up by {@link #find} if it cannot:
   * beside a commit the range need not be mapped any more. Null was true at one moment.
   */
  private @Nullable Vma<V> lookUp(long key) {
    long speculated = structure.trySpeculate();
    Vma<V> floor = root().floor(key);
    if (floor != null && floor.contains(key)) {
      return floor;
    }
    return structure.validate(speculated) ? null : findBySlots(key);
  }

  private @Nullable Vma<V> findBySlots(long key) {
    Vma<V> floor = root().floorBySlots(key);
    return floor != null && Ranges.notAbove(key, floor.last) ? floor : null;
  }

  private @Nullable Vma<V> findNext(VmaCursor cursor) {
    return cursor.isAtEnd() ? null : root().atOrAfter(cursor.position());
  }

  /**
   * Searches a window for free keys, without locking anything: for the first place, in one direction, that is free, aligned and long enough.
   *
   * <p>If no writer was active during the call, the result is exact. Beside writers:
   *
   * <ul>
   *   <li>The keys of a returned place were all free together at one moment of the call.
   *   <li>A place that was free throughout the call is not passed over: the result is this one or one that comes before it in the
   *       direction of the search. A place that came free during the call may be passed over.
   *   <li>An empty result was true at one moment of the call.
   * </ul>
   *
   * <p>The place may be mapped when this method returns: {@link #mapFree mapFree} searches and maps in one step.
   *
   * <p>Takes O(log n) for n ranges if the alignment is 1. With another alignment the search also visits the gaps that are long enough and
   * hold no aligned place; a gap of {@code length + alignment - 1} keys always holds one. Allocates two small objects; takes a {@link
   * #snapshot} to confirm an empty result beside a writer. Lock-free.
   *
   * <p>Each branch of the index states the largest gap below each of its children, as the kernel's maple tree does for {@code mmap}.
   *
   * @param length the number of keys, unsigned
   * @param alignment a power of two that the first key is a multiple of; 1 for any key
   * @param from the first key of the window, unsigned
   * @param below the key after the last one of the window, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param direction whether the lowest or the highest place is returned
   * @return the first key of the place, or empty if there is none
   * @throws IllegalArgumentException if the length is 0, the alignment is not a power of two, or the window is empty or reversed
   */
  public OptionalLong findFree(long length, long alignment, long from, long below, SearchDirection direction) {
    return findFree(FreeSearch.between(length, alignment, from, below, direction));
  }

  /**
   * Searches all keys for free ones, like {@link #findFree(long, long, long, long, SearchDirection)}.
   *
   * @param length the number of keys, unsigned
   * @param alignment a power of two that the first key is a multiple of; 1 for any key
   * @param direction whether the lowest or the highest place is returned
   * @return the first key of the place, or empty if there is none
   * @throws IllegalArgumentException if the length is 0 or the alignment is not a power of two
   */
  public OptionalLong findFreeAnywhere(long length, long alignment, SearchDirection direction) {
    return findFree(FreeSearch.anywhere(length, alignment, direction));
  }

  private OptionalLong findFree(FreeSearch search) {
    long speculated = structure.trySpeculate();
    OptionalLong found = search.in(root());
    return found.isPresent() || structure.validate(speculated) ? found : snapshot().findFree(search);
  }

  /**
   * Returns the range with the least keys, without locking it. Wait-free.
   *
   * @return the range, or null if nothing is mapped
   */
  public @Nullable Vma<V> first() {
    return root().first();
  }

  /**
   * Returns the range with the greatest keys, without locking it. Wait-free.
   *
   * @return the range, or null if nothing is mapped
   */
  public @Nullable Vma<V> last() {
    return root().last();
  }

  /**
   * Returns the number of ranges, in constant time. Wait-free.
   *
   * @return the number of ranges
   */
  public long size() {
    return index.size();
  }

  /**
   * Returns the current version of the tree, which can be read without locks. Lock-free: another attempt means that a writer has published.
   * The first changes after a snapshot copy what it shares with the tree.
   *
   * @return all ranges that were mapped at one moment of the call
   */
  public VmaSnapshot<V> snapshot() {
    return index.snapshot();
  }

  // ---- Changing

  @Override
  <R> R apply(Change<V, R> change, Wait wait) throws InterruptedException, TimeoutException {
    WriteSection<V> section = new WriteSection<>(this);
    section.open(change, wait);
    try (section) {
      if (wait.mayEnd()) {
        change.lock(section, wait);
      }
      R result = change.applyTo(section);
      section.commit();
      return result;
    }
  }

  /**
   * Opens a write section for several changes that become visible together. Blocks until the calling thread holds the tree's write
   * lock.
   *
   * @return the batch, to be closed by the calling thread
   * @throws IllegalStateException if the calling thread has a write section of this tree open
   */
  public Batch<V> batch() {
    try {
      return Batch.open(this, Wait.UNLIMITED);
    } catch (InterruptedException | TimeoutException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Opens a batch like {@link #batch()}, unless the thread is interrupted.
   *
   * @return the batch, to be closed by the calling thread
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws IllegalStateException if the calling thread has a write section of this tree open
   */
  public Batch<V> batchInterruptibly() throws InterruptedException {
    try {
      return Batch.open(this, Wait.INTERRUPTIBLE);
    } catch (TimeoutException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Opens a batch like {@link #batch()}, waiting at most the given time for other writers.
   *
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return the batch, to be closed by the calling thread
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   * @throws IllegalStateException if the calling thread has a write section of this tree open
   */
  public Batch<V> batch(long timeout, TimeUnit unit) throws InterruptedException, TimeoutException {
    return Batch.open(this, Wait.of(timeout, unit));
  }

  /**
   * Begins to unmap a range as a transaction: splits, write-locks and detaches the ranges that are mapped there. Waits without limit for
   * their readers.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @return the transaction, to be closed by the calling thread
   * @throws IllegalArgumentException if the range is empty or reversed
   * @throws IllegalStateException if the calling thread has a write section of this tree open
   */
  public Unmapping<V> beginUnmap(long start, long end) {
    try {
      return Unmapping.begin(this, Change.unmap(start, Ranges.last(start, end)), Wait.UNLIMITED);
    } catch (InterruptedException | TimeoutException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Begins to unmap a range like {@link #beginUnmap(long, long)}, unless the thread is interrupted.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @return the transaction, to be closed by the calling thread
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   * @throws IllegalStateException if the calling thread has a write section of this tree open
   */
  public Unmapping<V> beginUnmapInterruptibly(long start, long end) throws InterruptedException {
    try {
      return Unmapping.begin(this, Change.unmap(start, Ranges.last(start, end)), Wait.INTERRUPTIBLE);
    } catch (TimeoutException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Begins to unmap a range like {@link #beginUnmap(long, long)}, but restores the tree and throws if other writers and readers do not
   * release their locks within a timeout.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return the transaction, to be closed by the calling thread
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   * @throws IllegalStateException if the calling thread has a write section of this tree open
   */
  public Unmapping<V> beginUnmap(long start, long end, long timeout, TimeUnit unit) throws InterruptedException, TimeoutException {
    return Unmapping.begin(this, Change.unmap(start, Ranges.last(start, end)), Wait.of(timeout, unit));
  }

  /**
   * Begins to unmap all keys as a transaction, like {@link #beginUnmap(long, long)}.
   *
   * @return the transaction, to be closed by the calling thread
   * @throws IllegalStateException if the calling thread has a write section of this tree open
   */
  public Unmapping<V> beginUnmapAll() {
    try {
      return Unmapping.begin(this, Change.unmap(Ranges.FIRST_KEY, Ranges.LAST_KEY), Wait.UNLIMITED);
    } catch (InterruptedException | TimeoutException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Begins to unmap all keys like {@link #beginUnmapAll()}, unless the thread is interrupted.
   *
   * @return the transaction, to be closed by the calling thread
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws IllegalStateException if the calling thread has a write section of this tree open
   */
  public Unmapping<V> beginUnmapAllInterruptibly() throws InterruptedException {
    try {
      return Unmapping.begin(this, Change.unmap(Ranges.FIRST_KEY, Ranges.LAST_KEY), Wait.INTERRUPTIBLE);
    } catch (TimeoutException e) {
      throw Wait.ended(e);
    }
  }

  /**
   * Begins to unmap all keys like {@link #beginUnmap(long, long, long, TimeUnit)}.
   *
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return the transaction, to be closed by the calling thread
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   * @throws IllegalStateException if the calling thread has a write section of this tree open
   */
  public Unmapping<V> beginUnmapAll(long timeout, TimeUnit unit) throws InterruptedException, TimeoutException {
    return Unmapping.begin(this, Change.unmap(Ranges.FIRST_KEY, Ranges.LAST_KEY), Wait.of(timeout, unit));
  }

  // ---- Monitoring

  /**
   * Returns the statistics of this tree.
   *
   * @return a snapshot of the counters
   */
  public TreeStats statistics() {
    return counters.snapshot();
  }

  /**
   * Returns the lock of the whole tree, for its statistics, and for callers that exclude all writers while they read several ranges.
   * A thread that write-locks it excludes other writers and cannot change the tree.
   *
   * @return the structure lock
   */
  public StructureLock structure() {
    return structure;
  }

  @Override
  public String toString() {
    return "VmaTree[" + size() + " ranges, " + structure + "]";
  }

  // ---- For write sections

  Index index() {
    return index;
  }

  IndexNode root() {
    return index.root();
  }

  long nextSection() {
    return ++sections;
  }

  int nextGeneration() {
    return ++generations;
  }

  RangeValues<V> values() {
    return values;
  }

  TreeCounters counters() {
    return counters;
  }
}
