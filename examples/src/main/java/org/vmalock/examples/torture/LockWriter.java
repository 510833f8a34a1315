package org.vmalock.examples.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Structure;

/**
 * Runs write sections: locks a structure and some of its nodes, and changes, detaches, attaches, releases early or removes them.
 */
final class LockWriter implements Workload {
  private static final int MOST_CHANGES = 4;
  private static final int SECTIONS_PER_DOWNGRADE = 8;
  private static final int LOCKS_PER_TIMED_LOCK = 4;
  private static final int LONGEST_TIMED_MICROS = 40;
  private static final int WRITES_PER_EXCEPTION = 200;

  private final LockTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector injector;
  private final OwnerOperations owner;

  /** The nodes that are write-locked in this section. */
  private final List<IndexEntry> locked = new ArrayList<>();

  /** The nodes removed in this section; this thread owns them. */
  private final List<IndexEntry> removed = new ArrayList<>();

  LockWriter(LockTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.injector = slot.injector();
    this.owner = new OwnerOperations(slot);
  }

  @Override
  public void round() throws InterruptedException {
    int place = injector.nextInt(LockTorture.PLACES);
    Structure structure = torture.structureOf(place);
    if (!lock(structure)) {
      slot.count(Count.TIMEOUTS);
      return;
    }
    try {
      torture.beginSection(place, injector::randomDelay);
      for (int changes = 1 + injector.nextInt(MOST_CHANGES); changes > 0; changes--) {
        change(structure, LockTorture.neighbour(place, injector.nextInt(LockTorture.PLACES)));
      }
      slot.count(Count.WRITES);
    } finally {
      locked.forEach(entry -> entry.node().oracle().recordWriteEnd());
      locked.clear();
      unlock(structure, place);
      owner.retireAll(removed);
    }
  }

  private boolean lock(Structure structure) throws InterruptedException {
    if (injector.injects(Fault.TIMEOUT, LOCKS_PER_TIMED_LOCK)) {
      return structure.tryLockWrite(injector.nextInt(LONGEST_TIMED_MICROS), TimeUnit.MICROSECONDS);
    }
    if (injector.injects(Fault.INTERRUPT, 2)) {
      structure.lockWriteInterruptibly();
    } else {
      structure.lockWrite();
    }
    return true;
  }

  private void unlock(Structure structure, int place) {
    if (!injector.oneIn(SECTIONS_PER_DOWNGRADE)) {
      structure.unlockWrite();
      return;
    }
    long section = torture.section(place);
    structure.downgrade();
    injector.randomDelay();
    if (torture.section(place) != section) {
      slot.control().report(Check.EXCLUSION, () -> "another writer acquired the structure during a downgrade");
    }
    structure.unlockRead();
  }

  // ---- Changes

  private void change(Structure structure, int place) throws InterruptedException {
    IndexEntry entry = torture.entry(place);
    if (entry == null) {
      map(structure, place);
    } else if (startWrite(entry)) {
      changeLocked(entry);
    } else {
      slot.count(Count.TIMEOUTS);
    }
  }

  private void map(Structure structure, int place) {
    Node node = torture.pool().tryAlloc(structure);
    if (node == null) {
      return;
    }
    slot.count(Count.ACQUIRED);
    IndexEntry entry = IndexEntry.ofAllocated(node, place);
    node.startWrite();
    recordWriteStart(entry);
    torture.put(place, entry);
    injector.randomDelay();
    attach(entry);
  }

  private void changeLocked(IndexEntry entry) {
    switch (injector.nextInt(8)) {
      case 0 -> remove(entry);
      case 1 -> detachAndReattach(entry);
      case 2 -> endWriteEarly(entry);
      default -> write(entry);
    }
  }

  private void write(IndexEntry entry) {
    entry.node().oracle().write(injector.nextInt(Integer.MAX_VALUE), injector::randomDelay);
    if (injector.injects(Fault.THROW, WRITES_PER_EXCEPTION)) {
      throw new InjectedException();
    }
  }

  private void remove(IndexEntry entry) {
    detach(entry);
    torture.put(entry.place(), null);
    removed.add(entry);
  }

  private void detachAndReattach(IndexEntry entry) {
    detach(entry);
    injector.randomDelay();
    attach(entry);
    slot.count(Count.ABORTS);
  }

  private void endWriteEarly(IndexEntry entry) {
    locked.remove(entry);
    entry.node().oracle().recordWriteEnd();
    entry.node().endWrite();
    injector.randomDelay();
  }

  private void attach(IndexEntry entry) {
    entry.node().oracle().setPlace(entry.place());
    entry.node().markAttached();
  }

  private static void detach(IndexEntry entry) {
    entry.node().markDetached();
    entry.node().oracle().setPlace(-1);
  }

  // ---- Locking nodes

  private boolean startWrite(IndexEntry entry) throws InterruptedException {
    boolean again = locked.contains(entry);
    long begin = System.nanoTime();
    try {
      if (!startWrite(entry.node())) {
        return false;
      }
    } finally {
      slot.counters().recordWait(System.nanoTime() - begin);
    }
    if (!again) {
      recordWriteStart(entry);
    }
    return true;
  }

  private void recordWriteStart(IndexEntry entry) {
    entry.node().oracle().recordWriteStart();
    locked.add(entry);
    injector.randomDelay();
  }

  private boolean startWrite(Node node) throws InterruptedException {
    if (injector.injects(Fault.TIMEOUT, LOCKS_PER_TIMED_LOCK)) {
      return node.tryStartWrite(injector.nextInt(LONGEST_TIMED_MICROS), TimeUnit.MICROSECONDS);
    }
    if (injector.injects(Fault.INTERRUPT, 2)) {
      node.startWriteInterruptibly();
    } else {
      node.startWrite();
    }
    return true;
  }
}
