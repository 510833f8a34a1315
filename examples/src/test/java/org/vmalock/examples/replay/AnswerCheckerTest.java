package org.vmalock.examples.replay;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.vmalock.examples.trace.Traces;

class AnswerCheckerTest {
  private static final int UNMAPPED = AnswerTimeline.UNMAPPED;

  /** States 0 to 3. Left: 3, 1, 1, 1. Middle: 3, 3, 1, 1. Right: unmapped, unmapped, unmapped, 1. */
  private final AnswerTimeline timeline =
      new AnswerTimeline(Traces.of("I 1000 2000", "P 1000 1000 1", "P 2000 1000 1", "M 3000 1000 1"));

  private final AnswerChecker checker = new AnswerChecker(timeline);
  private final int left = timeline.segments().of(0x1000);
  private final int middle = timeline.segments().of(0x2000);

  @Test
  void anyVersionOfTheWindowIsAccepted() {
    assertTrue(checker.isRight(left, 3, state(0), state(1)));
    assertTrue(checker.isRight(left, 1, state(0), state(1)));
    assertFalse(checker.isRight(left, UNMAPPED, state(0), state(3)));
  }

  @Test
  void aReaderThatHasObservedAVersionNeverObservesAnEarlierOne() {
    assertTrue(checker.isRight(middle, 1, state(0), state(2)));
    assertFalse(checker.isRight(left, 3, state(0), state(2)), "left had changed before middle did");
    assertTrue(new AnswerChecker(timeline).isRight(left, 3, state(0), state(2)), "a reader that has not observed a version");
  }

  @Test
  void anOperationCompletedDuringAHoldDidNotChangeTheHeldRange() {
    assertTrue(checker.isRightWhileHeld(left, 3, state(0), state(0)));
    assertFalse(checker.isRightWhileHeld(left, 3, state(0), state(1)));
    assertFalse(checker.isRightWhileHeld(left, 3, state(1), state(1)), "the change was completed while the range was held");
    assertTrue(checker.isRightWhileHeld(left, 3, state(1), state(0)), "the change was begun but not completed");
    assertTrue(checker.isRightWhileHeld(middle, 3, state(0), state(1)), "another page was changed");
  }

  @Test
  void aWholeRangeIsRightOnlyIfItIsAtOneVersion() {
    assertTrue(checker.isRightWhileHeld(left, 1, state(2), state(1)));
    assertTrue(checker.isWholeRangeRight(0x1000, 0x3000, 1, state(2)));
    assertFalse(checker.isWholeRangeRight(0x1000, 0x3000, 1, state(1)), "middle has not changed yet");
    assertFalse(checker.isWholeRangeRight(0x1000, 0x4000, 1, state(2)), "right is not mapped yet");
    assertTrue(checker.isWholeRangeRight(0x1000, 0x4000, 1, state(3)));
    assertTrue(checker.isWholeRangeRight(0x1000, 0x2000, 1, state(1)), "a part of the widest range");
  }

  @Test
  void aRangeThatBeginsOrEndsAtNoEdgeOfTheTraceIsWrong() {
    assertTrue(checker.isRightWhileHeld(left, 3, state(0), state(0)));
    assertTrue(checker.isWholeRangeRight(0x1000, 0x3000, 3, state(0)));
    assertFalse(checker.isWholeRangeRight(0x1000, 0x2fff, 3, state(0)));
    assertFalse(checker.isWholeRangeRight(0x1001, 0x3000, 3, state(0)));
    assertFalse(checker.isWholeRangeRight(0x1000, 0x5000, 3, state(0)));
  }

  @Test
  void aWholeRangeThatWasRightAtNoSingleVersionIsWrong() {
    AnswerTimeline turns = new AnswerTimeline(Traces.of("I 1000 1000", "U 1000 1000", "M 2000 1000 3"));
    AnswerChecker fresh = new AnswerChecker(turns);
    assertTrue(fresh.isRight(turns.segments().of(0x1000), 3, state(0), state(2)));
    assertFalse(fresh.isWholeRangeRight(0x1000, 0x3000, 3, state(2)));
    // In the next round left is mapped again, but right is not.
    assertFalse(fresh.isWholeRangeRight(0x1000, 0x3000, 3, Versions.of(5, 2)));
  }

  private static long state(int state) {
    return Versions.of(4, state);
  }
}
