package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** Each misuse of a lifetime or read has a message of its own, which tells what was expected. */
@TimeLimit
class MisuseMessagesTest {
  private final Node node = Node.attached();

  private void assertRefused(String expected, Runnable misuse) {
    long word = node.word();
    RuntimeException refused = assertThrows(RuntimeException.class, misuse::run);
    assertTrue(refused.getMessage().contains(expected), refused::getMessage);
    assertTrue(refused.getMessage().contains(LockWord.describe(word)), refused::getMessage);
    assertEquals(word, node.word());
  }

  @Test
  void aNumberThatIsNoStamp() {
    assertRefused("endRead(-1) of", () -> node.endRead(VmaLock.GONE));
    assertRefused("is not a stamp", () -> node.endRead(17));
  }

  @Test
  void aStampOfAnotherGeneration() {
    long stamp = LockWord.stamp(LockWord.idle(6));
    assertRefused("with a stamp of generation 6, all reads of which have been released", () -> node.endRead(stamp));
  }

  @Test
  void aReadThatHasBeenReleased() {
    long stamp = node.tryStartRead();
    node.endRead(stamp);
    assertRefused("which counts no read", () -> node.endRead(LockWord.stamp(stamp)));
  }

  @Test
  void aHazardReadThatHasBeenReleased() {
    node.setSpreading(Spreading.ALWAYS);
    long stamp = node.tryStartRead();
    assertTrue(LockWord.isHazard(stamp));
    node.endRead(stamp);
    assertRefused("with the stamp of a read that has been released", () -> node.endRead(stamp));
  }

  @Test
  void aGenerationThatHasBeenRetired() {
    assertRefused("Generation 0 of", () -> node.retire(0));
    assertRefused("has been retired already: a double release.", () -> node.retire(0));
  }

  @Test
  void aGenerationThatIsRetired() {
    long stamp = node.tryStartRead();
    node.retire(1);
    assertRefused("has been retired already: a double release.", () -> node.retire(1));
    node.endRead(stamp);
  }

  @Test
  void aGenerationThatHasNotBegun() {
    assertRefused("Generation 2 of", () -> node.retire(2));
    assertRefused("has not begun.", () -> node.retire(2));
  }
}
