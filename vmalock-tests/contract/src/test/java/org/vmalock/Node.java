package org.vmalock;

import java.util.concurrent.atomic.AtomicInteger;

/** What the tests lock: two numbers that are equal except inside a write section, and a count of the ends of its lives. */
class Node extends VmaLock {
  final AtomicInteger frees = new AtomicInteger();

  /** What a free does besides being counted. */
  volatile Runnable whenFreed = () -> {};

  /** CacheHandle by the lock under test. */
  int left;

  /** CacheHandle by the lock under test. */
  int right;

  Node() {}

  Node(StructureLock structure) {
    super(structure);
  }

  /** Tells whether anybody has the structure's lock, for reading or writing. */
  static boolean isHeld(StructureLock structure) {
    return structure.isReadLocked() || structure.isWriteLocked();
  }

  /** A node of no structure that readers may enter. */
  static Node attached() {
    Node node = new Node();
    node.markAttached();
    return node;
  }

  /** A node that readers may enter; nobody may hold the structure. */
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
    whenFreed.run();
  }

  /** Writes both numbers, with a pause in between for the scheduler to use. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint is all it is to be
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

  /** L: a writer drains. It never stays up when a call has returned. */
  static boolean isLocked(VmaLock node) {
    return (word(node) & LockWord.LOCKED) != 0;
  }

  /** As though so many readers were inside. */
  static void setReaders(VmaLock node, long readers) {
    WORD.setVolatile(node, (word(node) & ~LockWord.COUNT) | readers);
  }

  /** Free and in its pool: neither owned nor read nor attached. */
  static boolean isUnused(VmaLock node) {
    return (word(node) & ~LockWord.GENERATION) == 0;
  }
}
