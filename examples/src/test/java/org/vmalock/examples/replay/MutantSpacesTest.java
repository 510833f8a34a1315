package org.vmalock.examples.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.replay.space.Scheme;
import org.vmalock.examples.replay.space.WriterMark;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.trace.Trace;
import org.vmalock.examples.trace.Traces;

/** Every check finds the address space that breaks what it checks, and no other check is needed for that. */
class MutantSpacesTest {
  /** A page that comes and goes. */
  private static final Trace COMING_AND_GOING =
      Traces.of("I 9000 1000", "M 1000 2000 3", "U 1000 2000", "M 1000 2000 3", "U 1000 2000", "A 1000", "A 2000", "A 9000");

  /** Pages that are always mapped, and change together. */
  private static final Trace CHANGING_TOGETHER =
      Traces.of("I 1000 4000", "P 1000 4000 1", "P 1000 4000 5", "M 1000 4000 7", "P 1000 4000 3", "A 1000", "A 4000", "A 4fff");

  /** A page that is not mapped when a round begins, but soon after and until the end. */
  private static final Trace COMING_TO_STAY =
      Traces.of("I 9000 1000", "M 1000 1000 3", "P 9000 1000 1", "P 9000 1000 3", "P 9000 1000 1", "A 1000");

  /** Ranges that have neighbours and never change. */
  private static final Trace NEIGHBOURS = Traces.of("M 1000 1000 1", "M 2000 1000 3", "A 1000", "A 2000");

  @Test
  void theTracesAreAnsweredRightByWhatIsNotMutant() throws InterruptedException {
    for (Trace trace : new Trace[] {COMING_AND_GOING, COMING_TO_STAY, CHANGING_TOGETHER, NEIGHBOURS}) {
      for (Scheme scheme : Scheme.values()) {
        assertEquals(0, run(trace, scheme::create, RunLength.ofSeconds(0.5)).count());
      }
    }
  }

  @Test
  void staleAnswersAreFound() throws InterruptedException {
    assertFound(Check.ANSWER, "allowed: prot 3 from version", COMING_AND_GOING, MutantSpaces.StaleAnswers::new);
  }

  @Test
  void anAnswerThatWasRightBeforeTheLookUpBeganIsFound() throws InterruptedException {
    assertFound(Check.ANSWER, "seen unmapped between versions", COMING_TO_STAY, MutantSpaces.BlindReaders::new);
  }

  @Test
  void aReplaceInTwoStepsIsFound() throws InterruptedException {
    assertFound(Check.ANSWER, "seen unmapped between versions", CHANGING_TOGETHER, MutantSpaces.ReplaceInTwoSteps::new);
  }

  @Test
  void anOperationWhoseStepsCanBeSeenIsFound() throws InterruptedException {
    assertFound(Check.ANSWER, "seen prot", CHANGING_TOGETHER, MutantSpaces.ProtectPageByPage::new);
  }

  @Test
  void anUnmapThatDoesNotWaitForReadersIsFound() throws InterruptedException {
    assertFound(Check.ANSWER, "to hold it until version", COMING_AND_GOING, MutantLocks.Snapshots::new);
  }

  @Test
  void aWriterInsideTogetherWithAReaderIsFound() throws InterruptedException {
    Violations<Check> found = assertFound(Check.EXCLUSION, "a writer inside", COMING_AND_GOING, MutantLocks.WaitsTooLate::new);
    assertEquals(0, found.count(Check.STABLE));
  }

  @Test
  void aValueThatChangesWhileHeldIsFound() throws InterruptedException {
    assertFound(Check.STABLE, "another range or protection", CHANGING_TOGETHER, MutantLocks.LiveView::new);
  }

  @Test
  void aRangeBesideTheAddressIsFound() throws InterruptedException {
    Violations<Check> found =
        assertFound(Check.RANGE, "a range that covers the address", NEIGHBOURS, MutantSpaces.RangeBesideTheAddress::new);
    assertEquals(0, found.count(Check.ANSWER));
  }

  @Test
  void aRangeThatCoversTooMuchIsFound() throws InterruptedException {
    Violations<Check> found = assertFound(Check.RANGE, "whose pages all have", NEIGHBOURS, MutantSpaces.RangeTooWide::new);
    assertEquals(0, found.count(Check.ANSWER));
  }

  @Test
  void theWrongRangesAtTheEndAreFound() throws InterruptedException {
    Trace untouched = Traces.of("M 1000 1000 3", "U 1000 1000", "A 9000");
    Violations<Check> found = run(untouched, MutantSpaces.ForgetfulWriter::new, RunLength.ofRounds(3));
    assertEquals(1, found.count(Check.END_STATE));
    assertEquals(1, found.count());
    assertTrue(found.described().get(0).endsWith("seen [[0x1000, 0x2000) prot 3]; allowed: []"), () -> found.described().toString());
  }

  @Test
  void aReaderThatDiesFailsTheRun() throws InterruptedException {
    assertFound(Check.LIVENESS, "terminated with an exception: java.lang.IllegalStateException: broken on purpose", NEIGHBOURS, MutantSpaces.DyingReader::new);
  }

  @Test
  void aWriterThatDiesFailsTheRun() throws InterruptedException {
    assertFound(Check.LIVENESS, "writer terminated with an exception: java.lang.IllegalStateException", COMING_AND_GOING, MutantSpaces.DyingWriter::new);
  }

  @Test
  void aWriterThatWaitsForEverFailsTheRun() throws InterruptedException {
    assertFound(Check.LIVENESS, "writer has made no progress", COMING_AND_GOING, MutantSpaces.ReaderThatNeverLeaves::new);
  }

  private static Violations<Check> assertFound(
      Check check, String words, Trace trace, Function<WriterMark, AddressSpace> broken) throws InterruptedException {
    // A run ends soon after the first violation, and what is broken is often broken in more than one way: then try again.
    long begin = System.nanoTime();
    Violations<Check> found;
    do {
      found = run(trace, broken, RunLength.ofSeconds(20));
      assertTrue(found.count() > 0, "nothing was found at all");
    } while (!isFound(found, check, words) && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(20));
    assertTrue(isFound(found, check, words), check + " did not find it, but: " + found.described());
    return found;
  }

  private static boolean isFound(Violations<Check> found, Check check, String words) {
    return found.count(check) > 0 && found.described().stream().anyMatch(description -> description.contains(words));
  }

  private static Violations<Check> run(Trace trace, Function<WriterMark, AddressSpace> scheme, RunLength length)
      throws InterruptedException {
    return new ConcurrentReplay(trace, scheme, 2, length, Duration.ofSeconds(1)).run(SilentProgress.INSTANCE).violations();
  }
}
