package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the read contract with {@code tryStartRead(generation)}: the caller has looked up the object together with its generation. */
class ReadWithGenerationTest extends VmaLockReadContract {
  @Override
  long tryRead(VmaLock node, int generation) {
    return node.tryStartRead(generation);
  }

  @Override
  boolean checksGeneration() {
    return true;
  }

  @Override
  boolean checksStructure() {
    return false;
  }

  @Test
  void readsObjectWithoutStructure() {
    Node node = new Node();
    assertEquals(VmaLock.GONE, node.tryStartRead(1));
    node.markAttached();
    assertEquals(VmaLock.GONE, node.tryStartRead(2));
    long stamp = node.tryStartRead(1);
    assertTrue(stamp > 0);
    node.endRead(stamp);
  }

  @Test
  @Tag("counted")
  void countsUpToLimitAndNotBeyond() {
    Node node = Node.attached(structure);
    long stamp = 0;
    for (int i = 0; i < VmaLock.MAXIMUM_READERS; i++) {
      stamp = node.tryStartRead(1);
      if (stamp <= 0) {
        break;
      }
    }
    assertTrue(stamp > 0);
    assertEquals(VmaLock.MAXIMUM_READERS, node.readers());
    long full = node.word();
    assertEquals(VmaLock.BUSY, node.tryStartRead(1));
    assertEquals(full, node.word());
    node.endRead(stamp);
    assertTrue(node.tryStartRead(1) > 0);
    assertEquals(VmaLock.BUSY, node.tryStartRead(1));
    assertTrue(node.isAttached());
    Node.setReaders(node, 0);
  }
}
