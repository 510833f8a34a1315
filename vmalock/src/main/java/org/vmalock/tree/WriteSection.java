package org.vmalock.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.vmalock.StructureLock;

/**
 * One write section of a tree: opened with the structure's write lock held, closed when it is given up. Every change takes whole
 * ranges aside and puts new ones in their place, in a private version of the index.
 *
 * <p>A range that is taken aside is write-locked, so that its readers have left, and detached. Up to {@link #commit} nothing of this
 * can be seen but that readers of these ranges are told BUSY, and {@link #close} without a commit puts every one of them back. The
 * commit publishes the index by one release store, and cannot fail. New ranges are attached from the start: nobody finds them before.
 */
final class WriteSection<V> implements AutoCloseable {
  private final VmaTree<V> tree;
  private final StructureLock structure;
  private final Thread owner = Thread.currentThread();
  private final IndexNode published;
  private final IndexEditor<V> index;

  /** Ranges that are detached now, in the order in which they were taken; those made in this section among them. */
  private final List<Vma<V>> aside = new ArrayList<>(2);

  private boolean committed;
  private boolean downgraded;

  /** The caller has just locked the structure for writing. */
  WriteSection(VmaTree<V> tree) {
    this.tree = tree;
    this.structure = tree.structure();
    this.published = tree.root();
    this.index = new IndexEditor<>(published, tree.sectionNumber());
  }

  void requireOwner() {
    if (Thread.currentThread() != owner) {
      throw new IllegalMonitorStateException("a write section belongs to " + owner.getName() + ", who opened it, and not to "
          + Thread.currentThread().getName() + "; " + structure);
    }
  }

  // ---- Looking

  @Nullable Vma<V> covering(long key) {
    Vma<V> floor = index.floor(key);
    return floor != null && floor.contains(key) ? floor : null;
  }

  /** The first range that shares a key with this one. */
  @Nullable Vma<V> firstWithin(long start, long last) {
    Vma<V> vma = index.atOrAfter(start);
    return vma != null && Ranges.notAbove(vma.start, last) ? vma : null;
  }

  /** Write-locks all that is mapped in a range, so that taking it aside waits for nobody. */
  void lockAll(long start, long last, long deadline) throws InterruptedException, TimeoutException {
    for (Vma<V> vma = firstWithin(start, last); vma != null; vma = following(vma, last)) {
      if (!vma.tryStartWrite(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException("cannot unmap " + Ranges.describe(start, last) + ": its readers have not left " + vma + " in time");
      }
    }
  }

  // ---- Changing

  /** Maps a range that must be free. */
  void map(long start, long last, V value) {
    Vma<V> below = index.floor(last);
    if (below != null && Ranges.notAbove(start, below.last)) {
      Vma<V> taken = Objects.requireNonNullElse(firstWithin(start, last), below);
      throw new RangeOverlapException(Ranges.describe(start, last) + " overlaps " + Ranges.describe(taken.start, taken.last)
          + ", which is mapped to " + taken.value + "; unmap that first, or use replace");
    }
    insertMerging(start, last, value, below);
  }

  /** Maps a range, over whatever is there. */
  void replace(long start, long last, V value) {
    carve(start, last);
    insertMerging(start, last, value, index.floor(last));
  }

  /** Empties a range, splitting what reaches over its edges; tells whether anything was there. */
  boolean carve(long start, long last) {
    Vma<V> vma = firstWithin(start, last);
    boolean any = vma != null;
    while (vma != null) {
      takeAside(vma);
      if (Ranges.notAbove(start, vma.start)) {
        index.remove(vma.start);
      } else {
        insert(vma.start, start - 1, vma.value);
      }
      if (!Ranges.notAbove(vma.last, last)) {
        insert(last + 1, vma.last, tail(vma, last + 1));
      }
      vma = following(vma, last);
    }
    return any;
  }

  /** Makes one range with this value of each run of what is mapped in a range, and leaves the gaps; tells whether anything changed. */
  boolean update(long start, long last, V value) {
    boolean changed = false;
    Vma<V> vma = firstWithin(start, last);
    while (vma != null) {
      long runStart = Ranges.max(vma.start, start);
      boolean differs = differs(vma, runStart, runStart, value);
      Vma<V> next = following(vma, last);
      while (next != null && next.start == vma.last + 1) {
        differs |= differs(next, next.start, runStart, value);
        vma = next;
        next = following(vma, last);
      }
      if (differs) {
        replace(runStart, Ranges.min(vma.last, last), value);
        changed = true;
      }
      vma = next;
    }
    return changed;
  }

  /** Whether what stands at a key is not what would stand there if this value began at the start of the run. */
  private boolean differs(Vma<V> vma, long key, long runStart, V value) {
    return !tail(value, key - runStart).equals(tail(vma, key));
  }

  private @Nullable Vma<V> following(Vma<V> vma, long last) {
    return Ranges.notAbove(last, vma.last) ? null : firstWithin(vma.last + 1, last);
  }

  /** Moves what is mapped in a range to another place of the same length, which must be free; tells whether anything was there. */
  boolean move(long start, long last, long newStart) {
    long newLast = newStart + (last - start);
    Vma<V> taken = firstWithin(newStart, newLast);
    if (taken != null) {
      throw new RangeOverlapException("cannot move " + Ranges.describe(start, last) + " to " + Ranges.describe(newStart, newLast)
          + ": it overlaps " + Ranges.describe(taken.start, taken.last) + ", which is mapped to " + taken.value + "; unmap that first");
    }
    List<RangeEntry<V>> pieces = pieces(start, last);
    carve(start, last);
    for (RangeEntry<V> piece : pieces) {
      long from = piece.start() - start + newStart;
      long to = piece.last() - start + newStart;
      insertMerging(from, to, piece.value(), index.floor(to));
    }
    return !pieces.isEmpty();
  }

  /** What is mapped in a range, cut off at its edges, in ascending order. */
  List<RangeEntry<V>> pieces(long start, long last) {
    List<RangeEntry<V>> pieces = new ArrayList<>();
    for (Vma<V> vma = firstWithin(start, last); vma != null; vma = following(vma, last)) {
      long from = Ranges.max(vma.start, start);
      pieces.add(new RangeEntry<>(from, Ranges.min(vma.last, last), tail(vma, from)));
    }
    return pieces;
  }

  private V tail(Vma<V> vma, long from) {
    return tail(vma.value, from - vma.start);
  }

  private V tail(V value, long offset) {
    return offset == 0 ? value : tree.values().tail(value, offset);
  }

  /** Puts a range into a gap, together with the neighbours that it merges with; below is the nearest range in front of the gap. */
  private void insertMerging(long start, long last, V value, @Nullable Vma<V> below) {
    long mergedStart = start;
    long mergedLast = last;
    V merged = value;
    if (below != null && below.last + 1 == start && tree.values().mergeable(below.value, start - below.start, merged)) {
      takeAside(below);
      mergedStart = below.start;
      merged = below.value;
    }
    Vma<V> right = last == -1L ? null : covering(last + 1);
    if (right != null && tree.values().mergeable(merged, last + 1 - mergedStart, right.value)) {
      takeAside(right);
      index.remove(right.start);
      mergedLast = right.last;
    }
    insert(mergedStart, mergedLast, merged);
  }

  private void insert(long start, long last, V value) {
    index.put(new Vma<>(structure, tree.nextGeneration(), start, last, value));
  }

  /** Waits until the readers of a range have left, and detaches it. Waits for nobody if the range is locked already. */
  private void takeAside(Vma<V> vma) {
    vma.startWrite();
    vma.markDetached();
    aside.add(vma);
  }

  // ---- Ending

  /** From here on there is no way back. */
  void commit() {
    if (index.root() != published) {
      tree.publish(index.root());
    }
    committed = true;
  }

  private void abort() {
    tree.counters().abort();
    for (Vma<V> vma : aside) {
      vma.markAttached();
    }
  }

  /** Lets readers of the structure in while the caller goes on; everything that it must not show them is detached. */
  void downgrade() {
    structure.downgrade();
    downgraded = true;
  }

  /** Without a commit, puts everything back as it was. In any case releases the structure. */
  @Override
  public void close() {
    if (!committed) {
      abort();
    }
    if (downgraded) {
      structure.unlockRead();
    } else {
      structure.unlockWrite();
    }
  }
}
