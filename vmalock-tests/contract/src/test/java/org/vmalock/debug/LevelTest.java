package org.vmalock.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.internal.DebugLevel;

/** The levels of the diagnostics, their spellings, and level {@code sampled}. */
class LevelTest {
  @ParameterizedTest
  @CsvSource({
    "off, OFF", "false, OFF", "0, OFF", "no, OFF", "No, OFF", "sampled, SAMPLED", "Sampled, SAMPLED", "all, ALL", "ALL, ALL", "true, ALL",
    "TRUE, ALL", "on, ALL", "1, ALL", "yes, ALL", "' on ', ALL", "'', ALL"
  })
  void theUsualSpellingsAreAccepted(String value, DebugLevel level) {
    assertEquals(level, DebugLevel.parse(value));
  }

  @Test
  void withoutThePropertyNothingIsRecorded() {
    assertEquals(DebugLevel.OFF, DebugLevel.parse(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"maybe", "2", "sample", "al"})
  void anUnknownValueIsRefusedByName(String value) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> DebugLevel.parse(value));
    assertEquals("System property vmalock.debug is \"" + value + "\" and must be off, sampled or all", refusal.getMessage());
  }

  /** Prints the level; fails in its first lock if the property is invalid. */
  static final class PrintLevel {
    private PrintLevel() {}

    public static void main(String[] arguments) {
      org.vmalock.VmaLock.standalone();
      System.out.println("level " + HoldTracker.level() + " " + HoldTracker.ENABLED);
    }
  }

  @Test
  void anUnknownValueIsRefusedByTheFirstLock() {
    AssertionError failure =
        assertThrows(AssertionError.class, () -> ForkedJvm.run(List.of("-Dvmalock.debug=maybe"), PrintLevel.class));
    assertTrue(failure.getMessage().contains("vmalock.debug is \"maybe\" and must be off, sampled or all"), failure::getMessage);
  }

  @Test
  void anUnknownNumberIsRefusedByTheFirstLock() {
    AssertionError failure = assertThrows(
        AssertionError.class, () -> ForkedJvm.run(List.of("-Dvmalock.debug=sampled", "-Dvmalock.debug.sample=0"), PrintLevel.class));
    assertTrue(failure.getMessage().contains("vmalock.debug.sample is \"0\" and must be a number of acquisitions, from 1"), failure::getMessage);
  }

  @Test
  void thePropertyWithoutValueRecordsAll() throws Exception {
    assertEquals("level all true", ForkedJvm.run(List.of("-Dvmalock.debug"), PrintLevel.class).strip());
  }

  @Test
  void sampledHoldsBehaveAsTheyShould() throws Exception {
    ForkedJvm.run(List.of("-Dvmalock.debug=sampled", "-Dvmalock.debug.sample=1", "-Dvmalock.debug.checkMillis=20"), SampledReads.class);
  }

  @Test
  void oneOfManyReadsIsRecorded() throws Exception {
    ForkedJvm.run(List.of("-Dvmalock.debug=sampled", "-Dvmalock.debug.sample=100"), SampledReads.Rate.class);
  }
}
