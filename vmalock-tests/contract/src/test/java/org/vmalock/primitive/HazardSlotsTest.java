package org.vmalock.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of {@link SharedHazardSlots}, {@link OwnedHazardSlots} and {@link RowSet}: scans, misuse and concurrent registration. */
class HazardSlotsTest {
  private static final long TOKEN = 42;

  // ---- Shared

  @Test
  void aRowTakesAsManyUsesAsItHasSlots() {
    SharedHazardSlots slots = new SharedHazardSlots(1, 3);
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      int slot = slots.claim(TOKEN);
      assertTrue(slot != HazardTable.NONE && taken.add(slot));
    }
    assertEquals(HazardTable.NONE, slots.claim(TOKEN));
    assertEquals(3, slots.occupied());
    int slot = taken.iterator().next();
    slots.clear(slot);
    assertEquals(slot, slots.claim(TOKEN + 1));
  }

  @Test
  void aHazardIsConvertedOnceAndOnlyWhileItIsPublished() {
    SharedHazardSlots slots = new SharedHazardSlots(4, 2);
    int slot = slots.claim(TOKEN);
    assertFalse(slots.convert(slot, TOKEN + 1));
    assertTrue(slots.convert(slot, TOKEN));
    assertFalse(slots.convert(slot, TOKEN));
    assertEquals(HazardTable.NONE, slots.next(0, TOKEN), "a converted hazard is not found");
    assertEquals(-TOKEN, slots.exchange(slot));
    assertFalse(slots.convert(slot, TOKEN));
    assertEquals(HazardTable.EMPTY, slots.get(slot));
  }

  @Test
  void aFullRowIsFollowedByASecondOne() {
    SharedHazardSlots slots = new SharedHazardSlots(8, 2);
    Set<Integer> rows = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      rows.add(slots.row(slots.claim(TOKEN)));
    }
    assertEquals(2, rows.size());
    assertEquals(HazardTable.NONE, slots.claim(TOKEN));
    assertEquals(2, slots.visible());
  }

  @Test
  void aSlotIsReleasedWithItsValueOnly() {
    SharedHazardSlots slots = new SharedHazardSlots(1, 2);
    int slot = slots.claim(TOKEN);
    assertTrue(slots.holds(slot, TOKEN));
    assertEquals(TOKEN, slots.release(slot, TOKEN + 1));
    assertEquals(TOKEN, slots.release(slot, -TOKEN));
    assertTrue(slots.convert(slot, TOKEN));
    assertTrue(slots.holds(slot, TOKEN));
    assertEquals(-TOKEN, slots.release(slot, TOKEN));
    assertEquals(-TOKEN, slots.release(slot, -TOKEN));
    assertEquals(HazardTable.EMPTY, slots.release(slot, TOKEN));
    assertFalse(slots.holds(slot, TOKEN));
    for (int none : new int[] {-1, 0, slot + 2, Integer.MAX_VALUE}) {
      assertEquals(HazardTable.CLOSED, slots.release(none, TOKEN));
      assertFalse(slots.holds(none, TOKEN));
    }
  }

  /** An opened cell of a row that is not in the summary would take a token that no search finds. */
  @Test
  void aCellThatIsNoSlotIsNotOpenedByARelease() {
    SharedHazardSlots slots = new SharedHazardSlots(1, 2);
    int closed = slots.slot(0);
    assertEquals(HazardTable.CLOSED, slots.release(closed, TOKEN));
    assertThrows(IllegalArgumentException.class, () -> slots.release(closed, HazardTable.CLOSED));
    for (long none : new long[] {HazardTable.CLOSED, -TOKEN, HazardTable.EMPTY}) {
      assertThrows(IllegalArgumentException.class, () -> slots.use().release(closed, none));
    }
    assertEquals(HazardTable.CLOSED, slots.get(closed));
    int slot = slots.use().claim(TOKEN);
    assertEquals(slot, slots.next(0, TOKEN));
    assertEquals(TOKEN, slots.use().release(slot, TOKEN));
  }

  @Test
  void theNumberOfRowsIsRoundedUp() {
    assertEquals(8, new SharedHazardSlots(5, 1).rows());
    assertEquals(1, new SharedHazardSlots(1, 1).rows());
    assertEquals(4, new SharedHazardSlots(4, 1).rows());
  }

  // ---- Owned

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 1024})
  void everyParticipantHasARowAndOneMoreHasNone(int participants) {
    OwnedHazardSlots slots = new OwnedHazardSlots(participants);
    Set<Integer> rows = new HashSet<>();
    for (int i = 0; i < participants; i++) {
      rows.add(slots.register());
    }
    assertEquals(participants, rows.size());
    assertTrue(rows.stream().allMatch(row -> row >= 0 && row < participants));
    assertEquals(HazardTable.NONE, slots.register());
    assertEquals(participants, slots.visible());
    slots.unregister(participants / 2);
    assertEquals(participants / 2, slots.register());
  }

  /** Sizes around the 64 rows of a word of the summary. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 129, 1000})
  void aScanFindsEveryMatchOnce(int participants) {
    OwnedHazardSlots slots = new OwnedHazardSlots(participants);
    for (int row = 0; row < participants; row++) {
      slots.register();
      slots.publish(slots.slot(row), row % 3 == 0 ? TOKEN : TOKEN + 2);
    }
    int found = 0;
    for (int slot = slots.next(0, TOKEN); slot != HazardTable.NONE; slot = slots.next(slot + 1, TOKEN)) {
      assertEquals(0, slots.row(slot) % 3);
      found++;
    }
    assertEquals((participants + 2) / 3, found);
  }

  @Test
  void aGroupOfTokensIsFoundByItsSignificantBits() {
    OwnedHazardSlots slots = new OwnedHazardSlots(3);
    for (int row = 0; row < 3; row++) {
      slots.register();
    }
    slots.publish(slots.slot(0), 6);
    slots.publish(slots.slot(1), 7);
    slots.publish(slots.slot(2), 9);
    slots.convert(slots.slot(0), 6);
    assertEquals(slots.slot(1), slots.next(0, 6, ~1L), "neither the converted hazard nor another token");
    assertEquals(HazardTable.NONE, slots.next(slots.slot(1) + 1, 6, ~1L));
  }

  @Test
  void aHiddenRowIsSkipped() {
    OwnedHazardSlots slots = new OwnedHazardSlots(2);
    int row = slots.register();
    slots.hide(row);
    assertEquals(0, slots.visible());
    slots.show(row);
    slots.publish(slots.slot(row), TOKEN);
    assertEquals(slots.slot(row), slots.next(0, TOKEN));
  }

  @Test
  void aRowInUseIsNeitherHiddenNorUnregistered() {
    OwnedHazardSlots slots = new OwnedHazardSlots(2);
    int row = slots.register();
    slots.publish(slots.slot(row), TOKEN);
    assertThrows(IllegalStateException.class, () -> slots.unregister(row));
    assertThrows(IllegalStateException.class, () -> slots.hide(row));
    assertEquals(slots.slot(row), slots.next(0, TOKEN));
    slots.clear(slots.slot(row));
    slots.unregister(row);
    assertThrows(IllegalStateException.class, () -> slots.unregister(row));
    assertThrows(IllegalStateException.class, () -> slots.show(row));
  }

  // ---- Misuse

  @Test
  void theOperationsOfOneKindAreMissingInTheOther() {
    assertThrows(NoSuchMethodException.class, () -> OwnedHazardSlots.class.getMethod("claim", long.class));
    assertThrows(NoSuchMethodException.class, () -> SharedHazardSlots.class.getMethod("register"));
  }

  private static void assertRefused(String expected, Class<? extends RuntimeException> type, Executable operation) {
    String message = assertThrows(type, operation).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void aTokenThatIsNotPositiveIsRefused() {
    OwnedHazardSlots owned = new OwnedHazardSlots(1);
    int slot = owned.slot(owned.register());
    for (long token : new long[] {0, -1, Long.MIN_VALUE}) {
      assertRefused("token is " + token, IllegalArgumentException.class, () -> owned.publish(slot, token));
      assertRefused("token is " + token, IllegalArgumentException.class, () -> owned.convert(slot, token));
      assertRefused("token is " + token, IllegalArgumentException.class, () -> owned.next(0, token));
      assertRefused("token is " + token, IllegalArgumentException.class, () -> new SharedHazardSlots(1, 1).claim(token));
      assertEquals(HazardTable.EMPTY, owned.get(slot));
    }
    owned.publish(slot, Long.MAX_VALUE);
    assertTrue(owned.convert(slot, Long.MAX_VALUE));
    assertEquals(-Long.MAX_VALUE, owned.exchange(slot));
  }

  @Test
  void aFullSlotIsNotPublishedAgain() {
    OwnedHazardSlots owned = new OwnedHazardSlots(1);
    int slot = owned.slot(owned.register());
    owned.publish(slot, TOKEN);
    assertRefused("it holds token 42", IllegalStateException.class, () -> owned.publish(slot, TOKEN + 1));
    assertEquals(TOKEN, owned.get(slot));
    owned.convert(slot, TOKEN);
    assertRefused("converted", IllegalStateException.class, () -> owned.publish(slot, TOKEN + 1));
    assertEquals(-TOKEN, owned.get(slot));
  }

  @Test
  void aConvertedHazardIsNotCleared() {
    SharedHazardSlots shared = new SharedHazardSlots(1, 1);
    int slot = shared.claim(TOKEN);
    shared.convert(slot, TOKEN);
    assertRefused("release it by exchange", IllegalStateException.class, () -> shared.clear(slot));
    assertEquals(-TOKEN, shared.exchange(slot));
    shared.clear(slot);
    assertEquals(0, shared.occupied());
  }

  @Test
  void theSlotOfARowWithoutParticipantIsRefused() {
    OwnedHazardSlots owned = new OwnedHazardSlots(2);
    int row = owned.register();
    owned.unregister(row);
    for (int i = 0; i < 2; i++) {
      int slot = owned.slot(i);
      String expected = "row " + i + " has no participant";
      assertRefused(expected, IllegalStateException.class, () -> owned.publish(slot, TOKEN));
      assertRefused(expected, IllegalStateException.class, () -> owned.clear(slot));
      assertRefused(expected, IllegalStateException.class, () -> owned.exchange(slot));
    }
    assertEquals(0, owned.occupied());
    owned.register();
    owned.publish(owned.slot(row), TOKEN);
  }

  @Test
  void theSlotOfAHiddenRowIsRefused() {
    OwnedHazardSlots owned = new OwnedHazardSlots(1);
    int row = owned.register();
    owned.hide(row);
    owned.hide(row);
    assertRefused("is hidden", IllegalStateException.class, () -> owned.publish(owned.slot(row), TOKEN));
    owned.show(row);
    owned.publish(owned.slot(row), TOKEN);
    owned.show(row);
    assertEquals(TOKEN, owned.exchange(owned.slot(row)));
    owned.hide(row);
    owned.unregister(row);
    assertEquals(row, owned.register());
    owned.publish(owned.slot(row), TOKEN);
  }

  @Test
  void aCellThatIsNoSlotIsRefused() {
    SharedHazardSlots shared = new SharedHazardSlots(2, 3);
    OwnedHazardSlots owned = new OwnedHazardSlots(2);
    for (int cell : new int[] {0, 15, 16 + 3, 31, 32 + 4}) {
      assertRefused("no such slot", IllegalStateException.class, () -> shared.clear(cell));
      assertRefused("no such slot", IllegalStateException.class, () -> shared.exchange(cell));
      assertRefused("no such slot", IllegalStateException.class, () -> owned.publish(cell, TOKEN));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> shared.clear(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> shared.clear(48));
  }

  @Test
  void aRowSetFindsItsRows() {
    RowSet set = new OwnedHazardSlots(130).newRowSet();
    assertEquals(HazardTable.NONE, set.next(0));
    for (int row : new int[] {0, 63, 64, 129}) {
      set.add(row);
      assertTrue(set.contains(row));
    }
    assertEquals(4, set.size());
    assertEquals(63, set.next(1));
    assertEquals(64, set.next(64));
    assertEquals(129, set.next(65));
    assertEquals(HazardTable.NONE, set.next(130));
    set.remove(64);
    assertFalse(set.contains(64));
    assertEquals(129, set.next(64));
    assertThrows(IndexOutOfBoundsException.class, () -> set.add(130));
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SharedHazardSlots(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new SharedHazardSlots(1, 9));
    assertThrows(IllegalArgumentException.class, () -> new OwnedHazardSlots(HazardTable.MAXIMUM_ROWS + 1));
    assertThrows(IllegalArgumentException.class, () -> new SharedHazardSlots(1, 1).claim(0));
    assertThrows(IllegalArgumentException.class, () -> new SharedHazardSlots(1, 1).claim(-1));
  }

  /** Concurrent first uses of a row: each finds a slot of its own, and keeps it. */
  @Test
  void aRowIsOpenedOnce() throws InterruptedException {
    int rounds = 5_000 * Race.scale();
    SharedHazardSlots[] tables = new SharedHazardSlots[rounds];
    for (int i = 0; i < rounds; i++) {
      tables[i] = new SharedHazardSlots(1, 2);
    }
    Race.Body body =
        () -> {
          for (SharedHazardSlots table : tables) {
            int slot = table.claim(TOKEN);
            assertTrue(slot != HazardTable.NONE);
            assertTrue(table.holds(slot, TOKEN));
          }
        };
    Race.run(body, body);
    for (SharedHazardSlots table : tables) {
      assertEquals(2, table.occupied());
      assertEquals(HazardTable.NONE, table.claim(TOKEN));
    }
  }

  /** Concurrent registrations: no row ever has two participants. */
  @Test
  void aRowHasOneParticipant() throws InterruptedException {
    OwnedHazardSlots slots = new OwnedHazardSlots(3);
    Race.Body body =
        () -> {
          for (int i = 0; i < 20_000 * Race.scale(); i++) {
            int row = slots.register();
            if (row != HazardTable.NONE) {
              int slot = slots.slot(row);
              assertEquals(HazardTable.EMPTY, slots.get(slot));
              long mine = Thread.currentThread().getId();
              slots.publish(slot, mine);
              assertEquals(mine, slots.exchange(slot));
              slots.unregister(row);
            }
          }
        };
    Race.run(body, body, body, body);
    assertEquals(0, slots.visible());
  }
}
