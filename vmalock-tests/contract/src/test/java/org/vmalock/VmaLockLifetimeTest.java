package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** State transitions of an object (attached, detached, retired, reused), and refusals, which change nothing. */
@TimeLimit
class VmaLockLifetimeTest {
  private final StructureLock structure = new StructureLock();
  private final Actor other = new Actor("other");

  @AfterEach
  void endThreads() {
    other.close();
  }

  private static void assertRefused(Class<? extends RuntimeException> error, Node node, Executable body, String... parts) {
    long before = node.word();
    int frees = node.frees.get();
    String message = assertThrows(error, body).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "\"" + part + "\" is not in: " + message);
    }
    assertEquals(before, node.word(), "the word after a refusal");
    assertEquals(frees, node.frees.get(), "a refusal freed the object");
  }

  // ---- Attaching and detaching

  @Test
  void newObjectIsDetachedOwnedAndInFirstGeneration() {
    Node node = new Node();
    assertEquals(1, node.generation());
    assertFalse(node.isAttached());
    assertFalse(node.isWriteLocked());
    assertEquals(0, node.readers());
    assertNull(node.structureLock());
    node.assertDetached();
    assertSame(structure, new Node(structure).structureLock());
  }

  @Test
  void objectCanBeAttachedAndDetachedRepeatedly() {
    Node node = new Node();
    for (int i = 0; i < 3; i++) {
      node.assertDetached();
      node.markAttached();
      node.assertAttached();
      assertTrue(node.isAttached());
      node.markDetached();
    }
    assertEquals(1, node.generation());
    assertEquals(0, node.frees.get());
  }

  @Test
  void nodeCanBeReattachedInOneWriteSection() throws Exception {
    Node node = Node.attached(structure);
    structure.lockWrite();
    node.startWrite();
    node.markDetached();
    node.assertWriteLocked();
    node.markAttached();
    structure.unlockWrite();
    long stamp = other.call(node::tryStartRead);
    assertTrue(stamp > 0);
    node.endRead(stamp);
  }

  @Test
  void detachKeepsCurrentReaders() {
    Node node = Node.attached();
    long stamp = node.tryStartRead(1);
    node.markDetached();
    assertEquals(1, node.readers());
    node.assertDetached();
    node.endRead(stamp);
    assertEquals(0, node.frees.get(), "the owner reference still exists");
    node.markAttached();
  }

  @Test
  void attachKeepsReaderOfEarlierAttachment() {
    Node node = Node.attached();
    long stamp = node.tryStartRead(1);
    node.markDetached();
    node.markAttached();
    assertEquals(1, node.readers());
    node.endRead(stamp);
    node.retire(1);
    assertEquals(1, node.frees.get());
  }

  @Test
  @Tag("counted")
  void doubleAttachIsRefused() {
    Node node = Node.attached();
    assertRefused(IllegalStateException.class, node, node::markAttached, "markAttached", "Node@", "attached, no readers, generation 1");
    Node structureNode = Node.attached(structure);
    structure.lockWrite();
    structureNode.startWrite();
    assertRefused(IllegalStateException.class, structureNode, structureNode::markAttached, "markAttached", "attached, no readers");
    structure.unlockWrite();
  }

  @Test
  void doubleDetachIsRefused() {
    Node node = new Node();
    assertRefused(IllegalStateException.class, node, node::markDetached, "markDetached", "detached, no readers, generation 1");
    Node structureNode = new Node(structure);
    structure.lockWrite();
    structureNode.startWrite();
    assertRefused(IllegalStateException.class, structureNode, structureNode::markDetached, "markDetached", "detached, no readers");
    structure.unlockWrite();
  }

  @Test
  void retiredObjectCannotBeAttachedOrDetached() {
    Node node = Node.attached();
    long stamp = node.tryStartRead(1);
    node.retire(1);
    assertRefused(IllegalStateException.class, node, node::markAttached, "retired, 1 reader");
    assertRefused(IllegalStateException.class, node, node::markDetached, "retired, 1 reader");
    node.endRead(stamp);
    assertRefused(IllegalStateException.class, node, node::markAttached, "unused, no readers");
    assertRefused(IllegalStateException.class, node, node::markDetached, "unused, no readers");
    assertRefused(IllegalStateException.class, node, node::assertDetached, "unused");
    assertRefused(IllegalStateException.class, node, node::assertAttached, "unused");
  }

  // ---- Retiring

  @Test
  void retireOfIdleObjectFreesItImmediately() {
    Node attached = Node.attached();
    attached.retire(1);
    assertEquals(1, attached.frees.get());
    assertTrue(Node.isUnused(attached));
    Node detached = new Node();
    detached.retire(1);
    assertEquals(1, detached.frees.get());
    assertTrue(Node.isUnused(detached));
    assertEquals(1, detached.generation(), "the generation changes when the object is reused");
  }

  @Test
  void lastReaderFreesRetiredObject() throws Exception {
    Node node = Node.attached();
    long first = node.tryStartRead(1);
    long second = other.call(() -> node.tryStartRead(1));
    node.retire(1);
    assertTrue(node.toString().contains("retired, 2 readers"), node::toString);
    node.endRead(first);
    assertEquals(0, node.frees.get());
    Thread[] freedBy = new Thread[1];
    node.onFreeAction = () -> freedBy[0] = Thread.currentThread();
    other.run(() -> node.endRead(second));
    assertEquals(1, node.frees.get());
    assertSame(other.thread(), freedBy[0]);
    assertTrue(Node.isUnused(node));
  }

  @Test
  void anyThreadMayRetireObjectWithoutStructure() throws Exception {
    Node node = Node.attached();
    other.run(() -> node.retire(1));
    assertEquals(1, node.frees.get());
  }

  @Test
  void attachedNodeIsRetiredUnderWriteLock() {
    Node node = Node.attached(structure);
    structure.lockWrite();
    node.retire(1);
    structure.unlockWrite();
    assertEquals(1, node.frees.get());
  }

  @Test
  void detachedNodeIsRetiredWithoutWriteLock() throws Exception {
    Node node = Node.attached(structure);
    structure.lockWrite();
    node.startWrite();
    node.markDetached();
    structure.downgrade();
    node.retire(1);
    structure.unlockRead();
    assertEquals(1, node.frees.get());
  }

  @Test
  void retireOfAttachedNodeWithoutWriteLockIsRefused() throws Exception {
    Node node = Node.attached(structure);
    assertRefused(IllegalMonitorStateException.class, node, () -> node.retire(1), "attached", "StructureLock@", "lockWrite");
    structure.lockRead();
    assertRefused(IllegalMonitorStateException.class, node, () -> node.retire(1), "structure readers");
    structure.unlockRead();
    other.run(structure::lockWrite);
    assertRefused(IllegalMonitorStateException.class, node, () -> node.retire(1), "write-locked by other");
    other.run(structure::unlockWrite);
    assertTrue(node.isAttached());
  }

  @Test
  void doubleRetireBeforeReuseIsRefused() {
    Node node = Node.attached();
    long stamp = node.tryStartRead(1);
    node.retire(1);
    assertRefused(IllegalStateException.class, node, () -> node.retire(1), "Generation 1", "retired, 1 reader", "double release");
    node.endRead(stamp);
    assertRefused(IllegalStateException.class, node, () -> node.retire(1), "unused", "double release");
  }

  @Test
  @Tag("counted")
  void doubleRetireAfterReuseIsRefused() {
    Node node = Node.attached();
    node.retire(1);
    Lifecycle.beginGeneration(node, null);
    node.markAttached();
    assertRefused(IllegalStateException.class, node, () -> node.retire(1), "Generation 1", "attached, no readers, generation 2");
    long stamp = node.tryStartRead(2);
    assertRefused(IllegalStateException.class, node, () -> node.retire(1), "1 reader");
    node.endRead(stamp);
    node.retire(2);
    assertEquals(2, node.frees.get());
  }

  @Test
  void retireOfOtherGenerationIsRefused() {
    Node node = Node.attached();
    assertRefused(IllegalStateException.class, node, () -> node.retire(2), "Generation 2", "generation 1");
    assertRefused(IllegalStateException.class, node, () -> node.retire(0), "Generation 0");
    assertRefused(IllegalStateException.class, node, () -> node.retire(-1), "Generation 4294967295");
  }

  @Test
  void generationWrapsAround() {
    Node node = new Node();
    VmaLock.WORD.setVolatile(node, LockWord.detached(-1));
    node.retire(-1);
    Lifecycle.beginGeneration(node, structure);
    assertEquals(0, node.generation());
    node.assertDetached();
    assertEquals(0, node.readers());
  }

  // ---- Assertions and toString

  @Test
  @Tag("counted")
  void failedAssertionsReportState() {
    Node node = Node.attached();
    assertRefused(IllegalMonitorStateException.class, node, node::assertReadLocked, "attached, no readers");
    assertRefused(IllegalStateException.class, node, node::assertDetached, "assertDetached", "attached");
    node.markDetached();
    assertRefused(IllegalStateException.class, node, node::assertAttached, "assertAttached", "detached");
    assertRefused(IllegalStateException.class, node, node::assertWriteLocked, "assertWriteLocked", "belongs to no StructureLock");
  }

  @Test
  @Tag("counted")
  void toStringDecodesTheWord() {
    Node node = new Node(structure);
    assertTrue(node.toString().matches("Node@[0-9a-f]+\\[detached, no readers, generation 1\\]"), node::toString);
    structure.lockWrite();
    node.startWrite();
    node.markAttached();
    assertTrue(node.toString().endsWith("[attached, no readers, generation 1, write-locked]"), node::toString);
    structure.unlockWrite();
    long stamp = node.tryStartRead(1);
    assertTrue(node.toString().endsWith("[attached, 1 reader, generation 1]"), node::toString);
    assertTrue(node.tryStartRead(1) > 0);
    assertTrue(node.toString().endsWith("[attached, 2 readers, generation 1]"), node::toString);
    node.endRead(stamp);
    node.endRead(stamp);
    VmaLock.WORD.setVolatile(node, LockWord.detached(0xFFFF_FFFE) | LockWord.LOCKED);
    assertTrue(node.toString().endsWith("[detached, no readers, LOCKED, generation 4294967294]"), node::toString);
  }

  // ---- Attaching before publication

  /** A lock that attaches itself in its constructor the given number of times. */
  private static final class AttachedByConstructor extends VmaLock {
    AttachedByConstructor(StructureLock structure, int generation, int times) {
      super(structure);
      for (int i = 0; i < times; i++) {
        attachUnpublished(generation);
      }
    }

    void attachAgain() {
      attachUnpublished(2);
    }
  }

  @Test
  void objectMayBeAttachedBeforePublication() {
    AttachedByConstructor object = new AttachedByConstructor(new StructureLock(), 7, 1);
    assertEquals(VmaLock.GONE, object.tryStartRead(1));
    long stamp = object.tryStartRead(7);
    assertTrue(stamp > 0);
    object.endRead(stamp);
  }

  @Test
  void attachUnpublishedIsRefusedAfterFirstUse() {
    assertThrows(IllegalStateException.class, () -> new AttachedByConstructor(new StructureLock(), 7, 2));
    StructureLock structure = new StructureLock();
    AttachedByConstructor locked = new AttachedByConstructor(structure, 1, 0);
    structure.lockWrite();
    locked.startWrite();
    structure.unlockWrite();
    assertThrows(IllegalStateException.class, locked::attachAgain);
    assertFalse(locked.isAttached());
  }
}
