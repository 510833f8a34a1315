package org.vmalock.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Effort;

/**
 * Scans of tables in which few rows are in use, in words of the summary that are empty, full or partly filled, beside the {@link BitSet}
 * that states what has to be found.
 */
class SparseScanTest {
  private static final long TOKEN = 42;
  private static final int ROWS = 1_000;

  /** Rows at both ends of the words of 64 rows and of their halves, with empty words in between. */
  private static final int[] FEW = {3, 31, 32, 63, 64, 65, 127, 320, 383, 511, 512, 900, 999};

  // ---- Row sets

  private static void assertSame(BitSet expected, RowSet set, int rows) {
    assertEquals(expected.cardinality(), set.size());
    for (int row = 0; row < rows; row++) {
      assertEquals(expected.get(row), set.contains(row), "row " + row);
      assertEquals(expected.nextSetBit(row), set.next(row), "the first row from " + row);
    }
    assertEquals(HazardTable.NONE, set.next(rows));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 63, 64, 65, 129, 1_000})
  void aSetOfOneRowFindsItFromEveryStart(int rows) {
    for (int row = 0; row < rows; row++) {
      RowSet set = new OwnedHazardSlots(rows).newRowSet();
      set.add(row);
      BitSet expected = new BitSet();
      expected.set(row);
      assertEquals(1, set.size());
      assertEquals(row, set.next(0));
      assertEquals(row, set.next(row));
      assertEquals(HazardTable.NONE, set.next(row + 1));
      if (row % 61 == 0) {
        assertSame(expected, set, rows);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 300, 1_000})
  void aSetAgreesWithABitSetAfterEachOfManyChanges(int rows) {
    Random random = new Random(rows);
    RowSet set = new OwnedHazardSlots(rows).newRowSet();
    BitSet expected = new BitSet();
    for (int i = 0; i < Effort.of(500, 5_000); i++) {
      int row = random.nextInt(rows);
      if (random.nextInt(3) == 0) {
        set.add(row);
        expected.set(row);
      } else {
        set.remove(row);
        expected.clear(row);
      }
      assertSame(expected, set, rows);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 200})
  void theFirstAbsentRowIsAddedInEveryWord(int rows) {
    RowSet set = new OwnedHazardSlots(rows).newRowSet();
    for (int row = 0; row < rows; row++) {
      assertEquals(row, set.addFirstAbsent());
    }
    assertEquals(HazardTable.NONE, set.addFirstAbsent());
    assertEquals(rows, set.size());
    for (int row = rows - 1; row >= 0; row -= 7) {
      set.remove(row);
      assertEquals(row, set.addFirstAbsent());
    }
    assertEquals(HazardTable.NONE, set.addFirstAbsent());
  }

  // ---- Owned slots

  private static OwnedHazardSlots registered(int rows) {
    OwnedHazardSlots slots = new OwnedHazardSlots(rows);
    for (int row = 0; row < rows; row++) {
      assertEquals(row, slots.register());
    }
    return slots;
  }

  /** Returns the rows that a scan finds; fails if it does not advance. */
  private static List<Integer> scan(HazardTable slots, int from, long token) {
    List<Integer> found = new ArrayList<>();
    int next = from;
    for (int slot = slots.next(next, token); slot != HazardTable.NONE; slot = slots.next(next, token)) {
      assertTrue(slot >= next, "a scan from slot " + next + " has found slot " + slot);
      found.add(slots.row(slot));
      next = slot + 1;
    }
    return found;
  }

  private static List<Integer> rows(BitSet set, int from) {
    return set.stream().filter(row -> row >= from).boxed().toList();
  }

  /** Unregisters and hides every row but a few, in which the token is published. */
  @Test
  void aScanFindsFewRowsAmongHiddenAndUnregisteredOnes() {
    OwnedHazardSlots slots = registered(ROWS);
    BitSet expected = new BitSet();
    for (int row : FEW) {
      expected.set(row);
      slots.publish(slots.slot(row), TOKEN);
    }
    for (int row = 0; row < ROWS; row++) {
      if (!expected.get(row) && row % 2 == 0) {
        slots.hide(row);
      } else if (!expected.get(row)) {
        slots.unregister(row);
      }
    }
    assertEquals(FEW.length, slots.visible());
    assertEquals(FEW.length, slots.occupied());
    for (int row = 0; row < ROWS; row++) {
      assertEquals(rows(expected, row), scan(slots, slots.slot(row), TOKEN), "the scan from row " + row);
      assertEquals(rows(expected, row + 1), scan(slots, slots.slot(row) + 1, TOKEN), "the scan continued behind row " + row);
    }
    assertEquals(rows(expected, 0), scan(slots, 0, TOKEN));
    assertEquals(List.of(), scan(slots, 0, TOKEN + 1));
  }

  /** One row at a time is visible, and each scan finds the row or nothing. */
  @Test
  void aScanFindsTheOnlyVisibleRow() {
    OwnedHazardSlots slots = registered(ROWS);
    for (int row = 0; row < ROWS; row++) {
      slots.hide(row);
    }
    for (int row = 0; row < ROWS; row++) {
      slots.show(row);
      assertEquals(List.of(), scan(slots, 0, TOKEN));
      slots.publish(slots.slot(row), TOKEN);
      assertEquals(List.of(row), scan(slots, 0, TOKEN));
      assertEquals(1, slots.occupied());
      assertEquals(1, slots.visible());
      slots.clear(slots.slot(row));
      slots.hide(row);
    }
    assertEquals(0, slots.visible());
  }

  /** Participants come, publish, park and leave at random; after each step a scan finds what was published and no more. */
  @ParameterizedTest
  @ValueSource(ints = {70, 130, 1_000})
  void aScanAgreesWithABitSetAfterEachStep(int rows) {
    Random random = new Random(rows);
    OwnedHazardSlots slots = new OwnedHazardSlots(rows);
    BitSet registered = new BitSet();
    BitSet hidden = new BitSet();
    BitSet published = new BitSet();
    for (int i = 0; i < Effort.of(3_000, 30_000); i++) {
      int row = random.nextInt(rows);
      if (!registered.get(row)) {
        int next = registered.nextClearBit(0);
        assertEquals(next, slots.register());
        registered.set(next);
      } else if (hidden.get(row)) {
        slots.show(row);
        hidden.clear(row);
      } else if (published.get(row)) {
        assertEquals(TOKEN, slots.exchange(slots.slot(row)));
        published.clear(row);
      } else if (random.nextInt(4) == 0) {
        slots.publish(slots.slot(row), TOKEN);
        published.set(row);
      } else if (random.nextBoolean()) {
        slots.hide(row);
        hidden.set(row);
      } else {
        slots.unregister(row);
        registered.clear(row);
      }
      assertEquals(rows(published, 0), scan(slots, 0, TOKEN));
      assertEquals(registered.cardinality() - hidden.cardinality(), slots.visible());
      assertEquals(published.cardinality(), slots.occupied());
    }
  }

  // ---- Shared slots

  private static int claimIn(SharedHazardSlots slots, Thread[] threads, int number, int[] claimed) {
    threads[number] = new Thread(() -> claimed[number] = slots.claim(TOKEN));
    return (int) (threads[number].getId() & (slots.rows() - 1));
  }

  /** A thread's row follows from its id: the threads here cover a few rows of a large table, row 64 and above among them. */
  @Test
  void aScanOfSharedSlotsFindsRowsInEveryWord() throws InterruptedException {
    SharedHazardSlots slots = new SharedHazardSlots(128, 3);
    int count = 200;
    Thread[] threads = new Thread[count];
    int[] claimed = new int[count];
    BitSet expected = new BitSet();
    for (int i = 0; i < count; i++) {
      int row = claimIn(slots, threads, i, claimed);
      if (row % 41 == 40 || row == 64) {
        threads[i].start();
        threads[i].join();
        assertEquals(row, slots.row(claimed[i]));
        expected.set(claimed[i]);
      }
    }
    assertFalse(expected.isEmpty());
    assertTrue(expected.stream().anyMatch(slot -> slots.row(slot) >= 64));
    assertEquals(expected.stream().map(slots::row).distinct().count(), slots.visible());
    assertEquals(expected.cardinality(), slots.occupied());
    for (int from = 0; from < slots.slot(127) + 16; from++) {
      assertEquals(expected.nextSetBit(from), slots.next(from, TOKEN), "the first slot from " + from);
    }
  }
}
