package org.vmalock.primitive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * A set of rows of an {@link OwnedHazardSlots} table, made by {@link OwnedHazardSlots#newRowSet}: an atomic bit per row.
 *
 * <p>It serves as a filter for scans, and is then a superset of the rows in use: a participant adds its row before it publishes
 * in its slot, and removes it when the slot is empty or names another object.
 *
 * <p>Access modes: an update is a volatile read-modify-write of one 64-bit word, a query a volatile load of a word. So a
 * scan that finds a row absent is ordered before the row's {@link #add}, and a scan that starts after an {@code add} finds the
 * row. Updates are lock-free, queries wait-free.
 */
public final class RowSet {
  private static final int WORD_BITS = 6;
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  /** Bit n of word w represents row 64 w + n. Any thread updates a word, by volatile read-modify-writes. */
  private final long[] words;

  private final int rows;

  RowSet(int rows) {
    this.rows = rows;
    words = new long[(rows + 63) >>> WORD_BITS];
  }

  /**
   * Adds a row. Volatile.
   *
   * @param row from 0 to the table's number of rows - 1
   * @throws IndexOutOfBoundsException if the table has no such row
   */
  public void add(int row) {
    Objects.checkIndex(row, rows);
    WORD.getAndBitwiseOr(words, row >>> WORD_BITS, bit(row));
  }

  /**
   * Removes a row. Volatile.
   *
   * @param row from 0 to the table's number of rows - 1
   */
  public void remove(int row) {
    WORD.getAndBitwiseAnd(words, row >>> WORD_BITS, ~bit(row));
  }

  /**
   * Returns whether a row is in the set. Volatile.
   *
   * @param row from 0 to the table's number of rows - 1
   * @return true if it is
   */
  public boolean contains(int row) {
    return (word(row >>> WORD_BITS) & bit(row)) != 0;
  }

  /**
   * Finds the next row in the set. Volatile. Takes a step per 64 rows.
   *
   * @param from the first row to test, 0 or more
   * @return the first row of the set at or after {@code from}, or {@link OwnedHazardSlots#NONE}
   */
  public int next(int from) {
    for (int row = from; row < rows; row = (row | 63) + 1) {
      long bits = word(row >>> WORD_BITS) & (-1L << row);
      if (bits != 0) {
        return (row & ~63) + Long.numberOfTrailingZeros(bits);
      }
    }
    return HazardTable.NONE;
  }

  /**
   * Returns the number of rows in the set: a snapshot per 64 rows, for diagnostics. Volatile.
   *
   * @return 0 or more
   */
  public int size() {
    int size = 0;
    for (int word = 0; word < words.length; word++) {
      size += Long.bitCount(word(word));
    }
    return size;
  }

  /** Adds the first absent row; returns it, or NONE if the set is full. Volatile. Lock-free. */
  int addFirstAbsent() {
    int row = HazardTable.NONE;
    for (int word = 0; row == HazardTable.NONE && word < words.length; word++) {
      row = addFirstAbsentOf(word);
    }
    return row;
  }

  private int addFirstAbsentOf(int word) {
    while (true) {
      long bits = word(word);
      int row = (word << WORD_BITS) + Long.numberOfTrailingZeros(~bits);
      if (bits == -1L || row >= rows) {
        return HazardTable.NONE;
      }
      if (WORD.compareAndSet(words, word, bits, bits | bit(row))) {
        return row;
      }
    }
  }

  @Override
  public String toString() {
    return "RowSet[" + size() + " of " + rows + " rows]";
  }

  private long word(int index) {
    return (long) WORD.getVolatile(words, index);
  }

  private static long bit(int row) {
    return 1L << row;
  }
}
