package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Runs the read contract with {@code tryStartRead()}, which is meant for objects that are never recycled. */
class ReadOfAnyGenerationTest extends VmaLockReadContract {
  @Override
  long tryRead(VmaLock node, int generation) {
    return node.tryStartRead();
  }

  @Override
  boolean checksGeneration() {
    return false;
  }

  @Override
  boolean checksStructure() {
    return false;
  }

  @Test
  void readsObjectWithoutStructure() {
    Node node = new Node();
    assertEquals(VmaLock.GONE, node.tryStartRead());
    node.markAttached();
    long stamp = node.tryStartRead();
    assertTrue(stamp > 0);
    node.endRead(stamp);
  }

  @Test
  void standaloneLockIsInitiallyAttached() {
    VmaLock lock = VmaLock.standalone();
    long stamp = lock.tryStartRead();
    assertTrue(stamp > 0);
    lock.endRead(stamp);
    lock.assertAttached();
  }
}
