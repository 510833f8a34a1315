package org.vmalock.primitive;

/**
 * A table of hazard slots that any thread claims for the duration of a use: a slot that holds an object's token announces that the
 * object may be in use, and a thread that wants to free the object scans all slots first.
 *
 * <p>A <em>token</em> is a positive number for one generation of one object and is never used for another: a recycled object
 * needs a new token. A slot holds {@link #EMPTY}, a token, or the negative of a token. The negative says that the hazard has been
 * <em>converted</em>: the freeing side has added a counted reference for the user of the slot, which that user has to release.
 *
 * <p>Slots belong to uses, not to threads: a slot may be released by another thread than the one that claimed it. They are
 * arranged in rows, no two rows share a cache line, and the row follows from the thread's id, so that most threads do not contend.
 * If all slots of the row and of a second one are in use, {@link #claim} returns {@link #NONE}; the caller counts its reference instead.
 *
 * <table>
 *   <caption>Operations</caption>
 *   <tr><th scope="col">step</th><th scope="col">method</th><th scope="col">called by</th></tr>
 *   <tr><td>publish</td><td>{@link #claim}, then re-validate the object</td><td>the user</td></tr>
 *   <tr><td>release</td><td>{@link #exchange}; {@link #clear} if the hazard cannot have been converted</td>
 *       <td>the user, on any thread</td></tr>
 *   <tr><td>scan</td><td>{@link #next(int, long)}</td><td>the freeing side</td></tr>
 *   <tr><td>convert</td><td>{@link #convert}, after adding to the object's count</td><td>the freeing side</td></tr>
 * </table>
 *
 * <h2>Memory ordering</h2>
 *
 * <p>The user publishes without holding a counted reference, so the object may be retired before the token is visible. The user
 * has to re-validate the object after publishing:
 *
 * <pre>
 *   T1 user                              T2 freeing side
 *   ---------------------------------    ---------------------------------
 *   slot: 0 -> token    (volatile CAS)
 *                                        object: retired    (volatile RMW)
 *   object retired?         (volatile)   scan               (volatile)
 *   yes: release the slot, do not use the object
 * </pre>
 *
 * <p>Each side stores one thing and then loads the other. All four accesses must be volatile: this class provides the two
 * accesses of the slot, the caller provides the two accesses of the object. Then either T1 finds the object retired, or T2 finds
 * T1's token.
 *
 * <p>A row is added to the summary before its slots are opened, by the first thread that uses it:
 *
 * <pre>
 *   T1 first user                T2 later user                T3 freeing side
 *   -------------------------    -------------------------    -------------------------
 *   summary: + row    (RMW)
 *   slot: closed -> 0 (CAS)
 *                                slot: 0 -> token  (CAS)
 *                                                             object: retired    (RMW)
 *                                object retired?              summary, then slots
 * </pre>
 *
 * <p>A claim succeeds on an open slot only, so that the addition precedes it in the order of the volatile accesses. T3, if it misses the row,
 * has loaded the summary before the addition; then T2 finds the object retired.
 *
 * <p>Everything that the user did with the object before it released the slot happens before the free by a thread whose scan
 * did not find the token, or whose counted references were all released.
 *
 * <p>No method allocates, blocks or waits. Origin: hazard pointers (Michael) and the visible readers table of BRAVO. {@link
 * OwnedHazardSlots} is the table for participants that have a row of their own.
 */
public final class SharedHazardSlots extends HazardTable {
  /**
   * The operations of the users of a table. Kept in a {@code static final} field, they are faster than those of the table: the compiler then
   * treats the place and the size of the table as constants.
   */
  public interface Use {
    /**
     * Publishes a token as {@link SharedHazardSlots#claim} does.
     *
     * @param token the token, positive
     * @return the slot, or {@link #NONE} if all slots of both rows are in use
     * @throws IllegalArgumentException if the token is not positive; nothing has changed then
     */
    int claim(long token);

    /**
     * Empties a slot as {@link SharedHazardSlots#release} does, if its hazard has not been converted.
     *
     * @param slot the number of a slot, or any other number
     * @param token the token, positive
     * @return {@code token} if the slot was emptied; otherwise what the slot holds, {@link Long#MIN_VALUE} if there is no such slot
     * @throws IllegalArgumentException if the token is not positive; nothing has changed then
     */
    long release(int slot, long token);
  }

  private final Use use;

  /**
   * Creates a table without uses.
   *
   * @param rows the number of rows, from 1 to {@link #MAXIMUM_ROWS}; rounded up to a power of two; twice the number of processors
   *     is a good choice
   * @param slotsPerRow the number of uses that fit into a row at a time, from 1 to {@link #MAXIMUM_SLOTS_PER_ROW}
   * @throws IllegalArgumentException if an argument is out of range
   */
  public SharedHazardSlots(int rows, int slotsPerRow) {
    super(roundUp(check("rows", rows, MAXIMUM_ROWS)), slotsPerRow);
    use = new SharedHazardUse(cells, rows() - 1, this);
  }

  private static int roundUp(int rows) {
    return rows == 1 ? 1 : Integer.highestOneBit(rows - 1) << 1;
  }

  /**
   * Publishes a token in a free slot of the current thread's row, or of a second row if the first one is full. Volatile. Wait-free, but for
   * the first use of a row, which is lock-free.
   *
   * @param token the token, positive
   * @return the slot, or {@link #NONE} if all slots of both rows are in use
   * @throws IllegalArgumentException if the token is not positive; nothing has changed then
   */
  public int claim(long token) {
    return use.claim(token);
  }

  /**
   * Returns the operations of users, for a caller that keeps them in a constant.
   *
   * @return the same object at each call
   */
  public Use use() {
    return use;
  }

  /** Claims a slot other than the first of a row, or one in a second row. */
  int claimOther(int first, long token) {
    int row = row(first);
    int slot = claimInRow(row, token);
    return slot != NONE || rows() == 1 ? slot : claimInRow(row ^ (rows() >>> 1), token);
  }

  private int claimInRow(int row, long token) {
    int first = slot(row);
    int end = first + slotsPerRow();
    if (peek(end - 1) == CLOSED) {
      openRow(row, first, end);
    }
    for (int slot = first; slot < end; slot++) {
      if (peek(slot) == EMPTY && tryClaim(slot, token)) {
        return slot;
      }
    }
    return NONE;
  }

  /** The last slot is opened last: a thread that finds it open finds the others open. */
  private void openRow(int row, int first, int end) {
    addToSummary(row);
    for (int slot = first; slot < end; slot++) {
      open(slot);
    }
  }
}
