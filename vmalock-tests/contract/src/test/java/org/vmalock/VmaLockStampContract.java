package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/**
 * The contract of read stamps. The base of {@link VmaLockReadContract}; each concrete class runs it with one read mode.
 */
@TimeLimit
abstract class VmaLockStampContract {
  final StructureLock structure = new StructureLock();
  final Actor writer = new Actor("writer");
  final Actor reader = new Actor("reader");

  /**
   * Attempts to read, as a caller that has found the node in {@link #structure} in the given generation.
   *
   * @return a stamp, BUSY or GONE
   */
  abstract long tryRead(VmaLock node, int generation);

  /** Returns whether this mode returns GONE for an object of another generation. */
  abstract boolean checksGeneration();

  /** Returns whether this mode returns GONE for an object of another structure. */
  abstract boolean checksStructure();

  /** Returns whether this mode can read a node while a writer holds the structure and other nodes. */
  boolean readsDuringWriteOfOtherNode() {
    return true;
  }

  void endRead(VmaLock node, long stamp) {
    node.endRead(stamp);
  }

  @AfterEach
  void endThreads() {
    writer.close();
    reader.close();
  }

  final long tryRead(VmaLock node) {
    return tryRead(node, node.generation());
  }

  final long read(VmaLock node) {
    long stamp = tryRead(node);
    assertTrue(stamp > 0, () -> "could not read " + node + ": " + stamp);
    return stamp;
  }

  final void assertRefused(long outcome, VmaLock node, int generation) {
    long before = Node.word(node);
    assertEquals(outcome, tryRead(node, generation), () -> "reading " + node);
    assertEquals(before, Node.word(node), "the word after a refused read");
  }

  final void assertRefused(long outcome, VmaLock node) {
    assertRefused(outcome, node, node.generation());
  }

  final void assertEndRefused(Node node, long stamp, String... parts) {
    long before = node.word();
    int frees = node.frees.get();
    String message = assertThrows(IllegalMonitorStateException.class, () -> endRead(node, stamp)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertEquals(before, node.word(), "the word after a refused endRead");
    assertEquals(frees, node.frees.get(), "a refused endRead freed the object");
  }

  final Node detached() throws Exception {
    Node node = Node.attached(structure);
    writer.run(() -> {
      structure.lockWrite();
      node.startWrite();
      node.markDetached();
      structure.unlockWrite();
    });
    return node;
  }

  final void attach(Node node, StructureLock owner) throws Exception {
    writer.run(() -> {
      owner.lockWrite();
      node.startWrite();
      node.markAttached();
      owner.unlockWrite();
    });
  }

  // ---- Stamps

  @Test
  void stampsDifferBetweenGenerations() throws Exception {
    Node node = Node.attached(structure);
    long first = read(node);
    endRead(node, first);
    writer.run(() -> {
      structure.lockWrite();
      node.retire(1);
      structure.unlockWrite();
    });
    Lifecycle.beginGeneration(node, structure);
    attach(node, structure);
    assertEquals(2, node.generation());
    long second = read(node);
    assertNotEquals(first, second);
    assertEndRefused(node, first, "generation 1", "1 reader", "generation 2", "exactly once");
    endRead(node, second);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF})
  void stampsArePositiveInEveryGeneration(int generation) throws Exception {
    Node node = Node.attached(structure);
    VmaLock.WORD.setVolatile(node, LockWord.detached(generation) | LockWord.ATTACHED);
    long stamp = tryRead(node, generation);
    assertTrue(stamp > 0, () -> node + ": " + stamp);
    endRead(node, stamp);
    if (checksGeneration()) {
      assertRefused(VmaLock.GONE, node, generation - 1);
      assertRefused(VmaLock.GONE, node, generation + 1);
    }
  }

  @Test
  void secondEndReadIsRefused() {
    Node node = Node.attached(structure);
    long stamp = read(node);
    endRead(node, stamp);
    assertEndRefused(node, stamp, "Node@", "attached", "no readers", "generation 1", "exactly once");
    assertTrue(node.isAttached());
    assertFalse(Node.isUnused(node));
  }

  @Test
  void secondEndReadOfRetiredObjectIsRefused() throws Exception {
    Node node = Node.attached(structure);
    long stamp = read(node);
    writer.run(() -> {
      structure.lockWrite();
      node.retire(1);
      structure.unlockWrite();
    });
    endRead(node, stamp);
    assertEndRefused(node, stamp, "unused");
    assertEquals(1, node.frees.get());
  }

  @Test
  void endReadOfOutcomeIsRefused() {
    Node node = Node.attached(structure);
    long stamp = read(node);
    assertEndRefused(node, VmaLock.BUSY, "endRead(0)", "not a stamp", "1 reader");
    assertEndRefused(node, VmaLock.GONE, "endRead(-1)", "not a stamp");
    endRead(node, stamp);
  }

  /** The fast path of {@code endRead} for a single reader compares the word with the stamp plus one, which alone is not sufficient. */
  @Test
  void endReadOfWordMinusOneIsRefused() throws Exception {
    Node node = Node.attached(structure);
    long first = read(node);
    long second = read(node);
    assertEndRefused(node, node.word() - 1, "2 readers");
    endRead(node, second);
    VmaLock.WORD.setVolatile(node, node.word() | LockWord.LOCKED);
    assertEndRefused(node, node.word() - 1, "1 reader", "LOCKED");
    VmaLock.WORD.setVolatile(node, node.word() & ~LockWord.LOCKED);
    writer.run(() -> {
      structure.lockWrite();
      node.retire(1);
      structure.unlockWrite();
    });
    assertEndRefused(node, node.word() - 1, "retired", "1 reader");
    endRead(node, first);
    assertEquals(1, node.frees.get());
  }

  @Test
  void endReadOfInvalidStampIsRefused() {
    Node node = Node.attached(structure);
    long stamp = read(node);
    long[] invalid = {1, 2, stamp + 1, stamp - 1, -stamp, stamp | 1L << 57, stamp << 1, ~stamp, Long.MAX_VALUE, Long.MIN_VALUE};
    for (long each : invalid) {
      assertEndRefused(node, each, "1 reader");
    }
    endRead(node, stamp);
  }
}
