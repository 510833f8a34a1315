package org.vmalock;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The object locked by the tests: two numbers that are equal except inside a write section, and the number of its frees. It begins in
 * generation 1, so that tests can name its generations.
 */
class Node extends VmaLock {
  final AtomicInteger frees = new AtomicInteger();

  /** An action that {@link #onFree} runs. */
  volatile Runnable onFreeAction = () -> {};

  /** Guarded by the lock under test. */
  int left;

  /** Guarded by the lock under test. */
  int right;

  Node() {
    beginInGenerationOne();
  }

  Node(StructureLock structure) {
    super(structure);
    beginInGenerationOne();
  }

  private void beginInGenerationOne() {
    WORD.setVolatile(this, LockWord.detached(1));
  }

  /** Returns whether the structure lock is read-locked or write-locked. */
  static boolean isHeld(StructureLock structure) {
    return structure.isReadLocked() || structure.isWriteLocked();
  }

  /** Returns an attached object without structure. */
  static Node attached() {
    Node node = new Node();
    node.markAttached();
    return node;
  }

  /** Returns an attached node of a structure, which must be unlocked. */
  static Node attached(StructureLock structure) {
    Node node = new Node(structure);
    structure.lockWrite();
    node.startWrite();
    node.markAttached();
    structure.unlockWrite();
    return node;
  }

  @Override
  protected void onFree() {
    frees.incrementAndGet();
    onFreeAction.run();
  }

  /** Increments both numbers, and sometimes yields in between. */
  @SuppressWarnings("ThreadPriorityCheck") // widens the window in which a torn write is visible
  void write() {
    left++;
    if ((left & 63) == 0) {
      Thread.yield();
    }
    right++;
  }

  boolean isTorn() {
    return left != right;
  }

  long word() {
    return word(this);
  }

  static long word(VmaLock node) {
    return (long) WORD.getVolatile(node);
  }

  /** Returns whether LOCKED is set: a writer drains. It is clear whenever a call has returned. */
  static boolean isLocked(VmaLock node) {
    return (word(node) & LockWord.LOCKED) != 0;
  }

  /** Sets the count of readers. */
  static void setReaders(VmaLock node, long readers) {
    WORD.setVolatile(node, (word(node) & ~LockWord.COUNT) | readers);
  }

  /** Returns whether the object is unused: neither owned nor read nor attached. */
  static boolean isUnused(VmaLock node) {
    return (word(node) & ~LockWord.GENERATION) == 0;
  }
}
