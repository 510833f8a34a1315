package org.vmalock.primitive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A table of hazard slots: a slot that holds an object's token says "I may be using it", and whoever wants to free the object
 * looks at all slots first.
 *
 * <p>A <em>token</em> is a positive number that names one life of one object and is never used for another: what is recycled
 * needs a new token. A slot holds 0 (empty), a token, or the negative of a token: that hazard has been <em>handed over</em>,
 * which means that the freeing side has taken a counted reference in the name of the slot's user and taken the hazard away.
 *
 * <p>The slots stand in rows, and no two rows share a cache line, so that threads on different rows do not disturb each other. A
 * table is of one of two kinds:
 *
 * <table>
 *   <caption>The two kinds</caption>
 *   <tr><th scope="col">kind</th><th scope="col">who writes a row</th><th scope="col">in</th><th scope="col">out</th></tr>
 *   <tr><td>{@linkplain #shared shared}</td><td>any thread; the row follows from its id, the slot belongs to the use</td>
 *       <td>{@link #claim}</td><td>{@link #clear} or {@link #exchange}, by any thread</td></tr>
 *   <tr><td>{@linkplain #owned owned}</td><td>one participant, from {@link #register} to {@link #retire}</td>
 *       <td>{@link #publish}</td><td>{@link #clear} or {@link #exchange}, by the participant</td></tr>
 * </table>
 *
 * <p>A full row, or a table without a free row, is an outcome ({@link #NONE}) and not an error: count the reference instead.
 *
 * <h2>The summary</h2>
 *
 * <p>A bit per row says whether a scan has to look at it. It is set before the first slot of the row, and cleared by the row's
 * participant alone, when its slots are empty: the rows with a bit are always a superset of the rows in use. In a shared table
 * nobody could clear it without missing a neighbour, so there a bit that was set stays.
 *
 * <h2>Who needs a fence</h2>
 *
 * <p>A use that begins <em>from strength</em>, while its thread holds a counted reference that the freeing side waits for, needs
 * none:
 *
 * <pre>
 *   T1 user, holds a reference           T2 freeing side
 *   ---------------------------------    ---------------------------------
 *   slot := token           (release)
 *   references - 1      (volatile RMW)
 *                                        references - 1: 0  (volatile RMW)
 *                                        scan               (volatile)
 * </pre>
 *
 * <p>T1's store happens before its own decrement, that before the last one, and that before the scan: a scan that reads something
 * older is not allowed on any machine. So {@link #publish} is a release store, as cheap as a plain one on x86.
 *
 * <p>A use that begins <em>from weakness</em> has to look again after it has published, since the object may have been given up
 * before. Each side stores one thing and loads the other: all four accesses must be volatile, and {@link #claim} is a volatile
 * read-modify-write, the scan reads volatile, the caller's second look at the object and the freeing side's mark on it have to be
 * so as well.
 *
 * <pre>
 *   T1 user                              T2 freeing side
 *   ---------------------------------    ---------------------------------
 *   slot: 0 -> token    (volatile CAS)
 *                                        object: closed     (volatile RMW)
 *   object closed?          (volatile)   scan               (volatile)
 *   yes: leave, do not use it
 * </pre>
 *
 * <p>Leaving is a release store, or an exchange where a hand-off may have come: everything that was done with the object happens
 * before the free of whoever finds the slot without its token. A publication is a release store for the same reason and not an
 * opaque one: a scan that finds a <em>later</em> token takes that for the proof that the use of the earlier one has ended, and
 * Java states no release sequences that would lead back to the release of the earlier one.
 *
 * <p>Nothing here allocates after construction, blocks or waits. Origin: hazard pointers (Michael), the visible readers table of
 * BRAVO, and the lazy-mm slots that were proposed for Linux.
 */
public final class HazardSlots {
  /** No slot, no row. */
  public static final int NONE = -1;

  /** What an empty slot holds. */
  public static final long EMPTY = 0L;

  /** The most rows that a table may have. */
  public static final int MAXIMUM_ROWS = 1 << 20;

  /** The most slots that a row may have. */
  public static final int MAXIMUM_SLOTS_PER_ROW = 8;

  private static final int ROW_BITS = 4; // longs: 128 bytes, two cache lines, since processors fetch them in pairs
  private static final int WORD_BITS = 6;
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  /** The slots. The row in front stays empty: it keeps the length of the array, which every access reads, off the first slots. */
  private final long[] cells;

  /** A bit per row: a scan has to look at it. */
  private final long[] summary;

  /** A bit per row of an owned table: it has a participant. */
  private final long[] taken;

  private final int rows;
  private final int slotsPerRow;
  private final boolean owned;

  private HazardSlots(int rows, int slotsPerRow, boolean owned) {
    check("rows", rows, MAXIMUM_ROWS);
    check("slotsPerRow", slotsPerRow, MAXIMUM_SLOTS_PER_ROW);
    this.rows = rows;
    this.slotsPerRow = slotsPerRow;
    this.owned = owned;
    cells = new long[(rows + 1) << ROW_BITS];
    summary = new long[(rows + 63) >>> WORD_BITS];
    taken = new long[summary.length];
  }

  /**
   * Creates a table whose rows are shared by all threads.
   *
   * @param rows how many, from 1 to {@link #MAXIMUM_ROWS}; rounded up to a power of two; twice the processors is a good number
   * @param slotsPerRow how many uses of one thread, or of threads that meet on a row, fit at a time; from 1 to {@link
   *     #MAXIMUM_SLOTS_PER_ROW}
   * @return the table
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static HazardSlots shared(int rows, int slotsPerRow) {
    check("rows", rows, MAXIMUM_ROWS);
    return new HazardSlots(rows == 1 ? 1 : Integer.highestOneBit(rows - 1) << 1, slotsPerRow, false);
  }

  /**
   * Creates a table whose rows belong to registered participants, with one slot each.
   *
   * @param participants how many there can be at a time, from 1 to {@link #MAXIMUM_ROWS}
   * @return the table
   * @throws IllegalArgumentException if the argument is out of range
   */
  public static HazardSlots owned(int participants) {
    return new HazardSlots(participants, 1, true);
  }

  // ---- Shared tables

  /**
   * Publishes a token in a free slot of the current thread's row. Volatile. Wait-free.
   *
   * @param token what to publish, positive
   * @return the slot, or {@link #NONE} if all slots of the row are in use
   * @throws IllegalArgumentException if the token is not positive
   * @throws IllegalStateException if the table is owned by participants
   */
  public int claim(long token) {
    checkToken(token);
    int row = rowOfCurrentThread();
    setSummary(row);
    int first = slot(row);
    for (int slot = first; slot < first + slotsPerRow; slot++) {
      if ((long) CELL.getOpaque(cells, slot) == EMPTY && CELL.compareAndSet(cells, slot, EMPTY, token)) {
        return slot;
      }
    }
    return NONE;
  }

  private int rowOfCurrentThread() {
    if (owned) {
      throw new IllegalStateException(this + ": claim needs a shared table; in this one every row belongs to a participant");
    }
    return (int) Thread.currentThread().getId() & (rows - 1);
  }

  // ---- Owned tables

  /**
   * Takes a row for a participant, which is visible to scans from here. Volatile. Lock-free.
   *
   * @return the row, from 0; or {@link #NONE} if all have a participant
   * @throws IllegalStateException if the table is shared
   */
  public int register() {
    if (!owned) {
      throw new IllegalStateException(this + ": register needs a table of participants; in this one every row is everybody's");
    }
    for (int word = 0; word < taken.length; word++) {
      int row = take(word);
      if (row != NONE) {
        setSummary(row);
        return row;
      }
    }
    return NONE;
  }

  private int take(int word) {
    while (true) {
      long bits = (long) CELL.getVolatile(taken, word);
      int row = (word << WORD_BITS) + Long.numberOfTrailingZeros(~bits);
      if (bits == -1L || row >= rows) {
        return NONE;
      }
      if (CELL.compareAndSet(taken, word, bits, bits | bit(row))) {
        return row;
      }
    }
  }

  /**
   * Gives a row back. The participant has emptied its slot before, while scans could still see it. Volatile. Lock-free.
   *
   * @param row the participant's row
   * @throws IllegalStateException if the slot is not empty, or the row has no participant; nothing has changed then
   */
  public void retire(int row) {
    checkEmpty(row, "retire");
    CELL.getAndBitwiseAnd(summary, row >>> WORD_BITS, ~bit(row));
    CELL.getAndBitwiseAnd(taken, row >>> WORD_BITS, ~bit(row));
  }

  /**
   * Takes a row out of the summary: its participant will publish nothing before it has called {@link #show}. By the participant.
   * Volatile. Lock-free.
   *
   * @param row the participant's row
   * @throws IllegalStateException if the slot is not empty, or the row has no participant; nothing has changed then
   */
  public void hide(int row) {
    checkEmpty(row, "hide");
    CELL.getAndBitwiseAnd(summary, row >>> WORD_BITS, ~bit(row));
  }

  /**
   * Puts a row back into the summary. By the participant, before it publishes. Volatile. Lock-free.
   *
   * @param row the participant's row
   * @throws IllegalStateException if the row has no participant
   */
  public void show(int row) {
    checkParticipant(row, "show");
    setSummary(row);
  }

  /**
   * Publishes a token from strength: the caller holds a counted reference to what it names, which the freeing side waits for. By
   * the participant, whose row is not {@linkplain #hide hidden}. Release. Wait-free.
   *
   * @param slot the participant's {@linkplain #slot slot}, which is empty
   * @param token what to publish, positive
   */
  public void publish(int slot, long token) {
    CELL.setRelease(cells, slot, token);
  }

  /**
   * The slot of a row, or the first of its slots.
   *
   * @param row from 0 to {@link #rows} - 1
   * @return the number of the slot
   */
  public int slot(int row) {
    return (row + 1) << ROW_BITS;
  }

  /**
   * The row of a slot.
   *
   * @param slot the number of a slot
   * @return the row, from 0
   */
  public int row(int slot) {
    return (slot >>> ROW_BITS) - 1;
  }

  // ---- Leaving

  /**
   * Empties a slot from which nothing can have been handed over. By the user of the slot. Release. Wait-free.
   *
   * @param slot the slot
   */
  public void clear(int slot) {
    CELL.setRelease(cells, slot, EMPTY);
  }

  /**
   * Empties a slot and tells what was in it: the token, or its negative if the hazard was handed over; then the user of the slot
   * owns a counted reference, and gives it back. By the user of the slot. Volatile. Wait-free.
   *
   * @param slot the slot
   * @return what the slot held
   */
  public long exchange(int slot) {
    return (long) CELL.getAndSet(cells, slot, EMPTY);
  }

  // ---- The freeing side

  /**
   * Hands a hazard over: takes it away from a user who leaves by {@link #exchange}. The caller has raised the count before, by
   * one for this slot, and keeps that one if this fails. Volatile. Wait-free.
   *
   * @param slot where the token was found
   * @param token the token
   * @return false if the slot does not hold the token any more
   */
  public boolean handOff(int slot, long token) {
    return CELL.compareAndSet(cells, slot, token, -token);
  }

  /**
   * What a slot holds. Volatile. Wait-free.
   *
   * @param slot the slot
   * @return a token, the negative of one, or {@link #EMPTY}
   */
  public long get(int slot) {
    return (long) CELL.getVolatile(cells, slot);
  }

  /**
   * Finds a slot that holds a token. Volatile. Takes a step per row that the summary names and one per 64 rows that it does not.
   *
   * @param from the slot to begin at: 0 for a whole scan, the last result + 1 to go on
   * @param token the token
   * @return the first slot at or after {@code from} that holds it, or {@link #NONE}
   */
  public int next(int from, long token) {
    return next(from, token, -1L);
  }

  /**
   * Finds a slot that holds one of a group of tokens.
   *
   * @param from the slot to begin at: 0 for a whole scan, the last result + 1 to go on
   * @param token the token, without the bits that are not significant
   * @param significant the bits of a slot's value that have to be equal
   * @return the first slot at or after {@code from} that holds such a token, or {@link #NONE}
   */
  public int next(int from, long token, long significant) {
    int start = Math.max(from, slot(0));
    int row = row(start);
    int found = row < rows && isInSummary(row) ? searchRow(start, row, token, significant) : NONE;
    for (row = nextInSummary(row + 1); found == NONE && row != NONE; row = nextInSummary(row + 1)) {
      found = searchRow(slot(row), row, token, significant);
    }
    return found;
  }

  private int searchRow(int from, int row, long token, long significant) {
    int end = slot(row) + slotsPerRow;
    for (int slot = from; slot < end; slot++) {
      if (((long) CELL.getVolatile(cells, slot) & significant) == token) {
        return slot;
      }
    }
    return NONE;
  }

  private int nextInSummary(int row) {
    for (int from = row; from < rows; from = (from | 63) + 1) {
      long bits = (long) CELL.getVolatile(summary, from >>> WORD_BITS) & (-1L << from);
      if (bits != 0) {
        return (from & ~63) + Long.numberOfTrailingZeros(bits);
      }
    }
    return NONE;
  }

  private boolean isInSummary(int row) {
    return ((long) CELL.getVolatile(summary, row >>> WORD_BITS) & bit(row)) != 0;
  }

  /**
   * The look is volatile although the bit was set by somebody else, perhaps: a scan that misses the bit comes before it, and so
   * before this look, and then the second look of a use from weakness comes after the freeing side's mark.
   */
  private void setSummary(int row) {
    if (!isInSummary(row)) {
      CELL.getAndBitwiseOr(summary, row >>> WORD_BITS, bit(row));
    }
  }

  // ---- Questions

  /**
   * The size of the table.
   *
   * @return the number of rows
   */
  public int rows() {
    return rows;
  }

  /**
   * The size of a row.
   *
   * @return the number of slots in each row
   */
  public int slotsPerRow() {
    return slotsPerRow;
  }

  /**
   * How many slots are in use at this moment, handed over ones included, for people. Takes a step per slot.
   *
   * @return their number
   */
  public int occupied() {
    int occupied = 0;
    for (int row = nextInSummary(0); row != NONE; row = nextInSummary(row + 1)) {
      for (int slot = slot(row); slot < slot(row) + slotsPerRow; slot++) {
        if (get(slot) != EMPTY) {
          occupied++;
        }
      }
    }
    return occupied;
  }

  /**
   * How many rows a scan looks at: those in the summary, for people.
   *
   * @return their number
   */
  public int visible() {
    int visible = 0;
    for (int word = 0; word < summary.length; word++) {
      visible += Long.bitCount((long) CELL.getVolatile(summary, word));
    }
    return visible;
  }

  @Override
  public String toString() {
    String kind = owned ? "owned, " : "shared, ";
    return "HazardSlots[" + kind + rows + " rows of " + slotsPerRow + ", " + visible() + " in the summary, " + occupied()
        + " slots in use]";
  }

  private static long bit(int row) {
    return 1L << row;
  }

  private void checkEmpty(int row, String operation) {
    checkParticipant(row, operation);
    long value = get(slot(row));
    if (value != EMPTY) {
      throw new IllegalStateException(
          this + ": row " + row + " still holds " + value + "; its participant must leave before it calls " + operation);
    }
  }

  private void checkParticipant(int row, String operation) {
    if (row < 0 || row >= rows || ((long) CELL.getVolatile(taken, row >>> WORD_BITS) & bit(row)) == 0) {
      throw new IllegalStateException(this + ": row " + row + " has no participant; register before you call " + operation);
    }
  }

  private static void checkToken(long token) {
    if (token <= 0) {
      throw new IllegalArgumentException("the token is " + token + " and must be positive");
    }
  }

  private static void check(String name, int value, int maximum) {
    if (value < 1 || value > maximum) {
      throw new IllegalArgumentException(name + " is " + value + " and must be from 1 to " + maximum);
    }
  }
}
