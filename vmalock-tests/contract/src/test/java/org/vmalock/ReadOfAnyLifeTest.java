package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** {@code tryStartRead()}: for objects that are never recycled. */
class ReadOfAnyLifeTest extends VmaLockReadContract {
  @Override
  long tryRead(VmaLock node, int generation) {
    return node.tryStartRead();
  }

  @Override
  boolean tellsLives() {
    return false;
  }

  @Override
  boolean tellsStructures() {
    return false;
  }

  @Test
  void readsAnObjectWithoutStructure() {
    Node node = new Node();
    assertEquals(VmaLock.GONE, node.tryStartRead());
    node.markAttached();
    long stamp = node.tryStartRead();
    assertTrue(stamp > 0);
    node.endRead(stamp);
  }

  @Test
  void aStandaloneLockIsAttachedFromTheStart() {
    VmaLock lock = VmaLock.standalone();
    long stamp = lock.tryStartRead();
    assertTrue(stamp > 0);
    lock.endRead(stamp);
    lock.assertAttached();
  }
}
