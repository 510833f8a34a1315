package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code tryStartRead(structure)}: for those who have found an object in a structure and know nothing of its life. */
class ReadWithStructureTest extends VmaLockReadContract {
  @Override
  long tryRead(VmaLock node, int generation) {
    return node.tryStartRead(structure);
  }

  @Override
  boolean tellsLives() {
    return false;
  }

  @Override
  boolean tellsStructures() {
    return true;
  }

  @Test
  void isGoneForAnObjectWithoutStructure() {
    Node node = Node.attached();
    assertEquals(VmaLock.GONE, node.tryStartRead(structure));
    assertEquals(0, node.readers());
  }

  @Test
  void refusesNull() {
    Node node = Node.attached(structure);
    assertThrows(NullPointerException.class, () -> node.tryStartRead((StructureLock) null));
    assertEquals(0, node.readers());
  }

  @Test
  void refusesNullThoughTheObjectHasNoStructureEither() {
    Node node = Node.attached();
    assertThrows(NullPointerException.class, () -> node.tryStartRead((StructureLock) null));
    assertEquals(0, node.readers());
  }

  /** S7: whoever has found the node where it is no more gets nowhere, and never keeps its writer waiting. */
  @Test
  void strangersDoNotHoldUpTheWriterOfTheOtherStructure() throws Exception {
    StructureLock other = new StructureLock();
    Node node = Node.attached(other);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Effort.of(400, 5_000));
    Actor.Step<Void> strangers = reader.begin(() -> {
      while (System.nanoTime() - end < 0) {
        assertTrue(node.tryStartRead(structure) <= 0);
      }
      return null;
    });
    Actor.Step<Void> sections = writer.begin(() -> {
      while (System.nanoTime() - end < 0) {
        other.lockWrite();
        node.startWrite();
        other.unlockWrite();
      }
      return null;
    });
    strangers.result();
    sections.result();
    assertEquals(0, node.readers());
  }

  /** F9: a reader that has to leave again may be the last one out of a retired object; somebody frees it all the same. */
  @Test
  void anObjectIsFreedOnceBesideAStranger() throws Exception {
    StartLine line = new StartLine(2);
    for (int round = 0; round < Effort.of(3_000, 50_000); round++) {
      Node node = Node.attached();
      Actor.Step<Long> stranger = reader.begin(() -> {
        line.cross();
        return node.tryStartRead(structure);
      });
      line.cross();
      node.retire(1);
      assertEquals(VmaLock.GONE, stranger.result());
      assertEquals(1, node.frees.get());
    }
  }
}
