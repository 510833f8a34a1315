package org.vmalock.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.vmalock.StructureLock;
import org.vmalock.internal.TimedWait;

/**
 * A write section of a tree, from the acquisition of the structure's write lock to {@link #close}. Every change detaches whole ranges
 * and inserts new ones in their place, in a private version of the index.
 *
 * <p>A range is detached only after it was write-locked, so that its readers have released it. Up to {@link #commit} readers of these
 * ranges get {@code BUSY}, and nothing else of the changes is visible; {@link #close} without a commit attaches all of them again. The
 * commit publishes the index by one release store, and cannot fail. New ranges are attached from the start: no walk finds them before
 * the commit.
 */
final class WriteSection<V> implements AutoCloseable {
  private final VmaTree<V> tree;
  private final StructureLock structure;
  private final Thread owner = Thread.currentThread();
  private final IndexNode published;
  private final IndexEditor<V> index;

  /**
   * The ranges detached by this section, in the order of detaching; includes ranges that were created in this section. The last one is
   * still attached if its detachment failed.
   */
  private final List<Vma<V>> detached = new ArrayList<>(2);

  private boolean committed;
  private boolean downgraded;

  /** Opens a section; the calling thread has just acquired the structure's write lock. */
  WriteSection(VmaTree<V> tree) {
    this.tree = tree;
    this.structure = tree.structure();
    this.published = tree.root();
    this.index = new IndexEditor<>(published, tree.sectionNumber());
  }

  void requireOwner() {
    if (Thread.currentThread() != owner) {
      throw new IllegalMonitorStateException("the write section belongs to " + owner.getName() + ", which opened it, and not to "
          + Thread.currentThread().getName() + "; " + structure);
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

  /** Returns the entries of what is mapped in a range, cut off at its edges, in ascending order. */
  List<RangeEntry<V>> entries(long start, long last) {
    List<RangeEntry<V>> entries = new ArrayList<>();
    for (Vma<V> vma = firstIn(start, last); vma != null; vma = nextIn(vma, last)) {
      long from = Ranges.max(vma.start, start);
      entries.add(new RangeEntry<>(from, Ranges.min(vma.last, last), tail(vma, from)));
    }
    return entries;
  }

  /** Returns the value of the part of a range that begins at a key. */
  private V tail(Vma<V> vma, long from) {
    return tail(vma.value, from - vma.start);
  }

  private V tail(V value, long offset) {
    return offset == 0 ? value : tree.values().tail(value, offset);
  }

  // ---- Changing

  /** Write-locks all ranges that overlap a range within a time limit, so that detaching them does not wait. */
  void writeLockAll(long start, long last, TimedWait wait) throws InterruptedException, TimeoutException {
    for (Vma<V> vma = firstIn(start, last); vma != null; vma = nextIn(vma, last)) {
      if (!vma.tryStartWrite(wait.remaining(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException(
            "cannot unmap " + Ranges.describe(start, last) + ": readers did not release " + vma + " within the timeout");
      }
    }
  }

  /** Maps a free range. */
  void map(long start, long last, V value) {
    Vma<V> floor = index.floor(last);
    if (floor != null && Ranges.notAbove(start, floor.last)) {
      Vma<V> taken = Objects.requireNonNullElse(firstIn(start, last), floor);
      throw new RangeOverlapException(Ranges.describe(start, last) + " overlaps " + Ranges.describe(taken.start, taken.last)
          + ", which is mapped to " + taken.value + "; unmap that first, or use replace");
    }
    insertMerged(start, last, value, floor);
  }

  /** Maps a range, and unmaps first what is mapped there. */
  void replace(long start, long last, V value) {
    unmap(start, last);
    insertMerged(start, last, value, index.floor(last));
  }

  /** Unmaps a range, and splits the ranges that extend beyond its edges; returns whether a key of it was mapped. */
  boolean unmap(long start, long last) {
    Vma<V> vma = firstIn(start, last);
    boolean wasMapped = vma != null;
    while (vma != null) {
      detach(vma);
      if (Ranges.notAbove(start, vma.start)) {
        index.remove(vma.start);
      } else {
        insert(vma.start, start - 1, vma.value);
      }
      if (!Ranges.notAbove(vma.last, last)) {
        insert(last + 1, vma.last, tail(vma, last + 1));
      }
      vma = nextIn(vma, last);
    }
    return wasMapped;
  }

  /** Replaces each run of adjacent ranges within a range by one range with this value; returns whether a value changed. */
  boolean update(long start, long last, V value) {
    boolean changed = false;
    Vma<V> vma = firstIn(start, last);
    while (vma != null) {
      long runStart = Ranges.max(vma.start, start);
      boolean differs = differs(vma, runStart, runStart, value);
      Vma<V> next = nextIn(vma, last);
      while (next != null && next.start == vma.last + 1) {
        differs |= differs(next, next.start, runStart, value);
        vma = next;
        next = nextIn(vma, last);
      }
      if (differs) {
        replace(runStart, Ranges.min(vma.last, last), value);
        changed = true;
      }
      vma = next;
    }
    return changed;
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
    List<RangeEntry<V>> moved = entries(start, last);
    unmap(start, last);
    for (RangeEntry<V> entry : moved) {
      long from = entry.start() - start + newStart;
      long to = entry.last() - start + newStart;
      insertMerged(from, to, entry.value(), index.floor(to));
    }
    return !moved.isEmpty();
  }

  /** Inserts a range into a gap, merged with its neighbours where possible; {@code floor} is the nearest range below the gap. */
  private void insertMerged(long start, long last, V value, @Nullable Vma<V> floor) {
    long mergedStart = start;
    long mergedLast = last;
    V merged = value;
    if (floor != null && floor.last + 1 == start && tree.values().mergeable(floor.value, start - floor.start, merged)) {
      detach(floor);
      mergedStart = floor.start;
      merged = floor.value;
    }
    Vma<V> right = last == -1L ? null : find(last + 1);
    if (right != null && tree.values().mergeable(merged, last + 1 - mergedStart, right.value)) {
      detach(right);
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
    detached.add(vma); // before the detachment: a range that is not in the list would stay detached if this fails
    vma.markDetached();
  }

  // ---- Ending

  /** Publishes the private version; the section can no longer be rolled back. */
  void commit() {
    if (index.root() != published) {
      tree.publish(index.root());
    }
    committed = true;
  }

  private void rollBack() {
    tree.counters().abort();
    for (Vma<V> vma : detached) {
      if (!vma.isAttached()) {
        vma.markAttached();
      }
    }
  }

  /** Admits readers of the structure for the rest of the committed section. The ranges that they must not see are detached. */
  void downgrade() {
    structure.downgrade();
    downgraded = true;
  }

  /** Releases the structure lock; rolls back first if the section was not committed. */
  @Override
  public void close() {
    if (!committed) {
      rollBack();
    }
    if (downgraded) {
      structure.unlockRead();
    } else {
      structure.unlockWrite();
    }
  }
}
