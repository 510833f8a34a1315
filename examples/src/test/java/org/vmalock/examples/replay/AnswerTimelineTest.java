package org.vmalock.examples.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.examples.trace.AddressSpaceModel;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.Trace;
import org.vmalock.examples.trace.TraceFormatException;
import org.vmalock.examples.trace.TraceReader;
import org.vmalock.examples.trace.Traces;

class AnswerTimelineTest {
  private static final long LOW = 0x1000;
  private static final long HIGH = 0x5000;

  /** States 0 to 4: low is unmapped, 3, 1, 1, unmapped; high is 3, 3, 3, unmapped, unmapped. */
  private final AnswerTimeline timeline =
      new AnswerTimeline(Traces.of("I 5000 1000", "M 1000 1000 3", "P 1000 1000 1", "U 5000 1000", "U 1000 1000"));

  private final int low = timeline.segments().of(LOW);
  private final int high = timeline.segments().of(HIGH);

  @ParameterizedTest
  @ValueSource(strings = {"perl-churn", "perl", "python"})
  void theTimelineAndTheSequentialModelAgreeAboutEveryPageOfEveryVersion(String name) throws TraceFormatException {
    Trace trace = TraceReader.read(name);
    AnswerTimeline timeline = new AnswerTimeline(trace);
    AddressSpaceModel model = trace.modelAfter(0);
    long[] touches = trace.touches();
    int step = Math.max(1, touches.length / 500);
    for (int state = 0; state <= trace.operations().size(); state++) {
      if (state > 0) {
        trace.operations().get(state - 1).applyTo(model);
      }
      for (int touch = state % step; touch < touches.length; touch += step) {
        RangeEntry expected = model.find(touches[touch]);
        int answer = timeline.answerAt(timeline.segments().of(touches[touch]), Versions.of(7, state));
        assertEquals(expected == null ? AnswerTimeline.UNMAPPED : expected.protection(), answer, "state " + state);
      }
    }
  }

  @Test
  void aMatchIsTheEarliestVersionOfTheWindow() {
    assertEquals(Versions.of(0, 1), timeline.firstMatch(low, 3, Versions.of(0, 0), Versions.of(0, 4)));
    assertEquals(Versions.of(0, 2), timeline.firstMatch(low, 1, Versions.of(0, 0), Versions.of(0, 4)));
    assertEquals(Versions.of(0, 3), timeline.firstMatch(low, 1, Versions.of(0, 3), Versions.of(0, 3)));
  }

  @Test
  void thereIsNoMatchOutsideTheWindow() {
    assertEquals(AnswerTimeline.NONE, timeline.firstMatch(low, 3, Versions.of(0, 0), Versions.of(0, 0)));
    assertEquals(AnswerTimeline.NONE, timeline.firstMatch(low, 3, Versions.of(0, 2), Versions.of(0, 4)));
    assertEquals(AnswerTimeline.NONE, timeline.firstMatch(low, 5, Versions.of(0, 0), Versions.of(9, 4)));
    assertEquals(AnswerTimeline.NONE, timeline.firstMatch(high, 3, Versions.of(0, 3), Versions.of(0, 4)));
  }

  @Test
  void aWindowMayReachIntoTheNextRound() {
    assertEquals(Versions.of(1, 1), timeline.firstMatch(low, 3, Versions.of(0, 2), Versions.of(1, 1)));
    assertEquals(Versions.of(1, 0), timeline.firstMatch(high, 3, Versions.of(0, 4), Versions.of(1, 0)));
    assertEquals(AnswerTimeline.NONE, timeline.firstMatch(high, 3, Versions.of(0, 3), Versions.of(0, 4)));
    assertEquals(Versions.of(4, 1), timeline.firstMatch(low, 3, Versions.of(3, 2), Versions.of(9, 0)));
  }

  @Test
  void theNextChangeMayBeInTheNextRound() {
    assertEquals(Versions.of(2, 1), timeline.nextChange(low, Versions.of(2, 0)));
    assertEquals(Versions.of(2, 4), timeline.nextChange(low, Versions.of(2, 2)));
    // Unmapped at the end of a round and at the beginning of the next.
    assertEquals(Versions.of(3, 1), timeline.nextChange(low, Versions.of(2, 4)));
    assertEquals(Versions.of(3, 0), timeline.nextChange(high, Versions.of(2, 3)));
    assertEquals(Long.MAX_VALUE, timeline.nextChange(timeline.segments().of(0), Versions.of(2, 3)));
  }

  @Test
  void theAllowedAnswersAreDescribed() {
    assertEquals(
        "prot 1 from version 0.3, unmapped from version 0.4, prot 3 from version 1.1 until version 1.1",
        timeline.describe(low, Versions.of(0, 3), Versions.of(1, 1)));
  }

  @Test
  void segmentsCoverTheWholeAddressSpace() {
    AnswerTimeline whole = new AnswerTimeline(Traces.of("M 0 1000 1", "M fffffffffffff000 1000 2", "R 0 1000 8000000000000000 1000"));
    long end = Versions.of(0, 3);
    assertEquals(AnswerTimeline.UNMAPPED, whole.answerAt(whole.segments().of(0), end));
    assertEquals(1, whole.answerAt(whole.segments().of(Long.MIN_VALUE), end));
    assertEquals(2, whole.answerAt(whole.segments().of(-1), end));
    assertEquals(AnswerTimeline.UNMAPPED, whole.answerAt(whole.segments().of(0xffffffffffffefffL), end));
  }
}
