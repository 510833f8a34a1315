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

class HoldTrackerTest {
  private static final String ON = "-Dvmalock.debug=true";
  private static final String SOON = "-Dvmalock.debug.drainWarningMillis=50";

  static Stream<String> properties() {
    return ForkedJvm.propertiesOf(TrackedReads.class);
  }

  @ParameterizedTest
  @MethodSource("properties")
  void withTheTrackerOn(String property) throws Exception {
    ForkedJvm.run(List.of(ON, SOON), TrackedReads.class, property);
  }

  @Test
  @DisabledIfSystemProperty(named = "vmalock.debug", matches = "true")
  void isOffByDefaultAndThenListsAndRefusesNothing() {
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
  @MethodSource("badThresholds")
  void aBadThresholdIsRefusedByName(String value) {
    AssertionError failure =
        assertThrows(
            AssertionError.class,
            () ->
                ForkedJvm.run(
                    List.of(ON, "-Dvmalock.debug.drainWarningMillis=" + value), TrackedReads.class, "aReadIsListedUntilItEnds"));
    String message = "vmalock.debug.drainWarningMillis is \"" + value + "\" and must be";
    assertTrue(failure.getMessage().contains(message), failure::getMessage);
  }

  static Stream<String> badThresholds() {
    return Stream.of("soon", "-1", "");
  }
}
