package org.vmalock.examples.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.vmalock.examples.replay.space.AddressSpace;
import org.vmalock.examples.replay.space.ExclusionListener;
import org.vmalock.examples.replay.space.Scheme;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.trace.Trace;
import org.vmalock.examples.trace.Traces;

/** Tests that each check of a replay detects the mutant that violates it. */
class MutantSpacesTest {
  /** Pages that are mapped and unmapped repeatedly. */
  private static final Trace MAPPED_AND_UNMAPPED =
      Traces.of("I 9000 1000", "M 1000 2000 3", "U 1000 2000", "M 1000 2000 3", "U 1000 2000", "A 1000", "A 2000", "A 9000");

  /** Pages that are always mapped, and whose protection changes at once. */
  private static final Trace CHANGING_TOGETHER =
      Traces.of("I 1000 4000", "P 1000 4000 1", "P 1000 4000 5", "M 1000 4000 7", "P 1000 4000 3", "A 1000", "A 4000", "A 4fff");

  /** A page that is unmapped when a round begins, and mapped from the first operation to the end. */
  private static final Trace MAPPED_ONCE =
      Traces.of("I 9000 1000", "M 1000 1000 3", "P 9000 1000 1", "P 9000 1000 3", "P 9000 1000 1", "A 1000");

  /** Adjacent ranges that never change. */
  private static final Trace ADJACENT = Traces.of("M 1000 1000 1", "M 2000 1000 3", "A 1000", "A 2000");

  @Test
  void everyCorrectSchemePassesEveryTrace() throws InterruptedException {
    for (Trace trace : new Trace[] {MAPPED_AND_UNMAPPED, MAPPED_ONCE, CHANGING_TOGETHER, ADJACENT}) {
      for (Scheme scheme : Scheme.values()) {
        assertEquals(0, run(trace, scheme::create, RunLength.ofSeconds(0.5)).count());
      }
    }
  }

  @Test
  void staleAnswersAreFound() throws InterruptedException {
    assertFound(Check.ANSWER, "allowed: prot 3 from version", MAPPED_AND_UNMAPPED, MutantSpaces.StaleAnswers::new);
  }

  @Test
  void anAnswerThatWasRightBeforeTheLookUpBeganIsFound() throws InterruptedException {
    assertFound(Check.ANSWER, "observed unmapped between versions", MAPPED_ONCE, MutantSpaces.BlindReaders::new);
  }

  @Test
  void aReplaceInTwoStepsIsFound() throws InterruptedException {
    assertFound(Check.ANSWER, "observed unmapped between versions", CHANGING_TOGETHER, MutantSpaces.ReplaceInTwoSteps::new);
  }

  @Test
  void anOperationThatIsNotAtomicIsFound() throws InterruptedException {
    assertFound(Check.ANSWER, "observed prot", CHANGING_TOGETHER, MutantSpaces.ProtectPageByPage::new);
  }

  @Test
  void anUnmapThatDoesNotWaitForReadersIsFound() throws InterruptedException {
    assertFound(Check.ANSWER, "to hold it until version", MAPPED_AND_UNMAPPED, MutantLocks.Snapshots::new);
  }

  @Test
  void aWriterBesideAReaderIsFound() throws InterruptedException {
    Violations<Check> found =
        assertFound(
            Check.EXCLUSION, "a writer with exclusive access", MAPPED_AND_UNMAPPED, MutantLocks.ChangesBeforeWaiting::new);
    assertEquals(0, found.count(Check.STABLE));
  }

  @Test
  void aValueThatChangesWhileHeldIsFound() throws InterruptedException {
    assertFound(Check.STABLE, "another range or protection", CHANGING_TOGETHER, MutantLocks.LiveView::new);
  }

  @Test
  void aRangeBesideTheAddressIsFound() throws InterruptedException {
    Violations<Check> found =
        assertFound(Check.RANGE, "a range that contains the address", ADJACENT, MutantSpaces.RangeBesideTheAddress::new);
    assertEquals(0, found.count(Check.ANSWER));
  }

  @Test
  void aRangeThatCoversTooMuchIsFound() throws InterruptedException {
    Violations<Check> found = assertFound(Check.RANGE, "whose pages all have", ADJACENT, MutantSpaces.RangeTooWide::new);
    assertEquals(0, found.count(Check.ANSWER));
  }

  @Test
  void theWrongRangesAtTheEndAreFound() throws InterruptedException {
    Trace untouched = Traces.of("M 1000 1000 3", "U 1000 1000", "A 9000");
    Violations<Check> found = run(untouched, MutantSpaces.ForgetfulWriter::new, RunLength.ofRounds(3));
    assertEquals(1, found.count(Check.END_STATE));
    assertEquals(1, found.count());
    assertTrue(found.described().get(0).endsWith("observed [[0x1000, 0x2000) prot 3]; allowed: []"), () -> found.described().toString());
  }

  @Test
  void aReaderThatThrowsFailsTheRun() throws InterruptedException {
    assertFound(
        Check.LIVENESS,
        "terminated with an exception: java.lang.IllegalStateException: thrown on purpose",
        ADJACENT,
        MutantSpaces.ThrowingReader::new);
  }

  @Test
  void aWriterThatThrowsFailsTheRun() throws InterruptedException {
    assertFound(
        Check.LIVENESS,
        "writer terminated with an exception: java.lang.IllegalStateException",
        MAPPED_AND_UNMAPPED,
        MutantSpaces.ThrowingWriter::new);
  }

  @Test
  void aWriterThatWaitsForEverFailsTheRun() throws InterruptedException {
    assertFound(Check.LIVENESS, "writer has made no progress", MAPPED_AND_UNMAPPED, MutantSpaces.UnreleasedRead::new);
  }

  private static Violations<Check> assertFound(
      Check check, String words, Trace trace, Function<ExclusionListener, AddressSpace> broken) throws InterruptedException {
    // A run ends soon after the first violation, which another check may have found: then the run is repeated.
    long begin = System.nanoTime();
    Violations<Check> found;
    do {
      found = run(trace, broken, RunLength.ofSeconds(20));
      assertTrue(found.count() > 0, "no violation was found");
    } while (!isFound(found, check, words) && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(20));
    assertTrue(isFound(found, check, words), check + " did not find the mutant; found: " + found.described());
    return found;
  }

  private static boolean isFound(Violations<Check> found, Check check, String words) {
    return found.count(check) > 0 && found.described().stream().anyMatch(description -> description.contains(words));
  }

  private static Violations<Check> run(Trace trace, Function<ExclusionListener, AddressSpace> scheme, RunLength length)
      throws InterruptedException {
    return new ConcurrentReplay(trace, scheme, new Threads(2, 0), length, Duration.ofSeconds(1)).run(SilentProgress.INSTANCE).violations();
  }
}
