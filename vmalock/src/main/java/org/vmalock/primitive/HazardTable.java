package org.vmalock.primitive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The table of hazard slots under {@link SharedHazardSlots} and {@link OwnedHazardSlots}: padded rows of slots, a summary of the
 * rows in use, and the operations that are the same in both.
 *
 * <h2>Releasing a slot</h2>
 *
 * <p>A slot is released by a release store, or by an exchange where a conversion is possible: everything that its user did with
 * the object happens before the free by a thread that finds the slot without its token. A publication is a release store for the
 * same reason, and not an opaque one: a scan that finds a <em>later</em> token takes it as the proof that the use of the earlier
 * one has ended, and Java states no release sequences that lead back to the release of the earlier one.
 *
 * <h2>The summary</h2>
 *
 * <p>A scan reads only the rows in the summary. A row is added before the first token is stored in one of its slots, and
 * removed by its participant alone, while its slot is empty: the summary is always a superset of the rows in use. Rows of a
 * shared table are never removed, since a thread that removed its row could hide a token that another thread has just stored
 * there.
 *
 * <p>No operation on slots or rows allocates, blocks or waits.
 */
abstract class HazardTable {
  /** Result in place of a slot or row if there is none. */
  public static final int NONE = -1;

  /** The value of an empty slot. */
  public static final long EMPTY = 0L;

  /** Maximum number of rows of a table. */
  public static final int MAXIMUM_ROWS = 1 << 20;

  /** Maximum number of slots in a row. */
  public static final int MAXIMUM_SLOTS_PER_ROW = 8;

  private static final int ROW_BITS = 4; // longs: 128 bytes, two cache lines, since processors fetch them in pairs
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** The slots. The first row stays empty: it keeps the array's length, which every access reads, off the cache lines of slots. */
  private final long[] cells;

  /** A superset of the rows in use, see above. */
  private final RowSet summary;

  private final int rows;
  private final int slotsPerRow;

  HazardTable(int rows, int slotsPerRow) {
    this.rows = check("rows", rows, MAXIMUM_ROWS);
    this.slotsPerRow = check("slotsPerRow", slotsPerRow, MAXIMUM_SLOTS_PER_ROW);
    cells = new long[(rows + 1) << ROW_BITS];
    summary = new RowSet(rows);
  }

  static int check(String name, int value, int maximum) {
    if (value < 1 || value > maximum) {
      throw new IllegalArgumentException(name + " is " + value + "; expected 1 to " + maximum);
    }
    return value;
  }

  // ---- For the two kinds of tables

  /** Stores a token in an empty slot, if it is still empty. The first load is opaque, a guess that the volatile CAS confirms. */
  final boolean tryClaim(int slot, long token) {
    return (long) CELL.getOpaque(cells, slot) == EMPTY && CELL.compareAndSet(cells, slot, EMPTY, token);
  }

  /** Stores a token in the caller's own slot. Release. */
  final void store(int slot, long token) {
    CELL.setRelease(cells, slot, token);
  }

  /**
   * Adds a row to the summary. The check is volatile although another thread may have added the row: a scan that misses the row
   * is ordered before the addition, hence before this check, and then the re-validation of a use that was published without a
   * counted reference comes after the freeing side's mark.
   */
  final void addToSummary(int row) {
    if (!summary.contains(row)) {
      summary.add(row);
    }
  }

  final void removeFromSummary(int row) {
    summary.remove(row);
  }

  // ---- Slots and rows

  /**
   * Returns the first slot of a row.
   *
   * @param row from 0 to the number of rows - 1
   * @return the number of the slot
   */
  public final int slot(int row) {
    return (row + 1) << ROW_BITS;
  }

  /**
   * Returns the row of a slot.
   *
   * @param slot the number of a slot
   * @return the row, from 0
   */
  public final int row(int slot) {
    return (slot >>> ROW_BITS) - 1;
  }

  /**
   * Returns the number of rows.
   *
   * @return 1 or more
   */
  public final int rows() {
    return rows;
  }

  /**
   * Returns the number of slots in each row.
   *
   * @return 1 or more
   */
  public final int slotsPerRow() {
    return slotsPerRow;
  }

  // ---- For the user of a slot

  /**
   * Empties a slot whose hazard cannot have been converted. Called by the user of the slot. Release. Wait-free.
   *
   * @param slot the slot
   */
  public final void clear(int slot) {
    CELL.setRelease(cells, slot, EMPTY);
  }

  /**
   * Empties a slot and returns its value. Called by the user of the slot; if the value is negative, the hazard was converted, and
   * the caller owns a counted reference and has to release it. Volatile. Wait-free.
   *
   * @param slot the slot
   * @return the token, or its negative if the hazard was converted
   */
  public final long exchange(int slot) {
    return (long) CELL.getAndSet(cells, slot, EMPTY);
  }

  // ---- For the freeing side

  /**
   * Converts a hazard into a counted reference for the user of the slot, which releases the slot by {@link #exchange}. The caller
   * has added that reference to the object's count before, and keeps it if this method returns false. Volatile. Wait-free.
   *
   * @param slot the slot in which the token was found
   * @param token the token
   * @return true if converted; false if the slot no longer holds the token
   */
  public final boolean convert(int slot, long token) {
    return CELL.compareAndSet(cells, slot, token, -token);
  }

  /**
   * Returns the value of a slot. Volatile. Wait-free.
   *
   * @param slot the slot
   * @return a token, the negative of a token, or {@link #EMPTY}
   */
  public final long get(int slot) {
    return (long) CELL.getVolatile(cells, slot);
  }

  /**
   * Finds a slot that holds a token. Volatile. Takes a step per row in the summary, and one per 64 rows of the table.
   *
   * @param from the slot to start from: 0 for a whole scan, the last result + 1 to continue one
   * @param token the token
   * @return the first slot at or after {@code from} that holds the token, or {@link #NONE}
   */
  public final int next(int from, long token) {
    return next(from, token, -1L);
  }

  /**
   * Finds a slot that holds one of a group of tokens. Otherwise like {@link #next(int, long)}.
   *
   * @param from the slot to start from: 0 for a whole scan, the last result + 1 to continue one
   * @param token the bits to look for; 0 in every bit that is not significant
   * @param significant the bits of a slot's value that are compared with {@code token}
   * @return the first slot at or after {@code from} that holds such a token, or {@link #NONE}
   */
  public final int next(int from, long token, long significant) {
    int start = Math.max(from, slot(0));
    int row = row(start);
    int found = row < rows && summary.contains(row) ? searchRow(start, row, token, significant) : NONE;
    for (row = summary.next(row + 1); found == NONE && row != NONE; row = summary.next(row + 1)) {
      found = searchRow(slot(row), row, token, significant);
    }
    return found;
  }

  private int searchRow(int from, int row, long token, long significant) {
    int end = slot(row) + slotsPerRow;
    for (int slot = from; slot < end; slot++) {
      if ((get(slot) & significant) == token) {
        return slot;
      }
    }
    return NONE;
  }

  // ---- Diagnostics

  /**
   * Returns the number of slots in use, converted ones included: a snapshot per slot, for diagnostics. Takes a step per slot.
   *
   * @return 0 or more
   */
  public final int occupied() {
    int occupied = 0;
    for (int row = summary.next(0); row != NONE; row = summary.next(row + 1)) {
      for (int slot = slot(row); slot < slot(row) + slotsPerRow; slot++) {
        if (get(slot) != EMPTY) {
          occupied++;
        }
      }
    }
    return occupied;
  }

  /**
   * Returns the number of rows that a scan reads: those in the summary.
   *
   * @return 0 or more
   */
  public final int visible() {
    return summary.size();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + rows + " rows of " + slotsPerRow + ", " + visible() + " in the summary, "
        + occupied() + " slots in use]";
  }
}
