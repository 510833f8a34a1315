package org.vmalock.primitive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

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
 * <h2>Misuse</h2>
 *
 * <p>A cell that may not be used holds {@link #CLOSED}: a cell that is no slot, and the slots of a row that is not in the summary. So the
 * user of a slot detects misuse by a load of the cell that it is about to write.
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

  /** The value of a cell that may not be used. No token, and not the negative of one. */
  static final long CLOSED = Long.MIN_VALUE;

  private static final int ROW_BITS = 4; // longs: 128 bytes, two cache lines, since processors fetch them in pairs
  static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** The slots. The first row stays empty: it keeps the array's length, which every access reads, off the cache lines of slots. */
  final long[] cells;

  /** A superset of the rows in use, see above. */
  private final RowSet summary;

  private final int rows;
  private final int slotsPerRow;

  HazardTable(int rows, int slotsPerRow) {
    this.rows = check("rows", rows, MAXIMUM_ROWS);
    this.slotsPerRow = check("slotsPerRow", slotsPerRow, MAXIMUM_SLOTS_PER_ROW);
    cells = new long[(rows + 1) << ROW_BITS];
    Arrays.fill(cells, CLOSED);
    summary = new RowSet(rows);
  }

  static int check(String name, int value, int maximum) {
    if (value < 1 || value > maximum) {
      throw new IllegalArgumentException(name + " is " + value + "; expected 1 to " + maximum);
    }
    return value;
  }

  // ---- For the two kinds of tables

  static int firstSlot(int row) {
    return (row + 1) << ROW_BITS;
  }

  /** Empties a slot if it holds this value, which is not {@link #CLOSED}: an opened cell of a row out of the summary would hide hazards. */
  static long release(long[] cells, int slot, long value) {
    return slot >= 0 && slot < cells.length ? (long) CELL.compareAndExchange(cells, slot, value, EMPTY) : CLOSED;
  }

  /** Stores a token in a slot, if it is empty. Volatile. */
  final boolean tryClaim(int slot, long token) {
    return CELL.compareAndSet(cells, slot, EMPTY, token);
  }

  /** Makes a slot of a row in the summary usable, unless it is already. Volatile. */
  final void open(int slot) {
    CELL.compareAndSet(cells, slot, CLOSED, EMPTY);
  }

  /** Stores a value in the caller's own slot. Release. */
  final void store(int slot, long value) {
    CELL.setRelease(cells, slot, value);
  }

  /** Returns the value of the caller's own slot, or of a cell that is no slot. Opaque. */
  final long peek(int slot) {
    return (long) CELL.getOpaque(cells, slot);
  }

  static void checkToken(long token) {
    if (token <= 0) {
      throw new IllegalArgumentException("token is " + token + "; expected a positive number");
    }
  }

  /** Builds the exception for an operation on a slot that does not permit it. */
  final IllegalStateException refused(String operation, int slot) {
    return new IllegalStateException(this + ": " + operation + " of slot " + slot + " is refused: " + describe(slot, peek(slot)));
  }

  private String describe(int slot, long value) {
    if (value == CLOSED) {
      return describeClosed(slot);
    }
    if (value < 0) {
      return "its hazard was converted; release it by exchange, and drop the counted reference";
    }
    return value == EMPTY ? "it is empty" : "it holds token " + value + "; release it first";
  }

  /** Returns why a cell is closed, and what to do, for messages. */
  String describeClosed(int slot) {
    return "the table has no such slot; pass a result of claim";
  }

  /** Returns whether a number is that of a slot. */
  final boolean isSlot(int slot) {
    int row = row(slot);
    return row >= 0 && row < rows && slot - slot(row) < slotsPerRow;
  }

  /** Adds a row to the summary, before its slots are opened. */
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
    return firstSlot(row);
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
   * Empties a slot whose hazard cannot have been converted; has no effect on an empty slot. Called by the user of the slot. Release.
   * Wait-free.
   *
   * @param slot the slot
   * @throws IllegalStateException if the hazard was converted, or the slot may not be used; nothing has changed then
   */
  public final void clear(int slot) {
    if (peek(slot) < 0) {
      throw refused("clear", slot);
    }
    CELL.setRelease(cells, slot, EMPTY);
  }

  /**
   * Empties a slot and returns its value. Called by the user of the slot; if the value is negative, the hazard was converted, and
   * the caller owns a counted reference and has to release it. Volatile. Wait-free.
   *
   * @param slot the slot
   * @return the token, or its negative if the hazard was converted
   * @throws IllegalStateException if the slot may not be used; nothing has changed then
   */
  public final long exchange(int slot) {
    if (peek(slot) == CLOSED) {
      throw refused("exchange", slot);
    }
    return (long) CELL.getAndSet(cells, slot, EMPTY);
  }

  /**
   * Empties a slot if it holds a value, and returns the value that it held. For slots whose number may be wrong: a release with the token,
   * and, if that returns its negative, with the negative, frees no slot of another user. Volatile. Wait-free.
   *
   * @param slot the number of a slot, or any other number
   * @param value the token, or its negative if the hazard was converted
   * @return {@code value} if the slot was emptied; otherwise what the slot holds, {@link Long#MIN_VALUE} if there is no such slot
   * @throws IllegalArgumentException if {@code value} is {@link Long#MIN_VALUE}; nothing has changed then
   */
  public final long release(int slot, long value) {
    if (value == CLOSED) {
      throw new IllegalArgumentException("value is that of a cell that is no slot; expected a token, or its negative");
    }
    return release(cells, slot, value);
  }

  /**
   * Returns whether a slot holds a token, or its negative. For slots whose number may be wrong. Volatile. Wait-free.
   *
   * @param slot the number of a slot, or any other number
   * @param token the token
   * @return whether the hazard was published in this slot and has not been released
   */
  public final boolean holds(int slot, long token) {
    return isSlot(slot) && Math.abs(get(slot)) == token;
  }

  // ---- For the freeing side

  /**
   * Converts a hazard into a counted reference for the user of the slot, which releases the slot by {@link #exchange}. The caller
   * has added that reference to the object's count before, and keeps it if this method returns false. Volatile. Wait-free.
   *
   * @param slot the slot in which the token was found
   * @param token the token
   * @return true if converted; false if the slot no longer holds the token
   * @throws IllegalArgumentException if the token is not positive; nothing has changed then
   */
  public final boolean convert(int slot, long token) {
    checkToken(token);
    return CELL.compareAndSet(cells, slot, token, -token);
  }

  /**
   * Returns the value of a slot. Volatile. Wait-free.
   *
   * @param slot the slot
   * @return a token, the negative of a token, or {@link #EMPTY}; {@link Long#MIN_VALUE} if the slot may not be used
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
   * @throws IllegalArgumentException if the token is not positive
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
   * @throws IllegalArgumentException if the token is not positive
   */
  public final int next(int from, long token, long significant) {
    checkToken(token);
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
        long value = get(slot);
        if (value != EMPTY && value != CLOSED) {
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
