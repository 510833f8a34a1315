package org.vmalock.examples.torture;

import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Structure;

/** Comes into nodes by what the index says, or said a while ago, and by the structure's lock where a writer is in the way. */
final class LockReader implements Workload {
  private static final int LATE = 8;
  private static final int MISUSED = 64;
  private static final int SPECULATED = 8;
  private static final int WITHOUT_LIFE = 8;
  private static final int FILLED = 512;
  private static final int MOST_FILLED = 1_000;
  private static final int MEMORY = 16;
  private static final int ATTEMPTS = 100;

  private final LockTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector chance;
  private final ReaderOperations reading;
  private final @Nullable Entry[] memory = new Entry[MEMORY];

  LockReader(LockTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.chance = slot.chance();
    this.reading = new ReaderOperations(slot);
  }

  @Override
  public void round() {
    if (chance.strikes(Fault.MISUSE, MISUSED)) {
      reading.endTooLate();
    }
    Entry entry = chance.oneIn(LATE) ? chance.anyOf(memory) : torture.entry(chance.below(LockTorture.PLACES));
    if (entry == null) {
      return;
    }
    memory[chance.below(MEMORY)] = entry;
    if (chance.oneIn(SPECULATED)) {
      speculate(entry.place());
    } else if (chance.oneIn(WITHOUT_LIFE)) {
      comeInWithoutLife(entry);
    } else if (entry.node().limit() <= MOST_FILLED && chance.oneIn(FILLED)) {
      reading.fill(entry);
    } else {
      comeIn(entry);
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
      slot.session().violated(Check.EXCLUSION, () -> "half of a write was read without a lock, and found valid");
    }
  }

  /** By who knows the structure and not the life: what it finds has to be one of that structure. */
  private void comeInWithoutLife(Entry entry) {
    Node node = entry.node();
    Structure structure = torture.structureOf(entry.place());
    long stamp = node.tryStartRead(structure);
    if (stamp <= 0) {
      slot.count(stamp == Node.BUSY ? Count.BUSY : Count.GONE);
      return;
    }
    int place = node.oracle().place();
    if (place < 0 || !torture.structureOf(place).equals(structure)) {
      slot.session().violated(Check.ENTRY, () -> "a reader came into " + node + ", which is not in its structure");
    }
    reading.inside(new Entry(node, node.generation(), place), stamp, place, Count.GRABS);
  }

  private void comeIn(Entry entry) {
    long stamp = entry.node().tryStartRead(entry.generation());
    if (stamp > 0) {
      reading.inside(entry, stamp, entry.place(), Count.GRABS);
    } else if (stamp == Node.BUSY) {
      slot.count(Count.BUSY);
      comeInSlowly(entry.place());
    } else {
      slot.count(Count.GONE);
    }
  }

  /** Holds no other read: a writer that has the structure might wait for that. */
  private void comeInSlowly(int place) {
    Structure structure = torture.structureOf(place);
    Entry entry;
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
      reading.inside(entry, stamp, place, Count.CONVERTS);
    }
  }

  /** No writer is about, and what the index says is true: only too many readers are an excuse. */
  @SuppressWarnings("ThreadPriorityCheck") // a wish, nothing relies on it
  private long startReadLocked(Entry entry) {
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
      slot.session().violated(Check.SHUT, () -> "BUSY under the structure's lock, where no writer can be: " + node);
    } else if (stamp == Node.GONE) {
      slot.session().violated(Check.ENTRY, () -> "GONE under the structure's lock, although it is in the index: " + node);
    }
    return stamp;
  }
}
