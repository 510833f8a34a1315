package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.TimeLimit;

/** Objects begin in random generations, so that a stamp is of use for its own object only; the layout of stamps. */
@TimeLimit
class VmaLockGenerationTest {
  private static final int OBJECTS = 1_000;

  /** The ways to create an attached object. */
  enum Creation {
    WITHOUT_STRUCTURE,
    STANDALONE,
    POOLED,
    ATTACHED_UNPUBLISHED;

    VmaLock create() {
      return switch (this) {
        case WITHOUT_STRUCTURE -> attached(new VmaLock());
        case STANDALONE -> VmaLock.standalone();
        case POOLED -> attached(VmaPool.builder(VmaLock::new).capacity(1).build().alloc());
        case ATTACHED_UNPUBLISHED -> new AttachedByConstructor();
      };
    }
  }

  private static final class AttachedByConstructor extends VmaLock {
    AttachedByConstructor() {
      super(new StructureLock());
      attachUnpublished();
    }
  }

  private static VmaLock attached(VmaLock lock) {
    lock.markAttached();
    return lock;
  }

  @ParameterizedTest
  @EnumSource
  void aStampOfAnotherObjectIsRefused(Creation creation) {
    VmaLock other = creation.create();
    long held = other.tryStartRead();
    for (int i = 0; i < OBJECTS; i++) {
      VmaLock lock = creation.create();
      long stamp = lock.tryStartRead();
      String message = assertThrows(IllegalMonitorStateException.class, () -> other.endRead(stamp)).getMessage();
      assertTrue(message.contains("generation"), message);
      assertEquals(1, other.readers());
      lock.endRead(stamp);
    }
    other.endRead(held);
  }

  @ParameterizedTest
  @EnumSource
  void objectsBeginInDifferentGenerations(Creation creation) {
    Set<Integer> generations = new HashSet<>();
    for (int i = 0; i < OBJECTS; i++) {
      generations.add(creation.create().generation());
    }
    assertTrue(generations.size() > OBJECTS - 3, () -> generations.size() + " different generations of " + OBJECTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void stampsOfEveryGenerationAreGreaterThanZero(int generation) {
    Node node = new Node();
    VmaLock.WORD.setVolatile(node, LockWord.idle(generation));
    long alone = node.tryStartRead(generation);
    long beside = node.tryStartRead();
    long retained = node.retain(alone);
    assertTrue(alone > 0 && beside > 0 && retained > 0);
    node.endRead(alone);
    node.endRead(retained);
    node.endRead(beside);
    assertEquals(LockWord.idle(generation), node.word());
  }

  @Test
  @Tag("counted")
  void theCountedReadsOfAGenerationHaveOneStamp() {
    Node node = Node.attached();
    long first = node.tryStartRead();
    assertEquals(LockWord.stamp(node.word()), first);
    assertEquals(first, node.tryStartRead());
    assertEquals(first, node.retain(first));
    Node.setReaders(node, LockWord.LIMIT - 1);
    assertEquals(first, node.tryStartRead());
  }

  @Test
  void aNumberWithOtherBitsIsNoStamp() {
    Node node = Node.attached();
    long stamp = node.tryStartRead();
    for (int bit = 0; bit < Long.SIZE; bit++) {
      long changed = stamp ^ 1L << bit;
      assertThrows(IllegalMonitorStateException.class, () -> node.endRead(changed), () -> Long.toHexString(changed));
      assertEquals(1, node.readers());
    }
    node.endRead(stamp);
  }
}
