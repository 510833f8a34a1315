package org.vmalock.examples.torture;

import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Structure;

/**
 * Reads nodes by present and by outdated entries of the index; while a writer holds a node, reads it under the structure's lock.
 */
final class LockReader implements Workload {
  private static final int READS_PER_STALE_READ = 8;
  private static final int ROUNDS_PER_MISUSE = 64;
  private static final int READS_PER_SPECULATION = 8;
  private static final int READS_PER_READ_BY_STRUCTURE = 8;
  private static final int READS_PER_FILL = 512;
  private static final int LARGEST_LIMIT_TO_FILL = 1_000;
  private static final int MEMORY = 16;
  private static final int ATTEMPTS = 100;

  private final LockTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector injector;
  private final ReaderOperations reader;
  private final @Nullable IndexEntry[] memory = new IndexEntry[MEMORY];

  LockReader(LockTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.injector = slot.injector();
    this.reader = new ReaderOperations(slot);
  }

  @Override
  public void round() {
    if (injector.injects(Fault.MISUSE, ROUNDS_PER_MISUSE)) {
      reader.endStaleRead();
    }
    boolean stale = injector.oneIn(READS_PER_STALE_READ);
    IndexEntry entry = stale ? injector.anyOf(memory) : torture.entry(injector.nextInt(LockTorture.PLACES));
    if (entry == null) {
      return;
    }
    memory[injector.nextInt(MEMORY)] = entry;
    if (injector.oneIn(READS_PER_SPECULATION)) {
      speculate(entry.place());
    } else if (injector.oneIn(READS_PER_READ_BY_STRUCTURE)) {
      readByStructure(entry);
    } else if (entry.node().limit() <= LARGEST_LIMIT_TO_FILL && injector.oneIn(READS_PER_FILL)) {
      reader.fillToLimit(entry);
    } else {
      readByGeneration(entry);
    }
  }

  private void speculate(int place) {
    Structure structure = torture.structureOf(place);
    long speculated = structure.trySpeculate();
    if (speculated < 0) {
      return;
    }
    boolean torn = torture.isTorn(place);
    if (structure.validate(speculated) && torn) {
      slot.control().report(Check.EXCLUSION, () -> "a torn write passed the validation of a speculative read");
    }
  }

  /** Reads a node whose structure is known, but not its generation: the node acquired must belong to that structure. */
  private void readByStructure(IndexEntry entry) {
    Node node = entry.node();
    Structure structure = torture.structureOf(entry.place());
    long stamp = node.tryStartRead(structure);
    if (stamp <= 0) {
      slot.count(stamp == Node.BUSY ? Count.BUSY : Count.GONE);
      return;
    }
    int place = node.oracle().place();
    if (place < 0 || !torture.structureOf(place).equals(structure)) {
      slot.control().report(Check.ACQUIRE, () -> "a reader acquired " + node + ", which does not belong to the structure");
    }
    reader.hold(new IndexEntry(node, node.generation(), place), stamp, place, Count.ACQUIRED);
  }

  private void readByGeneration(IndexEntry entry) {
    long stamp = entry.node().tryStartRead(entry.generation());
    if (stamp > 0) {
      reader.hold(entry, stamp, entry.place(), Count.ACQUIRED);
    } else if (stamp == Node.BUSY) {
      slot.count(Count.BUSY);
      readUnderStructureLock(entry.place());
    } else {
      slot.count(Count.GONE);
    }
  }

  /**
   * Acquires the node of a place under the structure's read lock. The thread holds no other read, because a writer that holds the
   * structure might wait for it.
   */
  private void readUnderStructureLock(int place) {
    Structure structure = torture.structureOf(place);
    IndexEntry entry;
    long stamp;
    structure.lockRead();
    try {
      entry = torture.entry(place);
      if (entry == null) {
        return;
      }
      stamp = startReadLocked(entry);
    } finally {
      structure.unlockRead();
    }
    if (stamp > 0) {
      reader.hold(entry, stamp, place, Count.CONVERTED);
    }
  }

  /**
   * Acquires a node under the structure's read lock. No writer can be active and the index is up to date, so only the limit of
   * readers may cause BUSY.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint; correctness does not depend on it
  private long startReadLocked(IndexEntry entry) {
    Node node = entry.node();
    long stamp = node.startReadLocked();
    for (int i = 0; stamp == Node.BUSY && i < ATTEMPTS; i++) {
      if (node.readers() >= node.limit()) {
        return stamp;
      }
      Thread.yield();
      stamp = node.startReadLocked();
    }
    if (stamp == Node.BUSY) {
      slot.control().report(
          Check.STUCK_LOCKED, () -> "BUSY under the structure's read lock, where no writer can be active: " + node);
    } else if (stamp == Node.GONE) {
      slot.control().report(
          Check.ACQUIRE, () -> "GONE under the structure's read lock, although the node is in the index: " + node);
    }
    return stamp;
  }
}
