package org.vmalock.tree;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.vmalock.StructureLock;
import org.vmalock.internal.Names;
import org.vmalock.internal.StackProbe;

/**
 * A write section of a tree, from the acquisition of the structure's write lock by {@link #open} to {@link #close}. Every change detaches
 * whole ranges and inserts new ones in their place, in a private part of the index.
 *
 * <p>A range is detached only after it was write-locked, so that its readers have released it. Up to {@link #commit} readers of these
 * ranges get {@code BUSY}, and nothing else of the changes is visible; {@link #close} without a commit attaches all of them again. The
 * commit publishes the private part by one store. It can fail for lack of memory, before that store only; the private part is of no use then.
 * New ranges are attached from the start: no walk finds them before the commit.
 *
 * <p>Errors half-way: everything that a section needs to end is allocated before the write lock is acquired, and {@code open} probes the
 * stack for the steps that end the section in the same method. A user's call that ends a section probes first. The steps that end it
 * allocate nothing.
 */
final class WriteSection<V> implements AutoCloseable {
  private final VmaTree<V> tree;
  private final StructureLock structure;
  private final Thread owner = Thread.currentThread();
  private final IndexEditor<V> index;

  /**
   * The ranges detached by this section, in the order of detaching; includes ranges that were created in this section. The last one is
   * still attached if its detachment failed.
   */
  private final ArrayList<Vma<V>> detached = new ArrayList<>(2);

  private boolean committed;
  private boolean downgraded;

  /** Creates a section that holds no lock yet. */
  WriteSection(VmaTree<V> tree) {
    this.tree = tree;
    this.structure = tree.structure();
    this.index = new IndexEditor<>(tree.index());
  }

  /**
   * Acquires the structure's write lock and begins the section. If this throws, the lock is not held.
   *
   * @param operation the words that follow "cannot" in the message of a timeout
   */
  void open(Object operation, Wait wait) throws InterruptedException, TimeoutException {
    StackProbe.reserveDeep();
    if (!wait.lockWrite(structure)) {
      throw new TimeoutException("cannot " + operation + ": write lock not acquired within the timeout; " + structure);
    }
    index.begin(tree.nextSection());
  }

  void requireOwner() {
    if (Thread.currentThread() != owner) {
      throw new IllegalMonitorStateException("the write section belongs to " + Names.of(owner) + ", which opened it, and not to "
          + Names.of(Thread.currentThread()) + "; " + structure);
    }
  }

  // ---- Reading

  /** Returns the range that covers a key in the private version, or null. */
  @Nullable Vma<V> find(long key) {
    Vma<V> floor = index.floor(key);
    return floor != null && floor.contains(key) ? floor : null;
  }

  /** Returns the first range that overlaps a range, or null. */
  private @Nullable Vma<V> firstIn(long start, long last) {
    Vma<V> vma = index.atOrAfter(start);
    return vma != null && Ranges.notAbove(vma.start, last) ? vma : null;
  }

  /** Returns the first range after another one that begins at or below {@code last}, or null. */
  private @Nullable Vma<V> nextIn(Vma<V> vma, long last) {
    return Ranges.notAbove(last, vma.last) ? null : firstIn(vma.last + 1, last);
  }

  /** Returns the part of an overlapping range within {@code [start, last]}, with the value of that part. */
  private RangeEntry<V> cut(Vma<V> vma, long start, long last) {
    long from = Ranges.max(vma.start, start);
    return new RangeEntry<>(from, Ranges.min(vma.last, last), tail(vma, from));
  }

  /** Returns the value of the part of a range that begins at a key. */
  private V tail(Vma<V> vma, long from) {
    return tail(vma.value, from - vma.start);
  }

  private V tail(V value, long offset) {
    return offset == 0 ? value : Objects.requireNonNull(tree.values().tail(value, offset), "value: RangeValues.tail returned null");
  }

  // ---- Waiting

  /**
   * Write-locks all ranges that overlap a range, so that detaching them does not wait. If the wait ends early, the ranges that were locked
   * by this call are released.
   *
   * @param operation the words that follow "cannot" in the message of a timeout
   */
  void writeLockAll(long start, long last, Wait wait, Object operation) throws InterruptedException, TimeoutException {
    boolean locked = false;
    try {
      for (Vma<V> vma = firstIn(start, last); vma != null; vma = nextIn(vma, last)) {
        if (!wait.startWrite(vma)) {
          throw new TimeoutException("cannot " + operation + ": readers did not release " + vma + " within the timeout");
        }
      }
      locked = true;
    } finally {
      if (!locked) {
        releaseAll(start, last);
      }
    }
  }

  /** Write-locks the ranges that an update is going to replace, as {@link #writeLockAll}. */
  void writeLockDiffering(long start, long last, V value, Wait wait, Object operation) throws InterruptedException, TimeoutException {
    boolean locked = false;
    try {
      for (Run<V> run = firstRun(start, last, value); run != null; run = nextRun(run, last, value)) {
        if (run.differs) {
          writeLockAll(run.start, run.last, wait, operation);
        }
      }
      locked = true;
    } finally {
      if (!locked) {
        releaseAll(start, last);
      }
    }
  }

  /** Releases the ranges that are write-locked and not detached; only a wait that ended early leaves such ranges. */
  private void releaseAll(long start, long last) {
    for (Vma<V> vma = firstIn(start, last); vma != null; vma = nextIn(vma, last)) {
      if (vma.isWriteLocked()) {
        vma.endWrite();
      }
    }
  }

  // ---- Changing

  /** Returns the number of ranges that this section has detached; each change detaches before it edits the index, or only inserts. */
  int detached() {
    return detached.size();
  }

  /** Maps a free range. */
  void map(long start, long last, V value) {
    Vma<V> floor = index.floor(last);
    if (floor != null && Ranges.notAbove(start, floor.last)) {
      Vma<V> taken = Objects.requireNonNullElse(firstIn(start, last), floor);
      throw new RangeOverlapException(Ranges.describe(start, last) + " overlaps " + Ranges.describe(taken.start, taken.last)
          + ", which is mapped to " + taken.value + "; unmap that first, or use replace");
    }
    insertMerged(start, last, value, floor, null);
  }

  /** Maps a free place that a search finds; returns its start, or empty if there is none. */
  OptionalLong mapFree(FreeSearch search, V value) {
    OptionalLong start = index.findFree(search);
    if (start.isPresent()) {
      map(start.getAsLong(), search.lastFrom(start.getAsLong()), value);
    }
    return start;
  }

  /** Maps a range, and unmaps first what is mapped there; returns the removed ranges. */
  List<RangeEntry<V>> replace(long start, long last, V value) {
    Vma<V> first = firstIn(start, last);
    if (first != null && first.start == start && first.last == last) {
      return replaceWhole(first, value);
    }
    List<RangeEntry<V>> removed = unmap(start, last);
    insertMerged(start, last, value, index.floor(last), null);
    return removed;
  }

  /** Replaces one range, which keeps its slot unless the new one is merged with its left neighbour. */
  private List<RangeEntry<V>> replaceWhole(Vma<V> vma, V value) {
    detach(vma);
    Vma<V> floor = vma.start == Ranges.FIRST_KEY ? null : index.floor(vma.start - 1);
    insertMerged(vma.start, vma.last, value, floor, vma);
    return List.of(new RangeEntry<>(vma.start, vma.last, vma.value));
  }

  /** Unmaps a range, and splits the ranges that extend beyond its edges; returns the removed ranges, cut off at the edges. */
  List<RangeEntry<V>> unmap(long start, long last) {
    boolean all = start == Ranges.FIRST_KEY && last == Ranges.LAST_KEY && !index.isEdited();
    return all ? unmapAll() : unmapBetween(start, last);
  }

  private List<RangeEntry<V>> unmapAll() {
    List<RangeEntry<V>> removed = new ArrayList<>();
    for (Vma<V> vma : index.ranges()) {
      detach(vma);
      removed.add(new RangeEntry<>(vma.start, vma.last, vma.value));
    }
    if (!removed.isEmpty()) {
      index.clear();
    }
    return Collections.unmodifiableList(removed);
  }

  private List<RangeEntry<V>> unmapBetween(long start, long last) {
    Vma<V> vma = firstIn(start, last);
    if (vma == null) {
      return List.of();
    }
    RangeEntry<V> first = cut(vma, start, last);
    vma = removeAndNext(vma, start, last);
    if (vma == null) {
      return List.of(first);
    }
    List<RangeEntry<V>> removed = new ArrayList<>();
    removed.add(first);
    while (vma != null) {
      removed.add(cut(vma, start, last));
      vma = removeAndNext(vma, start, last);
    }
    return Collections.unmodifiableList(removed);
  }

  /** Removes the part of an overlapping range within {@code [start, last]}; returns the next overlapping range, or null. */
  private @Nullable Vma<V> removeAndNext(Vma<V> vma, long start, long last) {
    detach(vma);
    if (Ranges.notAbove(start, vma.start)) {
      index.remove(vma.start);
    } else {
      insert(vma.start, start - 1, vma.value);
    }
    if (!Ranges.notAbove(vma.last, last)) {
      insert(last + 1, vma.last, tail(vma, last + 1));
    }
    return nextIn(vma, last);
  }

  /** Replaces each run in which a value changes by one range with this value; returns whether a value changed. */
  boolean update(long start, long last, V value) {
    boolean changed = false;
    for (Run<V> run = firstRun(start, last, value); run != null; run = nextRun(run, last, value)) {
      if (run.differs) {
        replace(run.start, run.last, value);
        changed = true;
      }
    }
    return changed;
  }

  /**
   * A run of ranges without a gap, cut off at the edges of an update.
   *
   * @param start the first key
   * @param last the last key
   * @param differs whether a value differs from the one that it would have if the new value began at {@code start}
   * @param next the first range after the run and within the update, or null
   */
  private record Run<V>(long start, long last, boolean differs, @Nullable Vma<V> next) {}

  private @Nullable Run<V> firstRun(long start, long last, V value) {
    Vma<V> first = firstIn(start, last);
    return first == null ? null : run(first, Ranges.max(first.start, start), last, value);
  }

  private @Nullable Run<V> nextRun(Run<V> run, long last, V value) {
    Vma<V> next = run.next;
    return next == null ? null : run(next, next.start, last, value);
  }

  private Run<V> run(Vma<V> first, long start, long last, V value) {
    Vma<V> vma = first;
    boolean differs = differs(vma, start, start, value);
    Vma<V> next = nextIn(vma, last);
    while (next != null && next.start == vma.last + 1) {
      differs |= differs(next, next.start, start, value);
      vma = next;
      next = nextIn(vma, last);
    }
    return new Run<>(start, Ranges.min(vma.last, last), differs, next);
  }

  /** Returns whether the value at a key differs from the one that it would have if {@code value} began at {@code runStart}. */
  private boolean differs(Vma<V> vma, long key, long runStart, V value) {
    return !tail(value, key - runStart).equals(tail(vma, key));
  }

  /** Moves what is mapped in a range to a free range of the same length; returns whether a key of it was mapped. */
  boolean move(long start, long last, long newStart) {
    long newLast = newStart + (last - start);
    Vma<V> taken = firstIn(newStart, newLast);
    if (taken != null) {
      throw new RangeOverlapException("cannot move " + Ranges.describe(start, last) + " to " + Ranges.describe(newStart, newLast)
          + ": it overlaps " + Ranges.describe(taken.start, taken.last) + ", which is mapped to " + taken.value + "; unmap that first");
    }
    List<RangeEntry<V>> moved = unmap(start, last);
    for (RangeEntry<V> entry : moved) {
      long from = entry.start() - start + newStart;
      long to = entry.last() - start + newStart;
      insertMerged(from, to, entry.value(), index.floor(to), null);
    }
    return !moved.isEmpty();
  }

  /**
   * Inserts a range into a gap, merged with its neighbours if the rules of the values ask for that and the neighbour has no reader.
   *
   * @param floor the nearest range below the gap, or null
   * @param replaced the detached range that still has its slot in the gap, or null
   */
  private void insertMerged(long start, long last, V value, @Nullable Vma<V> floor, @Nullable Vma<V> replaced) {
    long mergedStart = start;
    long mergedLast = last;
    V merged = value;
    if (floor != null
        && floor.last + 1 == start
        && tree.values().mergeable(floor.value, start - floor.start, merged)
        && detachIfFree(floor)) {
      mergedStart = floor.start;
      merged = floor.value;
      if (replaced != null) {
        index.remove(start);
      }
    }
    Vma<V> right = last == Ranges.LAST_KEY ? null : find(last + 1);
    if (right != null && tree.values().mergeable(merged, last + 1 - mergedStart, right.value) && detachIfFree(right)) {
      index.remove(right.start);
      mergedLast = right.last;
    }
    insert(mergedStart, mergedLast, merged);
  }

  private void insert(long start, long last, V value) {
    index.put(new Vma<>(structure, tree.nextGeneration(), start, last, value));
  }

  /** Waits until the readers of a range have released it, and detaches it. Does not wait if the range is write-locked already. */
  private void detach(Vma<V> vma) {
    vma.startWrite();
    detachLocked(vma);
  }

  /** Detaches a range unless it has readers; returns whether it is detached. Does not wait. */
  private boolean detachIfFree(Vma<V> vma) {
    if (!vma.tryStartWrite()) {
      return false;
    }
    detachLocked(vma);
    return true;
  }

  private void detachLocked(Vma<V> vma) {
    detached.add(vma); // before the detachment: a range that is not in the list would stay detached if this fails
    vma.markDetached();
  }

  // ---- Ending

  /** Publishes the private version; the section can no longer be rolled back. */
  void commit() {
    boolean edited = index.isEdited();
    if (edited) {
      index.commit();
    }
    committed = true;
    if (edited) {
      tree.counters().version();
    }
  }

  /** Attaches the detached ranges again. */
  private void rollBack() {
    for (int i = 0; i < detached.size(); i++) { // no iterator: this may run since the heap is full
      Vma<V> vma = detached.get(i);
      if (!vma.isAttached()) {
        vma.markAttached();
      }
    }
    tree.counters().abort();
  }

  /** Admits readers of the structure for the rest of the committed section. The ranges that they must not see are detached. */
  void downgrade() {
    structure.downgrade();
    downgraded = true;
  }

  /**
   * Releases the structure lock; rolls back first if the section was not committed. Drops the versions and ranges of this section, since
   * its user may keep it. Called once for each {@link #open} that has returned.
   */
  @Override
  public void close() {
    try {
      if (!committed) {
        rollBack();
      }
    } finally {
      detached.clear();
      index.end();
      if (downgraded) {
        structure.unlockRead();
      } else {
        structure.unlockWrite();
      }
    }
  }
}
