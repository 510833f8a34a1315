package org.vmalock.examples.torture;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.LockKit;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Pool;
import org.vmalock.examples.torture.subject.Oracle;
import org.vmalock.examples.torture.subject.Structure;

/**
 * Structures that share one small pool of nodes, so that every node is soon another one's. Readers find nodes by an index that
 * takes no lock; writers change, detach, attach and retire them.
 */
final class LockTorture implements Torture {
  private static final int STRUCTURES = 2;
  private static final int PLACES_EACH = 8;
  private static final int SPARE = 6;

  /** A run of this length or more ends with filling one node up to its limit, which takes seconds with the library's limit. */
  private static final long SECONDS_WORTH_FILLING = 30;

  static final int PLACES = STRUCTURES * PLACES_EACH;

  private final Session session;
  private final Structure[] structures = new Structure[STRUCTURES];

  /** The write sections of each structure; guarded by its write lock. */
  private final long[] sections = new long[STRUCTURES];

  /** Two words of each structure that every section makes equal before its end, for those who read without a lock. */
  private final AtomicLongArray pairs = new AtomicLongArray(2 * STRUCTURES);

  private final Pool pool;

  /** Read with less than acquire, as a user's plain map would be. Written under the write lock of the place's structure. */
  private final AtomicReferenceArray<@Nullable Entry> index = new AtomicReferenceArray<>(PLACES);

  LockTorture(Session session, LockKit kit) {
    this.session = session;
    for (int i = 0; i < STRUCTURES; i++) {
      structures[i] = kit.newStructure();
    }
    pool = kit.newPool(PLACES + SPARE, () -> new Oracle(session.violations(), session::throwNowAndThen));
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

  /** A writer has begun a section. */
  void beginSection(int place, Runnable between) {
    int structure = place / PLACES_EACH;
    long section = ++sections[structure];
    pairs.setOpaque(2 * structure, section);
    between.run();
    pairs.setOpaque(2 * structure + 1, section);
  }

  /** The section of who has the structure, in whatever way. */
  long section(int place) {
    return sections[place / PLACES_EACH];
  }

  /** Reads both words of a structure without a lock; says whether they differ, which they must not if that was valid. */
  boolean isTorn(int place) {
    int structure = place / PLACES_EACH;
    return pairs.getOpaque(2 * structure) != pairs.getOpaque(2 * structure + 1);
  }

  @Nullable Entry entry(int place) {
    return index.getOpaque(place);
  }

  void put(int place, @Nullable Entry entry) {
    index.setOpaque(place, entry);
  }

  @Override
  public void takeApart(ThreadSlot slot) {
    OwnerOperations owning = new OwnerOperations(slot);
    fillToTheLimit(slot);
    for (int place = 0; place < PLACES; place++) {
      if (structureOf(place).isHeld()) {
        session.violated(Check.BALANCE, () -> "a structure is locked when all is over");
        return;
      }
      Entry entry = entry(place);
      if (entry != null && !remove(entry)) {
        return;
      }
      if (entry != null) {
        owning.retire(entry);
      }
    }
    owning.takeApart(pool);
  }

  private boolean remove(Entry entry) {
    Structure structure = structureOf(entry.place());
    Node node = entry.node();
    if (node.readers() != 0 || node.oracle().hasWriter()) {
      session.violated(Check.BALANCE, () -> "when all is over there is somebody inside " + node);
      return false;
    }
    long stamp = node.tryStartRead(entry.generation());
    if (stamp <= 0) {
      String outcome = stamp == Node.BUSY ? "BUSY" : "GONE";
      session.violated(Check.SHUT, () -> "when all is over a reader of " + node + " is told " + outcome);
      return false;
    }
    node.endRead(stamp);
    structure.lockWrite();
    node.startWrite();
    node.markDetached();
    structure.unlockWrite();
    return true;
  }

  private void fillToTheLimit(ThreadSlot slot) {
    Entry entry = entry(0);
    boolean isLong = session.options().length().toSeconds() >= SECONDS_WORTH_FILLING;
    if (entry != null && isLong && !session.hasEndedEarly()) {
      new ReaderOperations(slot).fill(entry);
      slot.count(Count.ROUNDS);
    }
  }
}
