package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

/** The rows of free cells. */
class FreeCellsTest {
  private static final int REFERENCES_PER_LINE = 64 / 4;
  private static final int HEADER_BYTES = 16;

  private static int lineOfSlot(int slot) {
    return (HEADER_BYTES + 4 * slot) / (4 * REFERENCES_PER_LINE);
  }

  /** An array is aligned to 8 bytes, so that two slots are on different lines for certain if they are a whole line apart. */
  @Test
  void noRowSharesALineWithTheLengthOfTheArrayOrWithAnotherRow() {
    assertNotEquals(lineOfSlot(0), lineOfSlot(FreeCells.firstSlotOf(0) - 2));
    for (int row = 0; row < 64; row++) {
      assertEquals(2 * REFERENCES_PER_LINE, FreeCells.firstSlotOf(row + 1) - FreeCells.firstSlotOf(row));
    }
  }
}
