package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.vmalock.OracleNode.Holds;
import org.vmalock.OracleNode.Injected;
import org.vmalock.RandomLifetimes.Entry;
import org.vmalock.RandomLifetimes.ReadHold;

/**
 * Performs a random sequence of operations in one thread. Before it waits for the structure lock it releases all its reads and the
 * transferred ones, as the lock order requires.
 */
final class RandomOperations {
  private static final int MAXIMUM_HELD_READS = 4;
  private static final List<WriteForm> FORMS = List.of(WriteForm.values());

  private final RandomLifetimes state;
  private final SplittableRandom random;
  private final List<Thread> threads;
  private final List<ReadHold> held = new ArrayList<>();

  RandomOperations(RandomLifetimes state, long seed, List<Thread> threads) {
    this.state = state;
    this.random = new SplittableRandom(seed);
    this.threads = threads;
  }

  void run(int operations) {
    for (int i = 0; i < operations; i++) {
      Thread.interrupted();
      int choice = random.nextInt(100);
      if (choice < 45) {
        read(random.nextInt(RandomLifetimes.SLOTS));
      } else if (choice < 65) {
        releaseOne();
      } else if (choice < 70) {
        transfer();
      } else if (choice < 80) {
        replaceWithoutStructure();
      } else if (choice < 92) {
        writeSection();
      } else if (choice < 95) {
        misuse(state.table.get(random.nextInt(RandomLifetimes.SLOTS)));
      } else if (choice < 96) {
        state.pool.trim();
      } else {
        threads.get(random.nextInt(threads.size())).interrupt();
      }
    }
    releaseAll();
  }

  // ---- Reading

  private void read(int slot) {
    if (held.size() == MAXIMUM_HELD_READS) {
      releaseOne();
    }
    Entry entry = state.table.get(slot);
    boolean inStructure = slot < RandomLifetimes.STRUCTURE_SLOTS;
    int mode = random.nextInt(4);
    long stamp = tryStartRead(entry, mode == 0 && !inStructure ? 2 : mode);
    if (stamp > 0) {
      hold(entry, stamp, mode > 1);
    } else if (stamp == VmaLock.BUSY && inStructure) {
      readUnderStructureLock(slot);
    }
  }

  /** The rollback of a refused read may drop the last reference to a retired object, and then throws the exception injected in onFree. */
  private long tryStartRead(Entry entry, int mode) {
    try {
      return switch (mode) {
        case 0 -> entry.node.tryStartRead(state.structure);
        case 1 -> entry.node.tryStartRead();
        default -> entry.node.tryStartRead(entry.generation);
      };
    } catch (Injected expected) {
      assertEquals("onFree", expected.getMessage());
      return VmaLock.GONE;
    }
  }

  private void readUnderStructureLock(int slot) {
    releaseAll();
    state.structure.lockRead();
    Entry entry = state.table.get(slot);
    long stamp = entry.node.startReadLocked();
    state.structure.unlockRead();
    assertTrue(stamp > 0, () -> "could not read " + entry.node);
    hold(entry, stamp, true);
  }

  private void hold(Entry entry, long stamp, boolean sameGeneration) {
    Holds holds = entry.node.holds;
    holds.addReader();
    entry.node.assertReadLocked();
    assertEquals(holds.generation, entry.node.generation());
    if (sameGeneration) {
      assertEquals(entry.generation, holds.generation, "a read of another generation was acquired");
    }
    entry.node.assertNotTorn();
    held.add(new ReadHold(entry.node, holds, stamp));
  }

  private void releaseOne() {
    if (!held.isEmpty()) {
      state.endRead(held.remove(random.nextInt(held.size())));
    }
  }

  private void releaseAll() {
    while (!held.isEmpty()) {
      releaseOne();
    }
    for (ReadHold other = state.transferred.poll(); other != null; other = state.transferred.poll()) {
      state.endRead(other);
    }
  }

  /** Passes a read to another thread, or takes over a passed one: a read may be released by any thread. */
  private void transfer() {
    ReadHold other = state.transferred.poll();
    if (other != null) {
      held.add(other);
    } else if (!held.isEmpty()) {
      state.transferred.add(held.remove(0));
    }
  }

  // ---- Objects without structure

  private OracleNode alloc(StructureLock structure) {
    OracleNode node = random.nextBoolean() ? state.pool.tryAlloc(structure) : allocWaiting(structure);
    return node == null ? null : state.startGeneration(node, random.nextInt(8) == 0);
  }

  private OracleNode allocWaiting(StructureLock structure) {
    try {
      return state.pool.alloc(structure, random.nextInt(100), TimeUnit.MICROSECONDS);
    } catch (PoolExhaustedException | InterruptedException notAllocated) {
      return null;
    }
  }

  private void replaceWithoutStructure() {
    int slot = RandomLifetimes.STRUCTURE_SLOTS + random.nextInt(RandomLifetimes.SLOTS - RandomLifetimes.STRUCTURE_SLOTS);
    OracleNode fresh = alloc(null);
    if (fresh == null) {
      return;
    }
    fresh.markAttached();
    if (random.nextInt(4) == 0) {
      fresh.markDetached();
      fresh.markAttached();
    }
    Entry before = state.table.get(slot);
    boolean replaced = state.table.compareAndSet(slot, before, new Entry(fresh));
    retire(replaced ? before.node : fresh, replaced ? before.generation : fresh.generation());
  }

  private void retire(OracleNode node, int generation) {
    RandomLifetimes.ignoreInjected(() -> {
      if (random.nextInt(4) > 0) {
        node.retire(generation);
      } else {
        retireAndWait(node, generation);
      }
    });
    assertThrows(IllegalStateException.class, () -> node.retire(generation), "a double release");
  }

  private void retireAndWait(OracleNode node, int generation) {
    try {
      node.retireAndWait(generation, random.nextInt(50), TimeUnit.MICROSECONDS);
    } catch (InterruptedException retiredAnyway) {
      long word = Node.word(node);
      assertFalse(LockWord.generation(word) == generation && (word & LockWord.OWNED) != 0, node::toString);
    }
  }

  // ---- Write sections

  private void writeSection() {
    releaseAll();
    if (!lockStructure()) {
      return;
    }
    Set<OracleNode> locked = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Entry> detached = new ArrayList<>();
    try {
      for (int i = random.nextInt(4); i >= 0; i--) {
        writeNode(random.nextInt(RandomLifetimes.STRUCTURE_SLOTS), locked, detached);
      }
    } catch (Injected expected) {
      assertEquals("section", expected.getMessage());
    } finally {
      locked.forEach(node -> node.holds.removeWriter());
      boolean downgrade = random.nextInt(4) == 0;
      if (downgrade) {
        state.structure.downgrade();
        detached.forEach(entry -> retire(entry.node, entry.generation));
        state.structure.unlockRead();
      } else {
        state.structure.unlockWrite();
        detached.forEach(entry -> retire(entry.node, entry.generation));
      }
    }
  }

  private boolean lockStructure() {
    try {
      switch (random.nextInt(4)) {
        case 0 -> state.structure.lockWrite();
        case 1 -> state.structure.lockWriteInterruptibly();
        case 2 -> {
          return state.structure.tryLockWrite();
        }
        default -> {
          return state.structure.tryLockWrite(random.nextInt(100), TimeUnit.MICROSECONDS);
        }
      }
      return true;
    } catch (InterruptedException notLocked) {
      return false;
    }
  }

  private void writeNode(int slot, Set<OracleNode> locked, List<Entry> detached) {
    Entry entry = state.table.get(slot);
    if (!startWrite(entry.node)) {
      assertFalse(Node.isLocked(entry.node), "LOCKED is still set after a failed startWrite");
      assertFalse(entry.node.isWriteLocked());
      return;
    }
    entry.node.assertWriteLocked();
    assertFalse(Node.isLocked(entry.node), "LOCKED is still set after startWrite");
    if (locked.add(entry.node)) {
      entry.node.holds.addWriter();
    }
    entry.node.write();
    switch (random.nextInt(10)) {
      case 0 -> throw new Injected("section");
      case 1, 2 -> {
        locked.remove(entry.node);
        entry.node.holds.removeWriter();
        entry.node.endWrite();
      }
      case 3 -> {
        entry.node.markDetached();
        entry.node.markAttached();
      }
      case 4, 5, 6 -> replace(slot, entry, locked, detached);
      default -> { }
    }
  }

  private boolean startWrite(OracleNode node) {
    try {
      if (random.nextInt(3) == 0) {
        return node.tryStartWrite(random.nextInt(100), TimeUnit.MICROSECONDS);
      }
      return FORMS.get(random.nextInt(FORMS.size())).start(node);
    } catch (InterruptedException notLocked) {
      return false;
    }
  }

  private void replace(int slot, Entry entry, Set<OracleNode> locked, List<Entry> detached) {
    OracleNode fresh = alloc(state.structure);
    if (fresh == null) {
      return;
    }
    fresh.startWrite();
    fresh.markAttached();
    state.table.set(slot, new Entry(fresh));
    locked.remove(entry.node);
    entry.node.holds.removeWriter();
    if (random.nextBoolean()) {
      entry.node.markDetached();
      detached.add(entry);
    } else {
      retire(entry.node, entry.generation);
    }
  }

  // ---- Misuse

  /** Performs a misuse, which is refused; the recorded holds show at the end that it has changed nothing. */
  private void misuse(Entry entry) {
    long staleStamp = LockWord.stamp(LockWord.detached(entry.generation - 1));
    switch (random.nextInt(4)) {
      case 0 -> assertThrows(IllegalMonitorStateException.class, () -> entry.node.endRead(staleStamp));
      case 1 -> assertThrows(IllegalMonitorStateException.class, () -> entry.node.endRead(random.nextInt(2) - 1));
      case 2 -> assertThrows(IllegalStateException.class, () -> entry.node.retire(entry.generation - 1));
      default -> assertThrows(IllegalMonitorStateException.class, state.structure::unlockWrite);
    }
  }
}
