package org.vmalock.examples.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.examples.replay.space.Scheme;
import org.vmalock.examples.trace.Trace;
import org.vmalock.examples.trace.TraceReader;
import org.vmalock.examples.trace.Traces;

class ConcurrentReplayTest {
  /** Longer with -Pthorough. */
  private static final double SECONDS = Boolean.getBoolean("vmalock.thorough") ? 20 : 1;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static Stream<Arguments> tracesAndSchemes() {
    return Stream.of(Scheme.values()).flatMap(scheme -> TraceReader.BUNDLED.stream().map(name -> Arguments.of(scheme, name)));
  }

  @ParameterizedTest
  @MethodSource("tracesAndSchemes")
  void everySchemeAnswersRightBesideAWriterAtFullSpeed(Scheme scheme, String name) throws Exception {
    Trace trace = TraceReader.read(name);
    ReplayResult result = run(trace, scheme, 2, RunLength.ofSeconds(SECONDS));
    assertEquals(List.of(), result.violations().described());
    assertEquals(trace.modelAfter(trace.operations().size()).mappings(), result.end().mappings());
    assertEquals(result.rounds() * trace.operations().size(), result.mapOperations());
    assertTrue(result.counts().mappedCount() > 0);
    assertTrue(result.latency().getTotalCount() > 0);
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void randomTracesOfFewPagesAreAnsweredRight(Scheme scheme) throws Exception {
    int seeds = Boolean.getBoolean("vmalock.thorough") ? 100 : 5;
    for (long seed = 1; seed <= seeds; seed++) {
      ReplayResult result = run(randomTrace(seed), scheme, 3, RunLength.ofSeconds(0.3));
      assertEquals(List.of(), result.violations().described(), "seed " + seed);
    }
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void repeatMeansSoManyWholeRounds(Scheme scheme) throws Exception {
    ReplayResult result = run(TraceReader.read("perl-churn"), scheme, 1, RunLength.ofRounds(7));
    assertEquals(7, result.rounds());
    assertEquals(7 * 4923, result.mapOperations());
    assertEquals(116, result.end().ranges());
    assertEquals(1733, result.end().pages());
    assertEquals(0, result.violations().count());
  }

  @Test
  void aTraceWithoutOperationsRunsItsResetsAlone() throws Exception {
    ReplayResult result = run(Traces.of("I 1000 1000", "A 1000", "A 5000"), Scheme.STAMPED, 2, RunLength.ofRounds(5000));
    assertEquals(List.of(), result.violations().described());
    assertEquals(0, result.mapOperations());
    assertEquals(1, result.end().pages());
    assertTrue(result.counts().total() >= 2);
  }

  @Test
  void thereMayBeMoreReadersThanTouches() throws Exception {
    ReplayResult result = run(Traces.of("M 1000 1000 1", "A 1000"), Scheme.RWLOCK, 8, RunLength.ofRounds(10));
    assertEquals(0, result.violations().count());
    assertEquals(8, result.threads().readers());
  }

  @Test
  void anEarlyFinishEndsWithinTheRoundThatIsRunning() throws Exception {
    Trace trace = TraceReader.read("perl-churn");
    ConcurrentReplay replay = endless(trace);
    ReplayResult result =
        replay.run(
            progress -> {
              if (progress.rounds() > 0) {
                replay.finishEarly();
              }
            });
    long size = trace.operations().size();
    assertTrue(result.rounds() > 0);
    assertTrue(result.mapOperations() >= result.rounds() * size, "operations: " + result.mapOperations());
    assertTrue(result.mapOperations() <= (result.rounds() + 1) * size, "operations: " + result.mapOperations());
    assertFalse(result.end().isKnown());
    assertEquals(0, result.violations().count());
  }

  @Test
  void anEarlyFinishBeforeTheRunAppliesNoOperation() throws Exception {
    ConcurrentReplay replay = endless(TraceReader.read("perl-churn"));
    replay.finishEarly();
    ReplayResult result = replay.run(SilentProgress.INSTANCE);
    assertEquals(0, result.rounds());
    assertEquals(0, result.mapOperations());
    assertFalse(result.end().isKnown());
    assertEquals(0, result.violations().count());
  }

  @Test
  void aYieldingWriterAppliesAllOperationsAndYieldsAfterEach() throws Exception {
    ConcurrentReplay replay =
        new ConcurrentReplay(TraceReader.read("perl-churn"), Scheme.VMALOCK::create, new Threads(2, 1), RunLength.ofRounds(2), PATIENCE);
    ReplayResult result = replay.run(SilentProgress.INSTANCE);
    assertEquals(2 * 4923, result.mapOperations());
    assertEquals(2 * 4923, result.yields());
    assertEquals(0, result.violations().count());
  }

  @Test
  void theWriterYieldsAfterEveryNthOperation() {
    List<Long> yields = LongStream.rangeClosed(1, 20).filter(new Threads(2, 8)::yieldsAfter).boxed().toList();
    assertEquals(List.of(8L, 16L), yields);
    assertEquals(0, LongStream.rangeClosed(1, 20).filter(new Threads(2, 0)::yieldsAfter).count());
  }

  private static ConcurrentReplay endless(Trace trace) {
    return new ConcurrentReplay(trace, Scheme.RWLOCK::create, Threads.ONE, RunLength.ofSeconds(1_000_000), ConcurrentReplay.PATIENCE);
  }

  private static ReplayResult run(Trace trace, Scheme scheme, int readers, RunLength length) throws InterruptedException {
    return new ConcurrentReplay(trace, scheme::create, new Threads(readers, 0), length, PATIENCE).run(SilentProgress.INSTANCE);
  }

  /** Returns a trace with all kinds of operations on few pages, so that they often overlap. */
  private static Trace randomTrace(long seed) {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>(List.of("I 4000 4000"));
    for (int i = 0; i < 64; i++) {
      lines.add("A " + Integer.toHexString(random.nextInt(16 * 4096)));
    }
    lines.add("M 8000 1000 1");
    for (int i = 0; i < 200; i++) {
      String start = Integer.toHexString(4096 * random.nextInt(12));
      String length = Integer.toHexString(4096 * (1 + random.nextInt(4)));
      String line =
          switch (random.nextInt(4)) {
            case 0 -> "U " + start + " " + length;
            case 1 -> "P " + start + " " + length + " " + random.nextInt(3);
            default -> "M " + start + " " + length + " " + random.nextInt(3);
          };
      lines.add(line);
      if (line.startsWith("M") && random.nextInt(3) == 0) {
        String newStart = Integer.toHexString(4096 * random.nextInt(12));
        lines.add("R " + start + " " + length + " " + newStart + " " + Integer.toHexString(4096 * (1 + random.nextInt(4))));
      }
    }
    return Traces.of(lines.toArray(String[]::new));
  }
}
