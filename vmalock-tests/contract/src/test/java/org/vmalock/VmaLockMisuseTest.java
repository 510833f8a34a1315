package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Write operations without the required locks: refused with a descriptive message, and nothing changes. */
@TimeLimit
class VmaLockMisuseTest {
  private final StructureLock structure = new StructureLock();
  private final Node node = Node.attached(structure);
  private final Node detached = new Node(structure);
  private final Actor other = new Actor("other");

  /** The operations that require the write lock. */
  enum WriterOperation {
    START_WRITE {
      @Override
      void apply(Node node) {
        node.startWrite();
      }
    },
    START_WRITE_INTERRUPTIBLY {
      @Override
      void apply(Node node) throws InterruptedException {
        node.startWriteInterruptibly();
      }
    },
    TRY_START_WRITE {
      @Override
      void apply(Node node) {
        assertFalse(node.tryStartWrite());
      }
    },
    TIMED_TRY_START_WRITE {
      @Override
      void apply(Node node) throws InterruptedException {
        assertFalse(node.tryStartWrite(1, TimeUnit.SECONDS));
      }
    },
    END_WRITE {
      @Override
      void apply(Node node) {
        node.endWrite();
      }
    },
    MARK_ATTACHED {
      @Override
      void apply(Node node) {
        node.markAttached();
      }
    },
    MARK_DETACHED {
      @Override
      void apply(Node node) {
        node.markDetached();
      }
    },
    ASSERT_WRITE_LOCKED {
      @Override
      void apply(Node node) {
        node.assertWriteLocked();
      }
    };

    abstract void apply(Node node) throws InterruptedException;
  }

  @AfterEach
  void endThreads() {
    other.close();
  }

  private void assertRefused(WriterOperation operation, Node object, String... parts) {
    long word = object.word();
    long lockSeq = (long) VmaLock.LOCK_SEQ.getVolatile(object);
    long sequence = structure.sequence().getOpaque();
    String message = assertThrows(IllegalMonitorStateException.class, () -> operation.apply(object)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "\"" + part + "\" is not in: " + message);
    }
    assertEquals(word, object.word());
    assertEquals(lockSeq, (long) VmaLock.LOCK_SEQ.getVolatile(object));
    assertEquals(sequence, structure.sequence().getOpaque());
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedWithoutStructureLock(WriterOperation operation) {
    assertRefused(operation, node, "StructureLock@", "unlocked", "call lockWrite first");
    assertRefused(operation, detached, "call lockWrite first");
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedUnderStructureReadLock(WriterOperation operation) {
    structure.lockRead();
    assertRefused(operation, node, "1 structure readers");
    assertRefused(operation, detached);
    structure.unlockRead();
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedWhenAnotherThreadIsWriter(WriterOperation operation) throws Exception {
    other.run(() -> {
      structure.lockWrite();
      node.startWrite();
    });
    assertRefused(operation, node, "write-locked by other", Thread.currentThread().getName());
    assertRefused(operation, detached);
    other.run(() -> {
      node.assertWriteLocked();
      structure.unlockWrite();
    });
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedAfterDowngrade(WriterOperation operation) {
    structure.lockWrite();
    node.startWrite();
    structure.downgrade();
    assertRefused(operation, node);
    structure.unlockRead();
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedUnderLockOfOtherStructure(WriterOperation operation) {
    StructureLock another = new StructureLock();
    another.lockWrite();
    assertRefused(operation, node);
    another.unlockWrite();
  }

  @ParameterizedTest
  @EnumSource(names = {"END_WRITE", "MARK_ATTACHED", "MARK_DETACHED", "ASSERT_WRITE_LOCKED"})
  void isRefusedWithoutNodeWriteLock(WriterOperation operation) {
    structure.lockWrite();
    assertRefused(operation, node, "Node@", "attached", "call startWrite first");
    assertRefused(operation, detached, "call startWrite first");
    node.startWrite();
    node.endWrite();
    assertRefused(operation, node, "call startWrite first");
    structure.unlockWrite();
  }

  @ParameterizedTest
  @EnumSource(names = {"MARK_ATTACHED", "MARK_DETACHED"}, mode = EnumSource.Mode.EXCLUDE)
  void objectWithoutStructureCannotBeWriteLocked(WriterOperation operation) {
    Node object = Node.attached();
    long before = object.word();
    String message = assertThrows(IllegalStateException.class, () -> operation.apply(object)).getMessage();
    assertTrue(message.contains("belongs to no StructureLock") && message.contains("attached"), message);
    assertEquals(before, object.word());
  }

  @Test
  void nullIsRefused() {
    assertThrows(NullPointerException.class, () -> new Node(null));
    structure.lockWrite();
    assertThrows(NullPointerException.class, () -> node.tryStartWrite(1, null));
    structure.unlockWrite();
    assertEquals(VmaLock.GONE, detached.tryStartRead());
    assertThrows(NullPointerException.class, () -> detached.retireAndWait(1, 1, null));
    assertEquals(LockWord.detached(1), detached.word(), "the word after a misuse");
  }
}
