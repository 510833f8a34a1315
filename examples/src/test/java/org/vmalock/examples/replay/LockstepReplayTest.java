package org.vmalock.examples.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.examples.replay.space.ReadWriteLockSpace;
import org.vmalock.examples.replay.space.Scheme;
import org.vmalock.examples.trace.Trace;
import org.vmalock.examples.trace.TraceFormatException;
import org.vmalock.examples.trace.TraceReader;
import org.vmalock.examples.trace.Traces;

class LockstepReplayTest {
  static Stream<Arguments> tracesAndSchemes() {
    return Stream.of(Scheme.values())
        .flatMap(
            scheme ->
                Stream.of(
                    Arguments.of(scheme, "python", 113_206, "{1=8423, 3=69299, 5=35484}", 41_010, 97),
                    Arguments.of(scheme, "perl", 23_075, "{1=222, 3=22245, 5=608}", 2_585, 41),
                    Arguments.of(scheme, "perl-churn", 8_122, "{1=183, 3=7672, 5=267}", 1_733, 116)));
  }

  @ParameterizedTest
  @MethodSource("tracesAndSchemes")
  void everySchemeGivesTheFiguresOfTheTraces(
      Scheme scheme, String name, long mapped, String byProtection, long pages, int ranges) throws TraceFormatException {
    ReplayResult result = new LockstepReplay(TraceReader.read(name), scheme::create).run(SilentProgress.INSTANCE);
    assertEquals(List.of(), result.violations().described());
    assertEquals(mapped, result.counts().mappedCount());
    assertEquals(0, result.counts().unmappedCount());
    assertEquals(byProtection, result.counts().byProtection().toString());
    assertEquals(pages, result.end().pages());
    assertEquals(ranges, result.end().ranges());
    assertEquals(mapped, result.statistics().hits());
  }

  @Test
  void touchesOutsideEveryMappingAreCounted() {
    Trace trace = Traces.of("A 1000", "M 1000 1000 0", "A 1000", "A 1fff", "A 2000", "U 1000 1000", "A 1000");
    ReplayResult result = new LockstepReplay(trace, ReadWriteLockSpace::new).run(SilentProgress.INSTANCE);
    assertEquals(2, result.counts().mappedCount());
    assertEquals(3, result.counts().unmappedCount());
    assertEquals("{0=2}", result.counts().byProtection().toString());
    assertEquals(0, result.violations().count());
  }

  @Test
  void aTraceWithoutTouchesOrWithoutOperationsIsReplayed() {
    ReplayResult noTouch = new LockstepReplay(Traces.of("M 1000 1000 3"), ReadWriteLockSpace::new).run(SilentProgress.INSTANCE);
    assertEquals(0, noTouch.counts().total());
    assertEquals(1, noTouch.end().pages());
    ReplayResult noOperation = new LockstepReplay(Traces.of("I 1000 1000", "A 1"), ReadWriteLockSpace::new).run(SilentProgress.INSTANCE);
    assertEquals(1, noOperation.counts().unmappedCount());
  }

  @Test
  void aWrongAnswerIsReportedWithTheObservedAndTheAllowedState() {
    Trace trace = Traces.of("I 1000 2000", "A 1000", "P 2000 1000 1", "A 2345", "U 1000 1000", "A 1000");
    ReplayResult result = new LockstepReplay(trace, MutantSpaces.ForgetfulWriter::new).run(SilentProgress.INSTANCE);
    assertEquals(2, result.violations().count(Check.ANSWER));
    assertEquals(1, result.violations().count(Check.END_STATE));
    assertEquals(
        "touch 2 of the trace, address 0x2345: observed prot 3 in [0x1000, 0x3000); allowed: [0x2000, 0x3000) prot 1",
        result.violations().described().get(0));
    assertTrue(result.violations().described().get(1).endsWith("observed prot 3 in [0x1000, 0x3000); allowed: unmapped"));
  }

  @Test
  void aRangeThatIsTooWideIsFound() {
    Trace trace = Traces.of("I 1000 1000", "A 1000");
    ReplayResult result = new LockstepReplay(trace, MutantSpaces.RangeTooWide::new).run(SilentProgress.INSTANCE);
    assertEquals(1, result.violations().count(Check.ANSWER));
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void aRecordedLogGivesNoViolation(Scheme scheme) throws Exception {
    String log = Path.of(Traces.class.getResource("threads.strace.gz").toURI()).toString();
    ReplayResult result = new LockstepReplay(TraceReader.read(log), scheme::create).run(SilentProgress.INSTANCE);
    assertEquals(List.of(), result.violations().described());
    assertTrue(result.counts().unmappedCount() > 0 && result.counts().mappedCount() > 1000);
  }
}
