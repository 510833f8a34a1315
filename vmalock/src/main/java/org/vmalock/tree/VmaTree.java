package org.vmalock.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.internal.TimedWait;

/**
 * A concurrent map from non-overlapping ranges of unsigned 64-bit keys to values, in which every range has its own read/write lock.
 * Suits address spaces, block caches, segment tables and interval locks.
 *
 * <p><b>Readers</b> look up a key and acquire the read lock of its range: until they release it, the range is neither changed nor
 * unmapped. A reader never waits for a writer of another range. A look-up that does not wait acquires no other lock.
 * It allocates nothing.
 *
 * <p><b>Writers</b> exclude each other. A change waits until the readers of the ranges that it touches have released them, and becomes
 * visible at one instant, however many ranges it changes. Adjacent ranges with equal values are merged, see {@link RangeValues}.
 *
 * <pre>{@code
 * VmaTree<String> tree = VmaTree.<String>builder().build();
 * tree.map(0x1000, 0x3000, "text");
 * try (Vma<String> vma = tree.startRead(0x1234)) {
 *   ...                                    // vma is null if the key is not mapped
 * }
 * tree.unmap(0x2000, 0x3000);              // returns when no reader holds the range
 * }</pre>
 *
 * <p><b>Ranges</b> are given as {@code [start, end)}. Keys are unsigned; an end of 0 stands for 2<sup>64</sup>, so that the last key can
 * be mapped, and {@code [0, 0)} contains all keys.
 *
 * <p><b>Restrictions.</b> A thread that holds the read lock of a range must release it before it changes that range, and before it looks
 * up a key whose range a writer may be draining: that writer waits for the thread, and the thread would wait for the writer. Values are
 * compared by {@code equals} under the write lock.
 *
 * <p><b>Algorithmic notes.</b> The index is a B+tree whose published versions never change: a writer copies the paths that it alters and
 * publishes a new root by one release store; the garbage collector keeps an old version for as long as a reader walks it. A walk ends at
 * a {@link Vma}, which is a {@link VmaLock}. Acquiring its read lock proves that the range is still mapped: before a version is
 * published, the ranges that it no longer contains are write-locked and detached. A look-up that finds no range has nothing to
 * check: the version was the current one when its root was read.
 *
 * <p>All methods may be called by any thread. Methods that read are lock-free as long as no writer holds the range that they look up,
 * and block otherwise; methods that change the tree block.
 *
 * @param <V> the type of the values; null is not allowed
 */
public final class VmaTree<V> implements RangeChanges<V> {
  /** The number of failed attempts after which a look-up acquires the structure lock. */
  private static final int RETRIES = 16;

  private static final VarHandle ROOT;

  static {
    try {
      ROOT = MethodHandles.lookup().findVarHandle(VmaTree.class, "root", IndexNode.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final StructureLock structure = new StructureLock();
  private final RangeValues<V> values;
  private final TreeCounters counters;

  /** The published version. Stored with release under the write lock; loaded with acquire by every walk. */
  @SuppressWarnings("UnusedVariable") // accessed through ROOT
  private IndexNode root = IndexNode.EMPTY;

  /** The number of write sections opened so far; guarded by the write lock. */
  private long sections;

  /** The generation of the range created last; guarded by the write lock. */
  private int generations;

  private VmaTree(Builder<V> builder) {
    values = builder.values;
    counters = new TreeCounters(builder.recordLookups);
  }

  /**
   * Returns a new builder with the default {@link RangeValues}.
   *
   * @param <V> the type of the values
   * @return a builder
   */
  public static <V> Builder<V> builder() {
    return new Builder<>();
  }

  /**
   * Builder for {@link VmaTree}.
   *
   * @param <V> the type of the values
   */
  public static final class Builder<V> {
    private RangeValues<V> values = new RangeValues<>() {};
    private boolean recordLookups;

    private Builder() {}

    /**
     * Sets how values are split and merged.
     *
     * @param values the rules
     * @return this builder
     */
    public Builder<V> values(RangeValues<V> values) {
      this.values = Objects.requireNonNull(values, "values");
      return this;
    }

    /**
     * Counts the hits and misses of look-ups in the {@linkplain VmaTree#statistics statistics}, at the cost of one atomic addition for
     * each look-up.
     *
     * @return this builder
     */
    public Builder<V> recordLookups() {
      this.recordLookups = true;
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
  }

  // ---- Reading

  /**
   * Finds the range that covers a key and acquires its read lock. Waits only if a writer holds this range, and only for that writer.
   * Allocates nothing unless it waits.
   *
   * @param key an unsigned key
   * @return the range, read-locked, to be released by {@link Vma#endRead()} or {@link Vma#close}; or null if the key is not mapped
   * @throws IllegalStateException if the range has {@link VmaLock#MAXIMUM_READERS} readers, or if the calling thread has the range
   *     write-locked in an open write section
   * @throws Error if the range gets {@link VmaLock#MAXIMUM_READERS} readers while the calling thread waits for a writer
   */
  public @Nullable Vma<V> startRead(long key) {
    Vma<V> vma = find(key);
    if (vma == null) {
      counters.miss();
      return null;
    }
    long outcome = vma.tryStartRead();
    if (outcome <= 0) {
      return startReadSlowly(key, vma, outcome);
    }
    counters.hit();
    return vma;
  }

  /**
   * Finds the first range that ends after the position of a cursor, acquires its read lock, and moves the cursor to its end. Waits only
   * if a writer holds this range, and only for that writer. Allocates nothing unless it waits.
   *
   * <p>The result was true at one moment during the call: the range was mapped, and no key between the cursor and the range was. No key
   * is reported twice to a caller that reads from {@link VmaCursor#unseenStart} on.
   *
   * @param cursor the position of the iteration
   * @return the range, read-locked, to be released by {@link Vma#endRead()} or {@link Vma#close}; or null if there is none, in which
   *     case the cursor has not moved
   * @throws IllegalStateException as {@link #startRead}
   */
  public @Nullable Vma<V> startReadNext(VmaCursor cursor) {
    if (cursor.isAtEnd()) {
      return null;
    }
    Vma<V> vma = root().atOrAfter(cursor.position());
    if (vma != null) {
      long outcome = vma.tryStartRead();
      if (outcome <= 0) {
        vma = retryStartRead((tree, from) -> tree.root().atOrAfter(from), cursor.position(), vma, outcome);
      }
    }
    if (vma != null) {
      cursor.pass(vma);
    }
    return vma;
  }

  /**
   * Calls a function with the range that covers a key while holding the read lock of that range.
   *
   * @param key an unsigned key
   * @param reader called while the range is read-locked; it must not change this tree
   * @param <R> the result type of the function
   * @return the result of the function, or null if the key is not mapped
   */
  public <R> @Nullable R read(long key, Function<? super Vma<V>, ? extends @Nullable R> reader) {
    Vma<V> vma = startRead(key);
    if (vma == null) {
      return null;
    }
    try {
      return reader.apply(vma);
    } finally {
      vma.endRead();
    }
  }

  /**
   * Finds the range that covers a key, without locking it. The range was mapped at some moment during the call. Wait-free.
   *
   * @param key an unsigned key
   * @return the range, or null if the key is not mapped
   */
  public @Nullable Vma<V> find(long key) {
    Vma<V> floor = root().floor(key);
    return floor != null && Ranges.notAbove(key, floor.last) ? floor : null;
  }

  /**
   * Returns the current version of the tree, which can be read without locks. Wait-free.
   *
   * @return all ranges that are mapped at this moment
   */
  public VmaSnapshot<V> snapshot() {
    return new VmaSnapshot<>(root());
  }

  private @Nullable Vma<V> startReadSlowly(long key, Vma<V> found, long outcome) {
    Vma<V> vma = retryStartRead(VmaTree::find, key, found, outcome);
    if (vma == null) {
      counters.miss();
    } else {
      counters.hit();
    }
    return vma;
  }

  /** A walk from the root of the published version. Implementations capture nothing, so that no walk allocates. */
  private interface Walk<V> {
    @Nullable Vma<V> find(VmaTree<V> tree, long key);
  }

  /**
   * Repeats a look-up whose range refused the read. Waits for the writer that holds the range, and for no other; walks again from the root
   * if the range was detached; acquires the structure lock after {@link #RETRIES} attempts or if the count of the range is full.
   */
  private @Nullable Vma<V> retryStartRead(Walk<V> walk, long key, Vma<V> found, long outcome) {
    Vma<V> vma = found;
    long result = outcome;
    for (int tries = 0; tries < RETRIES; tries++) {
      if (result == VmaLock.BUSY) {
        if (vma.readers() == VmaLock.MAXIMUM_READERS) {
          break;
        }
        counters.fallback();
        result = vma.startRead(vma.generation());
        if (result > 0) {
          return vma;
        }
      } else {
        counters.retry();
      }
      vma = walk.find(this, key);
      if (vma == null) {
        return null;
      }
      result = vma.tryStartRead();
      if (result > 0) {
        return vma;
      }
    }
    counters.fallback();
    structure.lockRead();
    try {
      return startReadLocked(walk.find(this, key));
    } finally {
      structure.unlockRead();
    }
  }

  /**
   * Acquires the read lock of a range that was found under the structure's read lock: every range of the published version is attached
   * then, and no writer can be active. So only a full count refuses the read.
   */
  private @Nullable Vma<V> startReadLocked(@Nullable Vma<V> vma) {
    if (vma != null && vma.startReadLocked() <= 0) {
      throw new IllegalStateException(
          vma + " has " + VmaLock.MAXIMUM_READERS + " readers, the maximum, and takes no more; release read locks of this range first");
    }
    return vma;
  }

  // ---- Changing

  @Override
  public void map(long start, long end, V value) {
    long last = Ranges.last(start, end);
    Objects.requireNonNull(value, "value");
    try (WriteSection<V> section = openSection()) {
      section.map(start, last, value);
      section.commit();
    }
  }

  @Override
  public void replace(long start, long end, V value) {
    long last = Ranges.last(start, end);
    Objects.requireNonNull(value, "value");
    try (WriteSection<V> section = openSection()) {
      section.replace(start, last, value);
      section.commit();
    }
  }

  @Override
  public boolean unmap(long start, long end) {
    long last = Ranges.last(start, end);
    try (WriteSection<V> section = openSection()) {
      boolean wasMapped = section.unmap(start, last);
      section.commit();
      return wasMapped;
    }
  }

  @Override
  public boolean update(long start, long end, V value) {
    long last = Ranges.last(start, end);
    Objects.requireNonNull(value, "value");
    try (WriteSection<V> section = openSection()) {
      boolean changed = section.update(start, last, value);
      section.commit();
      return changed;
    }
  }

  @Override
  public boolean move(long start, long end, long newStart) {
    long last = Ranges.lastOfMovable(start, end, newStart);
    try (WriteSection<V> section = openSection()) {
      boolean wasMapped = section.move(start, last, newStart);
      section.commit();
      return wasMapped;
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
    WriteSection<V> section = openSection();
    boolean created = false;
    try {
      Batch<V> batch = new Batch<>(section);
      created = true;
      return batch;
    } finally {
      if (!created) {
        section.close();
      }
    }
  }

  /**
   * Begins to unmap a range as a transaction: splits, write-locks and detaches the ranges that are mapped there. Waits without limit for
   * their readers.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; 0 stands for 2<sup>64</sup>
   * @return the transaction, to be closed by the calling thread
   * @throws IllegalArgumentException if the range is empty or reversed
   * @throws IllegalStateException if the calling thread has a write section of this tree open
   */
  public Unmapping<V> beginUnmap(long start, long end) {
    long last = Ranges.last(start, end);
    return Unmapping.begin(openSection(), start, last);
  }

  /**
   * Begins to unmap a range like {@link #beginUnmap(long, long)}, but restores the tree and throws if other writers and readers do not
   * release their locks within a timeout.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return the transaction, to be closed by the calling thread
   * @throws TimeoutException if the timeout elapsed; the message describes the lock that was not released. Nothing has changed
   * @throws InterruptedException if interrupted while waiting; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   * @throws IllegalStateException if the calling thread has a write section of this tree open
   */
  public Unmapping<V> beginUnmap(long start, long end, long timeout, TimeUnit unit) throws InterruptedException, TimeoutException {
    long last = Ranges.last(start, end);
    TimedWait wait = new TimedWait(unit.toNanos(timeout));
    if (!structure.tryLockWrite(timeout, unit)) {
      throw new TimeoutException(
          "cannot unmap " + Ranges.describe(start, last) + ": write lock not acquired within the timeout; " + structure);
    }
    WriteSection<V> section = newSection();
    boolean locked = false;
    try {
      section.writeLockAll(start, last, wait);
      locked = true;
    } finally {
      if (!locked) {
        section.close();
      }
    }
    return Unmapping.begin(section, start, last);
  }

  private WriteSection<V> openSection() {
    structure.lockWrite();
    return newSection();
  }

  /** Creates a write section; the calling thread has just acquired the write lock, which is released if there is no memory for it. */
  private WriteSection<V> newSection() {
    boolean created = false;
    try {
      sections++;
      WriteSection<V> section = new WriteSection<>(this);
      created = true;
      return section;
    } finally {
      if (!created) {
        structure.unlockWrite();
      }
    }
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
    return "VmaTree[" + root().count() + " ranges, " + structure + "]";
  }

  // ---- For write sections

  IndexNode root() {
    return (IndexNode) ROOT.getAcquire(this);
  }

  void publish(IndexNode version) {
    ROOT.setRelease(this, version);
    counters.version();
  }

  long sectionNumber() {
    return sections;
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
