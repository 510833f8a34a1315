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
import org.vmalock.LedgerNode.Injected;
import org.vmalock.LedgerNode.Life;
import org.vmalock.RandomLives.Entry;
import org.vmalock.RandomLives.Held;

/**
 * A thread that does whatever the dice say. Before it waits for the structure it ends every read that it can get hold of, as the lock
 * order demands.
 */
final class RandomPlayer {
  private static final int MOST_READS_AT_A_TIME = 4;
  private static final List<WriteForm> FORMS = List.of(WriteForm.values());

  private final RandomLives game;
  private final SplittableRandom random;
  private final List<Thread> everybody;
  private final List<Held> held = new ArrayList<>();

  RandomPlayer(RandomLives game, long seed, List<Thread> everybody) {
    this.game = game;
    this.random = new SplittableRandom(seed);
    this.everybody = everybody;
  }

  void play(int moves) {
    for (int move = 0; move < moves; move++) {
      Thread.interrupted();
      int dice = random.nextInt(100);
      if (dice < 45) {
        read(random.nextInt(RandomLives.SLOTS));
      } else if (dice < 65) {
        endOne();
      } else if (dice < 70) {
        handOff();
      } else if (dice < 80) {
        replaceLoose();
      } else if (dice < 92) {
        writeSection();
      } else if (dice < 95) {
        misuse(game.table.get(random.nextInt(RandomLives.SLOTS)));
      } else if (dice < 96) {
        game.pool.trim();
      } else {
        everybody.get(random.nextInt(everybody.size())).interrupt();
      }
    }
    endAll();
  }

  // ---- Reading

  private void read(int slot) {
    if (held.size() == MOST_READS_AT_A_TIME) {
      endOne();
    }
    Entry entry = game.table.get(slot);
    boolean inStructure = slot < RandomLives.STRUCTURE_SLOTS;
    int way = random.nextInt(4);
    long stamp = tryStartRead(entry, way == 0 && !inStructure ? 2 : way);
    if (stamp > 0) {
      hold(entry, stamp, way > 1);
    } else if (stamp == VmaLock.BUSY && inStructure) {
      readTheSlowWay(slot);
    }
  }

  /** Who comes too late may be the last one out, and meet what is thrown on purpose at the end of a life. */
  private long tryStartRead(Entry entry, int way) {
    try {
      return switch (way) {
        case 0 -> entry.node.tryStartRead(game.structure);
        case 1 -> entry.node.tryStartRead();
        default -> entry.node.tryStartRead(entry.generation);
      };
    } catch (Injected onPurpose) {
      assertEquals("onFree", onPurpose.getMessage());
      return VmaLock.GONE;
    }
  }

  private void readTheSlowWay(int slot) {
    endAll();
    game.structure.lockRead();
    Entry entry = game.table.get(slot);
    long stamp = entry.node.startReadLocked();
    game.structure.unlockRead();
    assertTrue(stamp > 0, () -> "not let into " + entry.node);
    hold(entry, stamp, true);
  }

  private void hold(Entry entry, long stamp, boolean inThisLife) {
    Life life = entry.node.life;
    life.readerIn();
    entry.node.assertReadLocked();
    assertEquals(life.generation, entry.node.generation());
    if (inThisLife) {
      assertEquals(entry.generation, life.generation, "let into another life");
    }
    entry.node.assertWhole();
    held.add(new Held(entry.node, life, stamp));
  }

  private void endOne() {
    if (!held.isEmpty()) {
      game.end(held.remove(random.nextInt(held.size())));
    }
  }

  private void endAll() {
    while (!held.isEmpty()) {
      endOne();
    }
    for (Held other = game.handedOff.poll(); other != null; other = game.handedOff.poll()) {
      game.end(other);
    }
  }

  /** A read may end in another thread. */
  private void handOff() {
    Held other = game.handedOff.poll();
    if (other != null) {
      held.add(other);
    } else if (!held.isEmpty()) {
      game.handedOff.add(held.remove(0));
    }
  }

  // ---- Loose objects

  private LedgerNode alloc(StructureLock structure) {
    LedgerNode node = random.nextBoolean() ? game.pool.tryAlloc(structure) : allocWaiting(structure);
    return node == null ? null : game.begun(node, random.nextInt(8) == 0);
  }

  private LedgerNode allocWaiting(StructureLock structure) {
    try {
      return game.pool.alloc(structure, random.nextInt(100), TimeUnit.MICROSECONDS);
    } catch (PoolExhaustedException | InterruptedException none) {
      return null;
    }
  }

  private void replaceLoose() {
    int slot = RandomLives.STRUCTURE_SLOTS + random.nextInt(RandomLives.SLOTS - RandomLives.STRUCTURE_SLOTS);
    LedgerNode fresh = alloc(null);
    if (fresh == null) {
      return;
    }
    fresh.markAttached();
    if (random.nextInt(4) == 0) {
      fresh.markDetached();
      fresh.markAttached();
    }
    Entry before = game.table.get(slot);
    boolean replaced = game.table.compareAndSet(slot, before, new Entry(fresh));
    retire(replaced ? before.node : fresh, replaced ? before.generation : fresh.generation());
  }

  private void retire(LedgerNode node, int generation) {
    RandomLives.unlessInjected(() -> {
      if (random.nextInt(4) > 0) {
        node.retire(generation);
      } else {
        retireAndWait(node, generation);
      }
    });
    assertThrows(IllegalStateException.class, () -> node.retire(generation), "a double release");
  }

  private void retireAndWait(LedgerNode node, int generation) {
    try {
      node.retireAndWait(generation, random.nextInt(50), TimeUnit.MICROSECONDS);
    } catch (InterruptedException retiredAllTheSame) {
      long word = Node.word(node);
      assertFalse(LockWord.generation(word) == generation && (word & LockWord.OWNED) != 0, node::toString);
    }
  }

  // ---- Write sections

  private void writeSection() {
    endAll();
    if (!lockStructure()) {
      return;
    }
    Set<LedgerNode> locked = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Entry> aside = new ArrayList<>();
    try {
      for (int i = random.nextInt(4); i >= 0; i--) {
        writeOne(random.nextInt(RandomLives.STRUCTURE_SLOTS), locked, aside);
      }
    } catch (Injected onPurpose) {
      assertEquals("section", onPurpose.getMessage());
    } finally {
      locked.forEach(node -> node.life.writerOut());
      boolean downgrade = random.nextInt(4) == 0;
      if (downgrade) {
        game.structure.downgrade();
        aside.forEach(entry -> retire(entry.node, entry.generation));
        game.structure.unlockRead();
      } else {
        game.structure.unlockWrite();
        aside.forEach(entry -> retire(entry.node, entry.generation));
      }
    }
  }

  private boolean lockStructure() {
    try {
      switch (random.nextInt(4)) {
        case 0 -> game.structure.lockWrite();
        case 1 -> game.structure.lockWriteInterruptibly();
        case 2 -> {
          return game.structure.tryLockWrite();
        }
        default -> {
          return game.structure.tryLockWrite(random.nextInt(100), TimeUnit.MICROSECONDS);
        }
      }
      return true;
    } catch (InterruptedException notLocked) {
      return false;
    }
  }

  private void writeOne(int slot, Set<LedgerNode> locked, List<Entry> aside) {
    Entry entry = game.table.get(slot);
    if (!startWrite(entry.node)) {
      assertFalse(Node.isLocked(entry.node), "LOCKED survived a start that failed");
      assertFalse(entry.node.isWriteLocked());
      return;
    }
    entry.node.assertWriteLocked();
    assertFalse(Node.isLocked(entry.node), "LOCKED survived a start");
    if (locked.add(entry.node)) {
      entry.node.life.writerIn();
    }
    entry.node.write();
    switch (random.nextInt(10)) {
      case 0 -> throw new Injected("section");
      case 1, 2 -> {
        locked.remove(entry.node);
        entry.node.life.writerOut();
        entry.node.endWrite();
      }
      case 3 -> {
        entry.node.markDetached();
        entry.node.markAttached();
      }
      case 4, 5, 6 -> replace(slot, entry, locked, aside);
      default -> { }
    }
  }

  private boolean startWrite(LedgerNode node) {
    try {
      if (random.nextInt(3) == 0) {
        return node.tryStartWrite(random.nextInt(100), TimeUnit.MICROSECONDS);
      }
      return FORMS.get(random.nextInt(FORMS.size())).start(node);
    } catch (InterruptedException notLocked) {
      return false;
    }
  }

  private void replace(int slot, Entry entry, Set<LedgerNode> locked, List<Entry> aside) {
    LedgerNode fresh = alloc(game.structure);
    if (fresh == null) {
      return;
    }
    fresh.startWrite();
    fresh.markAttached();
    game.table.set(slot, new Entry(fresh));
    locked.remove(entry.node);
    entry.node.life.writerOut();
    if (random.nextBoolean()) {
      entry.node.markDetached();
      aside.add(entry);
    } else {
      retire(entry.node, entry.generation);
    }
  }

  // ---- Misuse

  /** Refused at once, and the books show afterwards that nothing has changed. */
  private void misuse(Entry entry) {
    long former = LockWord.stamp(LockWord.detached(entry.generation - 1));
    switch (random.nextInt(4)) {
      case 0 -> assertThrows(IllegalMonitorStateException.class, () -> entry.node.endRead(former));
      case 1 -> assertThrows(IllegalMonitorStateException.class, () -> entry.node.endRead(random.nextInt(2) - 1));
      case 2 -> assertThrows(IllegalStateException.class, () -> entry.node.retire(entry.generation - 1));
      default -> assertThrows(IllegalMonitorStateException.class, game.structure::unlockWrite);
    }
  }
}
