package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Reads that store nothing: valid if and only if no writer and no end of the generation was there in between. */
@TimeLimit
class OptimisticReadTest extends ActorFixture {
  private final StructureLock structure = new StructureLock();
  private final Node node = Node.attached(structure);

  private void write(Consumer<Node> change) {
    structure.lockWrite();
    node.startWrite();
    change.accept(node);
    structure.unlockWrite();
  }

  private boolean isValid(long stamp) {
    boolean valid = node.validate(stamp);
    assertEquals(valid, node.validate(node.generation(), stamp));
    return valid;
  }

  @Test
  void aReadWithoutWriterIsValidAndLeavesNoTrace() {
    long word = node.word();
    long stamp = node.tryOptimisticRead();
    assertTrue(stamp > 0);
    assertTrue(isValid(stamp));
    assertTrue(isValid(stamp), "a stamp does not end");
    assertEquals(word, node.word());
  }

  @Test
  void aWrittenNodeIsBusyUntilTheEndOfTheSection() {
    structure.lockWrite();
    assertTrue(node.tryOptimisticRead() > 0, "a section that has not this node");
    node.startWrite();
    assertEquals(VmaLock.BUSY, node.tryOptimisticRead());
    structure.unlockWrite();
    assertTrue(isValid(node.tryOptimisticRead()));
  }

  @Test
  void aWriteInBetweenIsNoticed() {
    long stamp = node.tryOptimisticRead();
    write(Node::write);
    assertFalse(isValid(stamp));
    assertTrue(isValid(node.tryOptimisticRead()));
  }

  @Test
  void aWriteThatIsGoingOnIsNoticed() {
    long stamp = node.tryOptimisticRead();
    structure.lockWrite();
    assertTrue(isValid(stamp));
    node.startWrite();
    assertFalse(isValid(stamp));
    structure.unlockWrite();
    assertFalse(isValid(stamp));
  }

  @Test
  void twoEarlyEndsInOneSectionAreTwoWrites() {
    structure.lockWrite();
    node.startWrite();
    node.endWrite();
    long stamp = node.tryOptimisticRead();
    assertTrue(stamp > 0 && isValid(stamp));
    node.startWrite();
    node.endWrite();
    assertFalse(isValid(stamp));
    structure.unlockWrite();
  }

  @Test
  void detachingEndsItsValidity() {
    long stamp = node.tryOptimisticRead();
    write(Node::markDetached);
    assertFalse(isValid(stamp));
    assertFalse(isValid(node.tryOptimisticRead()));
  }

  /** No write lock protects such an object: its owner detaches it, changes it, and attaches it again. */
  @Test
  void detachingAnObjectWithoutStructureEndsTheValidityForEver() {
    Node object = Node.attached();
    int generation = object.generation();
    long stamp = object.tryOptimisticRead();
    for (int i = 0; i < 3; i++) {
      object.markDetached();
      assertFalse(object.validate(generation, stamp));
      object.markAttached();
      assertFalse(object.validate(generation, stamp));
      assertFalse(object.validate(stamp));
      assertEquals(VmaLock.BUSY, object.tryConvertToRead(generation, stamp));
      stamp = object.tryOptimisticRead();
      assertTrue(stamp > 0 && object.validate(generation, stamp));
    }
    assertEquals(0, object.readers());
  }

  /** The owner may have changed the object since the read has begun. */
  @Test
  void aReadThatBeginsBeforeTheObjectIsAttachedIsNeverValid() {
    Node object = new Node();
    for (int i = 0; i < 2; i++) {
      long stamp = object.tryOptimisticRead();
      assertTrue(stamp > 0);
      object.markAttached();
      assertFalse(object.validate(object.generation(), stamp));
      assertFalse(object.validate(stamp));
      assertEquals(VmaLock.BUSY, object.tryConvertToRead(object.generation(), stamp));
      object.markDetached();
    }
  }

  @Test
  void aStampIsNotValidInTheNextGeneration() {
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(1).build();
    Node object = pool.alloc();
    object.markAttached();
    int generation = object.generation();
    long stamp = object.tryOptimisticRead();
    assertTrue(stamp > 0, "the stamp of an object that was never written");
    assertTrue(object.validate(generation, stamp));
    object.retire(generation);
    assertFalse(object.validate(generation, stamp));
    assertEquals(object, pool.alloc());
    object.markAttached();
    assertFalse(object.validate(generation, stamp));
    assertTrue(object.validate(generation + 1, object.tryOptimisticRead()));
  }

  @Test
  void busyIsNeverValid() {
    assertFalse(isValid(VmaLock.BUSY));
    assertFalse(isValid(VmaLock.GONE));
    assertFalse(isValid(Long.MAX_VALUE));
  }

  @Test
  void aCountedReaderBesideItChangesNothing() {
    long stamp = node.tryOptimisticRead();
    long held = node.tryStartRead();
    assertTrue(isValid(stamp));
    node.endRead(held);
    assertTrue(isValid(stamp));
  }

  // ---- Conversion

  @Test
  void anUnchangedReadConverts() {
    long stamp = node.tryOptimisticRead();
    long held = node.tryConvertToRead(node.generation(), stamp);
    assertTrue(held > 0);
    assertEquals(1, node.readers());
    node.endRead(held);
  }

  @Test
  void aChangedReadDoesNotConvertAndHoldsNothing() {
    long stamp = node.tryOptimisticRead();
    write(Node::write);
    assertEquals(VmaLock.BUSY, node.tryConvertToRead(node.generation(), stamp));
    assertEquals(VmaLock.BUSY, node.tryConvertToRead(node.generation(), VmaLock.BUSY));
    assertEquals(VmaLock.GONE, node.tryConvertToRead(node.generation() + 1, node.tryOptimisticRead()));
    assertEquals(0, node.readers());
  }

  @Test
  void aReadOfAnotherNodeInAWrittenSectionConverts() {
    structure.lockWrite();
    long stamp = node.tryOptimisticRead();
    long held = node.tryConvertToRead(node.generation(), stamp);
    assertTrue(held > 0);
    node.endRead(held);
    node.startWrite();
    assertEquals(VmaLock.BUSY, node.tryConvertToRead(node.generation(), stamp));
    structure.unlockWrite();
  }

  // ---- Beside a writer

  /** Two numbers that are equal outside of write sections. */
  private static final class Pair extends VmaLock {
    private static final VarHandle LEFT = number("left");
    private static final VarHandle RIGHT = number("right");

    @SuppressWarnings("UnusedVariable") // accessed through LEFT
    private int left;

    @SuppressWarnings("UnusedVariable") // accessed through RIGHT
    private int right;

    Pair(StructureLock structure) {
      super(structure);
      attachUnpublished();
    }

    private static VarHandle number(String name) {
      try {
        return MethodHandles.lookup().findVarHandle(Pair.class, name, int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }

  @Test
  void aValidReadIsOfOneMoment() throws Exception {
    Pair pair = new Pair(structure);
    AtomicBoolean ended = new AtomicBoolean();
    Actor writer = actor("writer");
    Actor.Step<Void> writing = writer.begin(() -> {
      for (int i = 1; !ended.get(); i++) {
        structure.lockWrite();
        pair.startWrite();
        Pair.LEFT.setOpaque(pair, i);
        Pair.RIGHT.setOpaque(pair, i);
        if ((i & 1) == 0) {
          pair.endWrite();
        }
        structure.unlockWrite();
      }
      return null;
    });
    int valid = 0;
    int wanted = Effort.of(20_000, 2_000_000);
    while (valid < wanted) {
      long stamp = pair.tryOptimisticRead();
      int left = (int) Pair.LEFT.getOpaque(pair);
      int right = (int) Pair.RIGHT.getOpaque(pair);
      if (pair.validate(stamp)) {
        valid++;
        assertEquals(left, right);
      }
    }
    ended.set(true);
    writing.result();
  }
}
