package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Attached, detached, retired, reused: the moves between them, and the refusals that change nothing. */
@TimeLimit
class VmaLockLifeTest {
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
  void aNewObjectIsDetachedOwnedAndInItsFirstLife() {
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
  void anObjectIsAttachedAndDetachedAsOftenAsWanted() {
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
  void aNodeIsDetachedAndAttachedAgainInOneSection() throws Exception {
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
  void detachingKeepsTheReadersWhoAreInside() {
    Node node = Node.attached();
    long stamp = node.tryStartRead(1);
    node.markDetached();
    assertEquals(1, node.readers());
    node.assertDetached();
    node.endRead(stamp);
    assertEquals(0, node.frees.get(), "the owner still has it");
    node.markAttached();
  }

  @Test
  void attachingBesideAStragglerKeepsItsCount() {
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
  void doubleAttachIsRefused() {
    Node node = Node.attached();
    assertRefused(IllegalStateException.class, node, node::markAttached, "markAttached", "Node@", "attached, no readers, generation 1");
    Node inside = Node.attached(structure);
    structure.lockWrite();
    inside.startWrite();
    assertRefused(IllegalStateException.class, inside, inside::markAttached, "markAttached", "attached, no readers");
    structure.unlockWrite();
  }

  @Test
  void doubleDetachIsRefused() {
    Node node = new Node();
    assertRefused(IllegalStateException.class, node, node::markDetached, "markDetached", "detached, no readers, generation 1");
    Node inside = new Node(structure);
    structure.lockWrite();
    inside.startWrite();
    assertRefused(IllegalStateException.class, inside, inside::markDetached, "markDetached", "detached, no readers");
    structure.unlockWrite();
  }

  @Test
  void aRetiredObjectIsNeitherAttachedNorDetached() {
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
  void retiringAnIdleObjectFreesItHereAndNow() {
    Node attached = Node.attached();
    attached.retire(1);
    assertEquals(1, attached.frees.get());
    assertTrue(Node.isUnused(attached));
    Node detached = new Node();
    detached.retire(1);
    assertEquals(1, detached.frees.get());
    assertTrue(Node.isUnused(detached));
    assertEquals(1, detached.generation(), "the generation goes up when the next life begins");
  }

  @Test
  void theLastReaderFreesARetiredObject() throws Exception {
    Node node = Node.attached();
    long first = node.tryStartRead(1);
    long second = other.call(() -> node.tryStartRead(1));
    node.retire(1);
    assertTrue(node.toString().contains("retired, 2 readers"), node::toString);
    node.endRead(first);
    assertEquals(0, node.frees.get());
    Thread[] freedBy = new Thread[1];
    node.whenFreed = () -> freedBy[0] = Thread.currentThread();
    other.run(() -> node.endRead(second));
    assertEquals(1, node.frees.get());
    assertSame(other.thread(), freedBy[0]);
    assertTrue(Node.isUnused(node));
  }

  @Test
  void anyoneMayRetireAnObjectWithoutStructure() throws Exception {
    Node node = Node.attached();
    other.run(() -> node.retire(1));
    assertEquals(1, node.frees.get());
  }

  @Test
  void aNodeIsRetiredUnderTheWriteLock() {
    Node node = Node.attached(structure);
    structure.lockWrite();
    node.retire(1);
    structure.unlockWrite();
    assertEquals(1, node.frees.get());
  }

  @Test
  void aNodeThatWasTakenAsideIsRetiredAtAnyTime() throws Exception {
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
  void anAttachedNodeIsNotRetiredWithoutTheWriteLock() throws Exception {
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
  void doubleRetireBeforeReuseIsNamed() {
    Node node = Node.attached();
    long stamp = node.tryStartRead(1);
    node.retire(1);
    assertRefused(IllegalStateException.class, node, () -> node.retire(1), "Generation 1", "retired, 1 reader", "double release");
    node.endRead(stamp);
    assertRefused(IllegalStateException.class, node, () -> node.retire(1), "unused", "double release");
  }

  @Test
  void doubleRetireAfterReuseDoesNotDisturbTheNextOwner() {
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
  void aLifeThatIsYetToComeIsNotRetired() {
    Node node = Node.attached();
    assertRefused(IllegalStateException.class, node, () -> node.retire(2), "Generation 2", "generation 1");
    assertRefused(IllegalStateException.class, node, () -> node.retire(0), "Generation 0");
    assertRefused(IllegalStateException.class, node, () -> node.retire(-1), "Generation 4294967295");
  }

  @Test
  void theGenerationComesRoundWithoutHarm() {
    Node node = new Node();
    VmaLock.WORD.setVolatile(node, LockWord.detached(-1));
    node.retire(-1);
    Lifecycle.beginGeneration(node, structure);
    assertEquals(0, node.generation());
    node.assertDetached();
    assertEquals(0, node.readers());
  }

  // ---- Who is inside

  @Test
  void assertionsSpeakOfTheStateTheyFind() {
    Node node = Node.attached();
    assertRefused(IllegalMonitorStateException.class, node, node::assertReadLocked, "attached, no readers");
    assertRefused(IllegalStateException.class, node, node::assertDetached, "assertDetached", "attached");
    node.markDetached();
    assertRefused(IllegalStateException.class, node, node::assertAttached, "assertAttached", "detached");
    assertRefused(IllegalStateException.class, node, node::assertWriteLocked, "assertWriteLocked", "belongs to no StructureLock");
  }

  @Test
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

  // ---- Attached from the start

  /** Attaches itself as the last step of its construction, as often as it is told to. */
  private static final class Born extends VmaLock {
    Born(StructureLock structure, int generation, int times) {
      super(structure);
      for (int i = 0; i < times; i++) {
        attachUnpublished(generation);
      }
    }

    void again() {
      attachUnpublished(2);
    }
  }

  @Test
  void anObjectMayBeAttachedBeforeAnybodyKnowsIt() {
    Born born = new Born(new StructureLock(), 7, 1);
    assertEquals(VmaLock.GONE, born.tryStartRead(1));
    long stamp = born.tryStartRead(7);
    assertTrue(stamp > 0);
    born.endRead(stamp);
  }

  @Test
  void onlyANewObjectMay() {
    assertThrows(IllegalStateException.class, () -> new Born(new StructureLock(), 7, 2));
    StructureLock structure = new StructureLock();
    Born locked = new Born(structure, 1, 0);
    structure.lockWrite();
    locked.startWrite();
    structure.unlockWrite();
    assertThrows(IllegalStateException.class, locked::again);
    assertFalse(locked.isAttached());
  }
}
