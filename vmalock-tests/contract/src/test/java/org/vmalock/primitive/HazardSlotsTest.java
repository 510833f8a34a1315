package org.vmalock.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of {@link HazardSlots}: shared and owned tables, scans, misuse and concurrent registration. */
class HazardSlotsTest {
  private static final long TOKEN = 42;

  // ---- Shared

  @Test
  void rowHoldsAsManyTokensAsItHasSlots() {
    HazardSlots slots = HazardSlots.shared(1, 3);
    Set<Integer> claimed = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      int slot = slots.claim(TOKEN);
      assertTrue(slot != HazardSlots.NONE && claimed.add(slot));
    }
    assertEquals(HazardSlots.NONE, slots.claim(TOKEN));
    assertEquals(3, slots.occupied());
    int one = claimed.iterator().next();
    slots.clear(one);
    assertEquals(one, slots.claim(TOKEN + 1));
  }

  @Test
  void hazardIsHandedOffOnceAndOnlyWhilePublished() {
    HazardSlots slots = HazardSlots.shared(4, 2);
    int slot = slots.claim(TOKEN);
    assertFalse(slots.handOff(slot, TOKEN + 1));
    assertTrue(slots.handOff(slot, TOKEN));
    assertFalse(slots.handOff(slot, TOKEN));
    assertEquals(HazardSlots.NONE, slots.next(0, TOKEN), "a token that was handed off is no hazard");
    assertEquals(-TOKEN, slots.exchange(slot));
    assertFalse(slots.handOff(slot, TOKEN));
    assertEquals(HazardSlots.EMPTY, slots.get(slot));
  }

  @Test
  void rowCountIsRoundedUpToPowerOfTwo() {
    assertEquals(8, HazardSlots.shared(5, 1).rows());
    assertEquals(1, HazardSlots.shared(1, 1).rows());
    assertEquals(4, HazardSlots.shared(4, 1).rows());
  }

  // ---- Owned

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 1024})
  void everyParticipantGetsOneRow(int participants) {
    HazardSlots slots = HazardSlots.owned(participants);
    Set<Integer> rows = new HashSet<>();
    for (int i = 0; i < participants; i++) {
      rows.add(slots.register());
    }
    assertEquals(participants, rows.size());
    assertTrue(rows.stream().allMatch(row -> row >= 0 && row < participants));
    assertEquals(HazardSlots.NONE, slots.register());
    assertEquals(participants, slots.visible());
    slots.retire(participants / 2);
    assertEquals(participants / 2, slots.register());
  }

  /** Row counts around the number of bits in a summary word. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 129, 1000})
  void scanFindsEveryMatchOnce(int participants) {
    HazardSlots slots = HazardSlots.owned(participants);
    for (int row = 0; row < participants; row++) {
      slots.register();
      slots.publish(slots.slot(row), row % 3 == 0 ? TOKEN : TOKEN + 2);
    }
    int found = 0;
    for (int slot = slots.next(0, TOKEN); slot != HazardSlots.NONE; slot = slots.next(slot + 1, TOKEN)) {
      assertEquals(0, slots.row(slot) % 3);
      found++;
    }
    assertEquals((participants + 2) / 3, found);
  }

  @Test
  void maskedScanFindsTokenGroup() {
    HazardSlots slots = HazardSlots.owned(3);
    for (int row = 0; row < 3; row++) {
      slots.register();
    }
    slots.publish(slots.slot(0), 6);
    slots.publish(slots.slot(1), 7);
    slots.publish(slots.slot(2), 9);
    slots.handOff(slots.slot(0), 6);
    assertEquals(slots.slot(1), slots.next(0, 6, ~1L), "neither the token that was handed off nor another group");
    assertEquals(HazardSlots.NONE, slots.next(slots.slot(1) + 1, 6, ~1L));
  }

  @Test
  void hiddenRowIsSkipped() {
    HazardSlots slots = HazardSlots.owned(2);
    int row = slots.register();
    slots.hide(row);
    assertEquals(0, slots.visible());
    slots.show(row);
    slots.publish(slots.slot(row), TOKEN);
    assertEquals(slots.slot(row), slots.next(0, TOKEN));
  }

  @Test
  void occupiedRowCannotBeHiddenOrRetired() {
    HazardSlots slots = HazardSlots.owned(2);
    int row = slots.register();
    slots.publish(slots.slot(row), TOKEN);
    assertThrows(IllegalStateException.class, () -> slots.retire(row));
    assertThrows(IllegalStateException.class, () -> slots.hide(row));
    assertEquals(slots.slot(row), slots.next(0, TOKEN));
    slots.clear(slots.slot(row));
    slots.retire(row);
    assertThrows(IllegalStateException.class, () -> slots.retire(row));
    assertThrows(IllegalStateException.class, () -> slots.show(row));
  }

  // ---- Misuse

  @Test
  void operationsOfOtherKindAreRefused() {
    assertThrows(IllegalStateException.class, () -> HazardSlots.owned(1).claim(TOKEN));
    assertThrows(IllegalStateException.class, () -> HazardSlots.shared(1, 1).register());
  }

  @Test
  void outOfRangeArgumentsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> HazardSlots.shared(0, 1));
    assertThrows(IllegalArgumentException.class, () -> HazardSlots.shared(1, 9));
    assertThrows(IllegalArgumentException.class, () -> HazardSlots.owned(HazardSlots.MAXIMUM_ROWS + 1));
    assertThrows(IllegalArgumentException.class, () -> HazardSlots.shared(1, 1).claim(0));
    assertThrows(IllegalArgumentException.class, () -> HazardSlots.shared(1, 1).claim(-1));
  }

  /** Concurrent participants register and retire: no row has two of them. */
  @Test
  void concurrentRegistrationsGetDistinctRows() throws InterruptedException {
    HazardSlots slots = HazardSlots.owned(3);
    Race.Body body =
        () -> {
          for (int i = 0; i < 20_000 * Race.scale(); i++) {
            int row = slots.register();
            if (row != HazardSlots.NONE) {
              int slot = slots.slot(row);
              assertEquals(HazardSlots.EMPTY, slots.get(slot));
              long token = Thread.currentThread().getId();
              slots.publish(slot, token);
              assertEquals(token, slots.exchange(slot));
              slots.retire(row);
            }
          }
        };
    Race.run(body, body, body, body);
    assertEquals(0, slots.visible());
  }
}
