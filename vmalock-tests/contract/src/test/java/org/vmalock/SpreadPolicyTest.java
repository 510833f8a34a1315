package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.TimeLimit;

/** When nodes spread, and when they cease to. */
@TimeLimit
class SpreadPolicyTest extends ActorFixture {

  private static SpreadState stateOf(VmaLock lock) {
    SpreadState state = SpreadState.obtain(lock);
    assertNotNull(state);
    return state;
  }

  private static void write(StructureLock structure, VmaLock node) {
    structure.lockWrite();
    node.startWrite();
    structure.unlockWrite();
  }

  // ---- The choice

  @ParameterizedTest
  @CsvSource({"adaptive, ADAPTIVE", "'', ADAPTIVE", "on, ALWAYS", "ON, ALWAYS", "true, ALWAYS", "off, NEVER", "false, NEVER", "' never ', NEVER"})
  void thePropertyIsRead(String value, Spreading expected) {
    assertEquals(expected, SpreadPolicy.parse(value));
  }

  @Test
  void anUnknownValueIsNamed() {
    String message = assertThrows(IllegalArgumentException.class, () -> SpreadPolicy.parse("sometimes")).getMessage();
    assertTrue(message.contains("vmalock.hazard") && message.contains("'sometimes'") && message.contains("adaptive, on or off"), message);
  }

  @Test
  void theChoiceOfTheNodeHoldsBeforeThatOfItsPoolAndThatBeforeItsStructure() {
    StructureLock structure = new StructureLock(Spreading.ALWAYS);
    VmaPool<Node> pool = VmaPool.<Node>builder(Node::new).capacity(2).spreading(Spreading.NEVER).build();
    VmaPool<Node> undecided = VmaPool.<Node>builder(Node::new).capacity(2).build();
    assertEquals(Spreading.ALWAYS, SpreadPolicy.of(new Node(structure)));
    assertEquals(Spreading.ALWAYS, SpreadPolicy.of(undecided.alloc(structure)));
    Node pooled = pool.alloc(structure);
    assertEquals(Spreading.NEVER, SpreadPolicy.of(pooled));
    pooled.setSpreading(Spreading.ADAPTIVE);
    assertEquals(Spreading.ADAPTIVE, SpreadPolicy.of(pooled));
    assertEquals(pool, pooled.cell().pool);
  }

  @Test
  void aNodeThatIsAlwaysSpreadIsSpreadAtOnceAndWheneverItIsAttached() {
    StructureLock structure = new StructureLock(Spreading.NEVER);
    Node node = Node.attached(structure);
    assertFalse(node.isSpread());
    long before = VmaLock.hazardStatistics().spread();
    node.setSpreading(Spreading.ALWAYS);
    assertTrue(node.isSpread());
    assertTrue(VmaLock.hazardStatistics().spread() > before);
    structure.lockWrite();
    node.startWrite();
    node.markDetached();
    assertFalse(node.isSpread());
    node.markAttached();
    assertTrue(node.isSpread());
    structure.unlockWrite();
  }

  @Test
  void aDetachedNodeIsNotSpread() {
    Node node = new Node();
    node.setSpreading(Spreading.ALWAYS);
    assertFalse(node.isSpread());
    assertEquals(VmaLock.GONE, node.tryStartRead());
  }

  @Test
  void aNodeThatNeverSpreadsCeasesToByItsNextWrite() {
    StructureLock structure = new StructureLock(Spreading.ALWAYS);
    Node node = Node.attached(structure);
    node.setSpreading(Spreading.NEVER);
    assertTrue(node.isSpread());
    write(structure, node);
    assertFalse(node.isSpread());
  }

  @Test
  void aPlainLockCanBeMadeToSpread() {
    VmaLock lock = VmaLock.standalone();
    lock.setSpreading(Spreading.ALWAYS);
    long stamp = lock.tryStartRead();
    assertTrue(LockWord.isHazard(stamp));
    lock.endRead(stamp);
  }

  // ---- The adaptive choice

  @Test
  void readersThatCollideSpreadTheNode() throws Exception {
    Node node = Node.attached(new StructureLock(Spreading.ADAPTIVE));
    Actor other = actor("other");
    Actor.Step<Boolean> step = other.begin(() -> readUntilSpread(node));
    assertTrue(readUntilSpread(node) && step.result(), node::toString);
  }

  private static boolean readUntilSpread(VmaLock node) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
    while (!node.isSpread() && System.nanoTime() - end < 0) {
      for (int i = 0; i < 1_000; i++) {
        node.endRead(node.startRead());
      }
    }
    return node.isSpread();
  }

  @Test
  void aReaderAloneSpreadsNothing() {
    Node node = Node.attached(new StructureLock(Spreading.ADAPTIVE));
    for (int i = 0; i < 100_000; i++) {
      node.endRead(node.startRead());
    }
    assertFalse(node.isSpread());
  }

  @Test
  void writersThatSearchTooOftenMakeTheReadersCount() {
    Node node = Node.attached(new StructureLock(Spreading.ADAPTIVE));
    SpreadState state = stateOf(node);
    long pausedBefore = state.pausedUntil;
    long begin = state.lastScan + 1_000;
    assertFalse(SpreadPolicy.ends(node, state, begin, begin + 10), "10 ns of 1000");
    assertEquals(begin + 10, state.lastScan);
    assertEquals(pausedBefore, state.pausedUntil, "the readers go on");
    long second = begin + 110;
    assertTrue(SpreadPolicy.ends(node, state, second, second + 10), "10 ns of 100");
    assertTrue(state.pausedUntil - second > 10 * 16, "the readers count for some time");
    long third = second + 10 + 160;
    assertFalse(SpreadPolicy.ends(node, state, third, third + 10), "10 ns of 160, the largest share");
  }

  @Test
  void readersDoNotSpreadANodeThatPauses() {
    Node node = Node.attached(new StructureLock(Spreading.ADAPTIVE));
    stateOf(node).pausedUntil = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
    for (int i = 0; i < 1_000; i++) {
      SpreadPolicy.collided(node, LockWord.idle(node.word()));
    }
    assertFalse(node.isSpread());
    stateOf(node).pausedUntil = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      SpreadPolicy.collided(node, LockWord.idle(node.word()));
    }
    assertTrue(node.isSpread());
  }

  @Test
  void oneCollisionOfManySpreadsANode() {
    int spread = 0;
    for (int i = 0; i < 1_000; i++) {
      Node node = Node.attached(new StructureLock(Spreading.ADAPTIVE));
      SpreadPolicy.collided(node, LockWord.idle(node.word()));
      spread += node.isSpread() ? 1 : 0;
    }
    assertTrue(spread > 0 && spread < 500, spread + " of 1000");
  }

  @Test
  void aNodeThatNeverSpreadsIgnoresCollisions() {
    Node node = Node.attached(new StructureLock(Spreading.NEVER));
    for (int i = 0; i < 1_000; i++) {
      SpreadPolicy.collided(node, LockWord.idle(node.word()));
    }
    assertFalse(node.isSpread());
  }

  @Test
  void aWriteSectionLeavesAnAlwaysSpreadNodeSpread() {
    StructureLock structure = new StructureLock(Spreading.ALWAYS);
    Node node = Node.attached(structure);
    for (int i = 0; i < 10; i++) {
      write(structure, node);
      assertTrue(node.isSpread());
    }
    assertEquals(10, structure.statistics().scans());
    assertEquals(0, structure.statistics().conversions());
  }
}
