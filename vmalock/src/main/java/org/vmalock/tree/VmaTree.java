package org.vmalock.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/**
 * A concurrent map from ranges of unsigned 64-bit keys that do not overlap to values, in which every range has a read/write lock of
 * its own. It is an address space, and serves block caches, segment tables and interval locks as well.
 *
 * <p><b>Readers</b> look a key up and come out with the range read-locked: until they end the read, nobody changes or unmaps it.
 * They never wait for a writer of another range. They take no lock on the way, and allocate nothing.
 *
 * <p><b>Writers</b> exclude each other. A change waits until the readers of the ranges that it touches have left, and becomes visible
 * at one instant, however many ranges it is about. Neighbouring ranges with equal values become one, by {@link RangeValues}.
 *
 * <pre>{@code
 * VmaTree<String> tree = VmaTree.<String>builder().build();
 * tree.map(0x1000, 0x3000, "text");
 * try (Vma<String> vma = tree.startRead(0x1234)) {
 *   ...                                    // vma is null if nothing is mapped there
 * }
 * tree.unmap(0x2000, 0x3000);              // returns when no reader is left inside
 * }</pre>
 *
 * <p><b>Ranges</b> are given as {@code [start, end)}. Keys are unsigned; an end of 0 stands for 2<sup>64</sup>, so that the last key can
 * be mapped, and {@code [0, 0)} is everything.
 *
 * <p><b>What it does not promise.</b> A thread that reads a range must not change that range, nor look anything up that a writer may
 * have: it would wait for a writer who waits for it. End the read first. Values are compared by {@code equals} under the write lock.
 *
 * <p><b>How it works.</b> The index is a B+tree whose published versions never change: a writer copies the paths that it alters and
 * publishes a new root by one release store, and the garbage collector keeps an old version for as long as a reader walks it. A
 * walk ends at a {@link Vma}, which is a {@link VmaLock}. Entering it proves that the range is still mapped: before a version is
 * published, the ranges that it no longer has are write-locked and detached. A look-up that finds nothing needs no proof, since one
 * version is the truth at the moment when its root was read.
 *
 * <p>All methods may be called by any thread. Those that read are lock-free as long as no writer has the range that they want, and
 * block otherwise; those that change block.
 *
 * @param <V> the values; not null
 */
public final class VmaTree<V> {
  /** A look-up that was overtaken this often in a row asks the structure's lock for order. */
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
  @SuppressWarnings("UnusedVariable") // through ROOT only
  private IndexNode root = IndexNode.EMPTY;

  /** The write sections so far; guarded by the write lock. */
  private long sections;

  /** The ranges made so far, which number them; guarded by the write lock. */
  private int generations;

  private VmaTree(Builder<V> builder) {
    values = builder.values;
    counters = new TreeCounters(builder.recordLookups);
  }

  /**
   * Begins to build a tree.
   *
   * @param <V> the values
   * @return a builder with the default treatment of values
   */
  public static <V> Builder<V> builder() {
    return new Builder<>();
  }

  /**
   * How a tree is to be.
   *
   * @param <V> the values
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
     * Counts every look-up in the {@linkplain VmaTree#statistics statistics}, at the price of an atomic addition each.
     *
     * @return this builder
     */
    public Builder<V> recordLookups() {
      this.recordLookups = true;
      return this;
    }

    /**
     * Builds the tree, empty.
     *
     * @return the tree
     */
    public VmaTree<V> build() {
      return new VmaTree<>(this);
    }
  }

  // ---- Reading

  /**
   * Finds the range that covers a key and comes in as its reader. Waits only if a writer has this very range. Allocates nothing.
   *
   * @param key an unsigned key
   * @return the range, read-locked, to be given back by {@link Vma#endRead()} or {@link Vma#close}; or null if nothing is mapped there
   * @throws IllegalStateException if the range's count of readers is full, or if this thread is inside a write section that has the
   *     range
   */
  public @Nullable Vma<V> startRead(long key) {
    Vma<V> vma = find(key);
    if (vma == null) {
      counters.miss();
      return null;
    }
    long outcome = vma.tryStartRead();
    if (outcome <= 0) {
      return lockSlowly(key, outcome);
    }
    counters.hit();
    return vma;
  }

  /**
   * Finds the first range that ends behind the cursor, comes in as its reader, and moves the cursor behind it. Waits only if a writer
   * has this very range. Allocates nothing.
   *
   * <p>The step tells the truth of one moment: the range was mapped then, and from the cursor up to it nothing was. No key is reported
   * twice if the caller begins at {@link VmaCursor#unseenStart}.
   *
   * @param cursor where the iteration stands
   * @return the range, read-locked, to be given back by {@link Vma#endRead()} or {@link Vma#close}; or null if there is none, in which
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
        vma = lockNextSlowly(cursor.position(), outcome);
      }
    }
    if (vma != null) {
      cursor.pass(vma);
    }
    return vma;
  }

  /**
   * Applies a function to the range that covers a key, inside a read of it.
   *
   * @param key an unsigned key
   * @param reader what to do while the range is read-locked; it must not change this tree
   * @param <R> what the function returns
   * @return what the function returned, or null if nothing is mapped there
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
   * Finds the range that covers a key, without locking it. It was mapped at some moment during the call. Wait-free.
   *
   * @param key an unsigned key
   * @return the range, or null if nothing is mapped there
   */
  public @Nullable Vma<V> find(long key) {
    Vma<V> floor = root().floor(key);
    return floor != null && Ranges.notAbove(key, floor.last) ? floor : null;
  }

  /**
   * The present version, to be read without locks. Wait-free.
   *
   * @return all ranges as they stand together at this moment
   */
  public VmaSnapshot<V> snapshot() {
    return new VmaSnapshot<>(root());
  }

  /** Overtaken: walk again, from the root. Locked, or overtaken too often: let the structure's lock bring order. */
  private @Nullable Vma<V> lockSlowly(long key, long outcome) {
    long refused = outcome;
    for (int tries = 0; refused == VmaLock.GONE && tries < RETRIES; tries++) {
      counters.retry();
      Vma<V> vma = find(key);
      if (vma == null) {
        counters.miss();
        return null;
      }
      refused = vma.tryStartRead();
      if (refused > 0) {
        counters.hit();
        return vma;
      }
    }
    counters.fallback();
    structure.lockRead();
    try {
      Vma<V> vma = comeIn(find(key));
      if (vma == null) {
        counters.miss();
      } else {
        counters.hit();
      }
      return vma;
    } finally {
      structure.unlockRead();
    }
  }

  private @Nullable Vma<V> lockNextSlowly(long from, long outcome) {
    long refused = outcome;
    for (int tries = 0; refused == VmaLock.GONE && tries < RETRIES; tries++) {
      counters.retry();
      Vma<V> vma = root().atOrAfter(from);
      if (vma == null) {
        return null;
      }
      refused = vma.tryStartRead();
      if (refused > 0) {
        return vma;
      }
    }
    counters.fallback();
    structure.lockRead();
    try {
      return comeIn(root().atOrAfter(from));
    } finally {
      structure.unlockRead();
    }
  }

  /** Under the structure's lock every range of the published version is attached, and nobody is about to lock it. */
  private @Nullable Vma<V> comeIn(@Nullable Vma<V> vma) {
    if (vma != null && vma.startReadLocked() <= 0) {
      throw new IllegalStateException(vma + " has " + VmaLock.MAXIMUM_READERS + " readers, and takes no more; end some reads");
    }
    return vma;
  }

  // ---- Changing

  /**
   * Maps a range that is free. It becomes one with neighbours of equal value.
   *
   * @param start the first key, unsigned
   * @param end the key behind the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param value what to map
   * @throws RangeOverlapException if something is mapped there; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public void map(long start, long end, V value) {
    long last = Ranges.last(start, end);
    Objects.requireNonNull(value, "value");
    try (WriteSection<V> section = open()) {
      section.map(start, last, value);
      section.commit();
    }
  }

  /**
   * Maps a range over whatever is there, as one change.
   *
   * @param start the first key, unsigned
   * @param end the key behind the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param value what to map
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public void replace(long start, long end, V value) {
    long last = Ranges.last(start, end);
    Objects.requireNonNull(value, "value");
    try (WriteSection<V> section = open()) {
      section.replace(start, last, value);
      section.commit();
    }
  }

  /**
   * Empties a range. Ranges that reach over its edges are split; what is not mapped is ignored. When this returns, no reader is
   * inside what was unmapped.
   *
   * @param start the first key, unsigned
   * @param end the key behind the last, unsigned; 0 stands for 2<sup>64</sup>
   * @return whether anything was mapped there
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public boolean unmap(long start, long end) {
    long last = Ranges.last(start, end);
    try (WriteSection<V> section = open()) {
      boolean any = section.carve(start, last);
      section.commit();
      return any;
    }
  }

  /**
   * Gives whatever is mapped in a range another value, and leaves the gaps; the {@code mprotect} of this address space. Ranges without
   * a gap between them become one that begins with the value. When this returns, no reader is left who has seen the old value and is
   * still inside.
   *
   * @param start the first key, unsigned
   * @param end the key behind the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param value the new value
   * @return whether anything changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public boolean update(long start, long end, V value) {
    long last = Ranges.last(start, end);
    Objects.requireNonNull(value, "value");
    try (WriteSection<V> section = open()) {
      boolean changed = section.update(start, last, value);
      section.commit();
      return changed;
    }
  }

  /**
   * Moves whatever is mapped in a range, gaps included, to another place, as one change.
   *
   * @param start the first key, unsigned
   * @param end the key behind the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param newStart where the first key goes, unsigned
   * @return whether anything was mapped there
   * @throws RangeOverlapException if something is mapped where it would go; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed, would run past the last key, or overlaps its new place
   */
  public boolean move(long start, long end, long newStart) {
    long last = Ranges.movable(start, end, newStart);
    try (WriteSection<V> section = open()) {
      boolean any = section.move(start, last, newStart);
      section.commit();
      return any;
    }
  }

  /**
   * Opens a write section for several changes that become visible as one. Blocks until it has the tree's write lock.
   *
   * @return the batch, to be closed by this thread
   * @throws IllegalStateException if this thread has a write section of this tree open
   */
  public Batch<V> batch() {
    return new Batch<>(open());
  }

  /**
   * Begins to unmap a range as a transaction: splits, write-locks and takes aside what is mapped there. Waits for readers as long as
   * they stay.
   *
   * @param start the first key, unsigned
   * @param end the key behind the last, unsigned; 0 stands for 2<sup>64</sup>
   * @return the transaction, to be closed by this thread
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public Unmapping<V> beginUnmap(long start, long end) {
    long last = Ranges.last(start, end);
    return gather(open(), start, last);
  }

  /**
   * Begins to unmap a range like {@link #beginUnmap(long, long)}, but gives up, and leaves the tree as it was, if writers and readers
   * do not make room in time.
   *
   * @param start the first key, unsigned
   * @param end the key behind the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param timeout how long to wait at most altogether, in {@code unit}
   * @param unit the unit of {@code timeout}
   * @return the transaction, to be closed by this thread
   * @throws TimeoutException if the time ran out; the message says who is in the way. Nothing has changed
   * @throws InterruptedException if interrupted while waiting; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public Unmapping<V> beginUnmap(long start, long end, long timeout, TimeUnit unit) throws InterruptedException, TimeoutException {
    long last = Ranges.last(start, end);
    long deadline = System.nanoTime() + Math.max(unit.toNanos(timeout), 0);
    if (!structure.tryLockWrite(timeout, unit)) {
      throw new TimeoutException("cannot unmap " + Ranges.describe(start, last) + ": no write lock within the time given of " + structure);
    }
    WriteSection<V> section = opened();
    boolean locked = false;
    try {
      section.lockAll(start, last, deadline);
      locked = true;
    } finally {
      if (!locked) {
        section.close();
      }
    }
    return gather(section, start, last);
  }

  private Unmapping<V> gather(WriteSection<V> section, long start, long last) {
    boolean gathered = false;
    try {
      var pieces = List.copyOf(section.pieces(start, last));
      section.carve(start, last);
      gathered = true;
      return new Unmapping<>(section, pieces);
    } finally {
      if (!gathered) {
        section.close();
      }
    }
  }

  private WriteSection<V> open() {
    structure.lockWrite();
    return opened();
  }

  private WriteSection<V> opened() {
    sections++;
    return new WriteSection<>(this);
  }

  // ---- Questions

  /**
   * What has happened in this tree so far.
   *
   * @return a snapshot of the counters
   */
  public TreeStats statistics() {
    return counters.snapshot();
  }

  /**
   * The lock of the whole tree, for statistics, and for callers who keep every writer out while they look at several ranges. Taking it
   * for writing keeps other writers out, and opens no section of one's own.
   *
   * @return the lock
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
