package org.vmalock.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/** Tests of {@link HoldTracker}, enabled in separate JVMs and disabled in this one. */
class HoldTrackerTest {
  private static final String ENABLED = "-Dvmalock.debug=true";
  private static final String SHORT_THRESHOLD = "-Dvmalock.debug.waitWarningMillis=50";

  static Stream<String> properties() {
    return ForkedJvm.propertiesOf(TrackedReads.class);
  }

  @ParameterizedTest
  @MethodSource("properties")
  void propertyHoldsWithTrackerEnabled(String property) throws Exception {
    ForkedJvm.run(List.of(ENABLED, SHORT_THRESHOLD), TrackedReads.class, property);
  }

  @Test
  @DisabledIfSystemProperty(named = "vmalock.debug", matches = "true")
  void disabledTrackerListsAndRefusesNothing() {
    assertFalse(HoldTracker.ENABLED);
    StructureLock structure = new StructureLock();
    VmaLock node = new VmaLock(structure);
    structure.lockWrite();
    node.startWrite();
    node.markAttached();
    structure.unlockWrite();

    long stamp = node.tryStartRead();
    structure.lockRead();
    HoldTracker.handOff(node);
    assertEquals("", HoldTracker.describeHolds(node));
    assertEquals(0, HoldTracker.holds());
    structure.unlockRead();
    node.endRead(stamp);
  }

  @ParameterizedTest
  @MethodSource("invalidThresholds")
  void invalidThresholdIsRefused(String value) {
    AssertionError failure =
        assertThrows(
            AssertionError.class,
            () ->
                ForkedJvm.run(
                    List.of(ENABLED, "-Dvmalock.debug.waitWarningMillis=" + value), TrackedReads.class, "readIsListedUntilReleased"));
    String message = "vmalock.debug.waitWarningMillis is \"" + value + "\" and must be";
    assertTrue(failure.getMessage().contains(message), failure::getMessage);
  }

  static Stream<String> invalidThresholds() {
    return Stream.of("soon", "-1", "");
  }
}
