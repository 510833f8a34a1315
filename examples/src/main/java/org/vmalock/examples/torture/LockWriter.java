package org.vmalock.examples.torture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Structure;

/** Write sections: locks a structure and some of its nodes, and does to them whatever there is to do. */
final class LockWriter implements Workload {
  private static final int MOST_CHANGES = 4;
  private static final int DOWNGRADED = 8;
  private static final int TIMED = 4;
  private static final int LONGEST_TIMED_MICROS = 40;
  private static final int SECTIONS_UNTIL_THROWN = 200;

  private final LockTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector chance;
  private final OwnerOperations owning;

  /** Write-locked in this section. */
  private final List<Entry> inside = new ArrayList<>();

  /** Detached in this section: its owner is this thread. */
  private final List<Entry> aside = new ArrayList<>();

  LockWriter(LockTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.chance = slot.chance();
    this.owning = new OwnerOperations(slot);
  }

  @Override
  public void round() throws InterruptedException {
    int place = chance.below(LockTorture.PLACES);
    Structure structure = torture.structureOf(place);
    if (!lock(structure)) {
      slot.count(Count.TIMEOUTS);
      return;
    }
    try {
      torture.beginSection(place, chance::randomDelay);
      for (int changes = 1 + chance.below(MOST_CHANGES); changes > 0; changes--) {
        change(structure, LockTorture.neighbour(place, chance.below(LockTorture.PLACES)));
      }
      slot.count(Count.WRITES);
    } finally {
      inside.forEach(entry -> entry.node().oracle().writerLeft());
      inside.clear();
      unlock(structure, place);
      owning.retireAll(aside);
    }
  }

  private boolean lock(Structure structure) throws InterruptedException {
    if (chance.strikes(Fault.TIMEOUT, TIMED)) {
      return structure.tryLockWrite(chance.below(LONGEST_TIMED_MICROS), TimeUnit.MICROSECONDS);
    }
    if (chance.strikes(Fault.INTERRUPT, 2)) {
      structure.lockWriteInterruptibly();
    } else {
      structure.lockWrite();
    }
    return true;
  }

  private void unlock(Structure structure, int place) {
    if (!chance.oneIn(DOWNGRADED)) {
      structure.unlockWrite();
      return;
    }
    long section = torture.section(place);
    structure.downgrade();
    chance.randomDelay();
    if (torture.section(place) != section) {
      slot.session().violated(Check.EXCLUSION, () -> "another writer came in while the write lock was turned into a read lock");
    }
    structure.unlockRead();
  }

  // ---- Changes

  private void change(Structure structure, int place) throws InterruptedException {
    Entry entry = torture.entry(place);
    if (entry == null) {
      map(structure, place);
    } else if (comeIn(entry)) {
      work(entry);
    } else {
      slot.count(Count.TIMEOUTS);
    }
  }

  private void map(Structure structure, int place) {
    Node node = torture.pool().tryAlloc(structure);
    if (node == null) {
      return;
    }
    slot.count(Count.GRABS);
    Entry entry = Entry.born(node, place);
    node.startWrite();
    entered(entry);
    torture.put(place, entry);
    chance.randomDelay();
    attach(entry);
  }

  private void work(Entry entry) {
    switch (chance.below(8)) {
      case 0 -> remove(entry);
      case 1 -> detachInVain(entry);
      case 2 -> giveBackEarly(entry);
      default -> write(entry);
    }
  }

  private void write(Entry entry) {
    entry.node().oracle().write(chance.below(Integer.MAX_VALUE), chance::randomDelay);
    if (chance.strikes(Fault.THROW, SECTIONS_UNTIL_THROWN)) {
      throw new InjectedException();
    }
  }

  private void remove(Entry entry) {
    detach(entry);
    torture.put(entry.place(), null);
    aside.add(entry);
  }

  private void detachInVain(Entry entry) {
    detach(entry);
    chance.randomDelay();
    attach(entry);
    slot.count(Count.ABORTS);
  }

  private void giveBackEarly(Entry entry) {
    inside.remove(entry);
    entry.node().oracle().writerLeft();
    entry.node().endWrite();
    chance.randomDelay();
  }

  private void attach(Entry entry) {
    entry.node().oracle().moveTo(entry.place());
    entry.node().markAttached();
  }

  private static void detach(Entry entry) {
    entry.node().markDetached();
    entry.node().oracle().moveTo(-1);
  }

  // ---- Coming in

  private boolean comeIn(Entry entry) throws InterruptedException {
    boolean again = inside.contains(entry);
    long begin = System.nanoTime();
    try {
      if (!startWrite(entry.node())) {
        return false;
      }
    } finally {
      slot.counters().waited(System.nanoTime() - begin);
    }
    if (!again) {
      entered(entry);
    }
    return true;
  }

  private void entered(Entry entry) {
    entry.node().oracle().writerEntered();
    inside.add(entry);
    chance.randomDelay();
  }

  private boolean startWrite(Node node) throws InterruptedException {
    if (chance.strikes(Fault.TIMEOUT, TIMED)) {
      return node.tryStartWrite(chance.below(LONGEST_TIMED_MICROS), TimeUnit.MICROSECONDS);
    }
    if (chance.strikes(Fault.INTERRUPT, 2)) {
      node.startWriteInterruptibly();
    } else {
      node.startWrite();
    }
    return true;
  }
}
