package org.vmalock.examples.torture;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.LockKit;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Oracle;
import org.vmalock.examples.torture.subject.Pool;
import org.vmalock.examples.torture.subject.Structure;

/**
 * The torture test of node and structure locks. Structures share one small pool, so a freed node soon belongs to another
 * structure. Readers find nodes by an index without a lock; writers change, detach, attach and retire them.
 */
final class LockTorture implements Torture {
  private static final int STRUCTURES = 2;
  private static final int PLACES_EACH = 8;
  private static final int SPARE = 6;

  /**
   * The shortest run that ends with filling one node up to its limit of readers, which takes seconds with the library's limit.
   */
  private static final long SECONDS_TO_FILL = 30;

  static final int PLACES = STRUCTURES * PLACES_EACH;

  private final TortureControl control;
  private final Structure[] structures = new Structure[STRUCTURES];

  /** The number of write sections of each structure; guarded by its write lock. */
  private final long[] sections = new long[STRUCTURES];

  /** Two words per structure that each write section makes equal before it ends; read speculatively, without a lock. */
  private final AtomicLongArray pairs = new AtomicLongArray(2 * STRUCTURES);

  private final Pool pool;

  /**
   * The entry of each place. Read in opaque mode, as a user's plain map would be; written under the write lock of the place's
   * structure.
   */
  private final AtomicReferenceArray<@Nullable IndexEntry> index = new AtomicReferenceArray<>(PLACES);

  LockTorture(TortureControl control, LockKit kit) {
    this.control = control;
    for (int i = 0; i < STRUCTURES; i++) {
      structures[i] = kit.newStructure();
    }
    pool = kit.newPool(PLACES + SPARE, () -> new Oracle(control.violations(), control::throwOccasionally));
  }

  @Override
  public Workload newReader(ThreadSlot slot) {
    return new LockReader(this, slot);
  }

  @Override
  public Workload newWriter(ThreadSlot slot) {
    return new LockWriter(this, slot);
  }

  Pool pool() {
    return pool;
  }

  Structure structureOf(int place) {
    return structures[place / PLACES_EACH];
  }

  /** Returns a place of the same structure. */
  static int neighbour(int place, int distance) {
    return place / PLACES_EACH * PLACES_EACH + (place + distance) % PLACES_EACH;
  }

  /** Counts a write section and updates the two words of its structure; called by the writer. */
  void beginSection(int place, Runnable between) {
    int structure = place / PLACES_EACH;
    long section = ++sections[structure];
    pairs.setOpaque(2 * structure, section);
    between.run();
    pairs.setOpaque(2 * structure + 1, section);
  }

  /** Returns the number of write sections of the structure; called by a thread that holds its read or write lock. */
  long section(int place) {
    return sections[place / PLACES_EACH];
  }

  /**
   * Reads both words of a structure without a lock, and returns whether they differ, which is a violation if the read is then
   * validated.
   */
  boolean isTorn(int place) {
    int structure = place / PLACES_EACH;
    return pairs.getOpaque(2 * structure) != pairs.getOpaque(2 * structure + 1);
  }

  @Nullable IndexEntry entry(int place) {
    return index.getOpaque(place);
  }

  void put(int place, @Nullable IndexEntry entry) {
    index.setOpaque(place, entry);
  }

  @Override
  public void checkFinalState(ThreadSlot slot) {
    OwnerOperations owner = new OwnerOperations(slot);
    fillToLimit(slot);
    for (int place = 0; place < PLACES; place++) {
      if (structureOf(place).isHeld()) {
        control.report(Check.BALANCE, () -> "a structure is locked in the final state");
        return;
      }
      IndexEntry entry = entry(place);
      if (entry != null && !remove(entry)) {
        return;
      }
      if (entry != null) {
        owner.retire(entry);
      }
    }
    owner.checkPool(pool);
  }

  private boolean remove(IndexEntry entry) {
    Structure structure = structureOf(entry.place());
    Node node = entry.node();
    if (node.readers() != 0 || node.oracle().hasWriter()) {
      control.report(Check.BALANCE, () -> "in the final state a reader or writer holds " + node);
      return false;
    }
    long stamp = node.tryStartRead(entry.generation());
    if (stamp <= 0) {
      String outcome = stamp == Node.BUSY ? "BUSY" : "GONE";
      control.report(Check.STUCK_LOCKED, () -> "in the final state a read of " + node + " returns " + outcome);
      return false;
    }
    node.endRead(stamp);
    structure.lockWrite();
    node.startWrite();
    node.markDetached();
    structure.unlockWrite();
    return true;
  }

  private void fillToLimit(ThreadSlot slot) {
    IndexEntry entry = entry(0);
    boolean isLong = control.options().length().toSeconds() >= SECONDS_TO_FILL;
    if (entry != null && isLong && !control.isStoppedEarly()) {
      new ReaderOperations(slot).fillToLimit(entry);
      slot.count(Count.ROUNDS);
    }
  }
}
