package org.vmalock.primitive;

/**
 * A table of hazard slots with one row and slot per registered participant: a slot that holds an object's token announces that
 * the participant may be using the object, and a thread that wants to free the object scans all slots first.
 *
 * <p>Tokens, slot values and conversion are as in {@link SharedHazardSlots}. In contrast to that table, a row belongs to one
 * participant, a thread for example, from {@link #register} to {@link #unregister}. The participant therefore publishes by a store
 * instead of a compare-and-set. If every row has a participant, {@code register} returns {@link #NONE}; the caller counts its
 * references instead.
 *
 * <table>
 *   <caption>Operations</caption>
 *   <tr><th scope="col">step</th><th scope="col">method</th><th scope="col">called by</th></tr>
 *   <tr><td>publish</td><td>{@link #publish}, while holding a counted reference</td><td>the participant</td></tr>
 *   <tr><td>release</td><td>{@link #exchange}; {@link #clear} if the hazard cannot have been converted</td>
 *       <td>the participant</td></tr>
 *   <tr><td>scan</td><td>{@link #next(int, long)}, {@link #next(int, long, long)}</td><td>the freeing side</td></tr>
 *   <tr><td>convert</td><td>{@link #convert}, after adding to the object's count</td><td>the freeing side</td></tr>
 *   <tr><td>pause</td><td>{@link #hide}, {@link #show}: scans skip the row meanwhile</td><td>the participant</td></tr>
 * </table>
 *
 * <h2>Memory ordering</h2>
 *
 * <p>The participant publishes while it holds a counted reference that the freeing side waits for. So it needs neither a fence
 * nor a re-validation:
 *
 * <pre>
 *   T1 participant, holds a reference    T2 freeing side
 *   ---------------------------------    ---------------------------------
 *   slot := token           (release)
 *   references - 1      (volatile RMW)
 *                                        references - 1: 0  (volatile RMW)
 *                                        scan               (volatile)
 * </pre>
 *
 * <p>T1's store happens before its own decrement, that decrement before the last one, and the last one before the scan: no
 * machine allows the scan to read an older value of the slot. So {@link #publish} is a release store, which costs as much as a
 * plain one on x86.
 *
 * <p>Everything that the participant did with the object before it released the slot happens before the free by a thread whose
 * scan did not find the token, or whose counted references were all released.
 *
 * <p>No method allocates, but for {@link #newRowSet}; none blocks or waits. Origin: hazard pointers (Michael) and the lazy-mm
 * slots that were proposed for Linux.
 */
public final class OwnedHazardSlots extends HazardTable {
  /** The rows that have a participant. */
  private final RowSet taken;

  /**
   * Creates a table without participants.
   *
   * @param participants the maximum number of participants at a time, from 1 to {@link #MAXIMUM_ROWS}; each takes 128 bytes,
   *     registered or not
   * @throws IllegalArgumentException if the argument is out of range
   */
  public OwnedHazardSlots(int participants) {
    super(participants, 1);
    taken = newRowSet();
  }

  /**
   * Creates an empty set for rows of this table.
   *
   * @return the set
   */
  public RowSet newRowSet() {
    return new RowSet(rows());
  }

  /**
   * Assigns a row to a participant. Scans that start after this call read the row. Volatile. Lock-free.
   *
   * @return the row, from 0; or {@link #NONE} if every row has a participant
   */
  public int register() {
    int row = taken.addFirstAbsent();
    if (row != NONE) {
      store(slot(row), EMPTY);
      addToSummary(row);
    }
    return row;
  }

  /**
   * Unregisters a participant's row. The participant has emptied its slot before, while the row was visible to scans. Volatile.
   * Lock-free.
   *
   * @param row the participant's row
   * @throws IllegalStateException if the slot is not empty, or the row has no participant; nothing has changed then
   */
  public void unregister(int row) {
    checkEmpty(row, "unregister");
    removeFromSummary(row);
    store(slot(row), CLOSED);
    taken.remove(row);
  }

  /**
   * Removes a row from the summary, so that scans skip it. The participant publishes nothing until it has called {@link #show}.
   * Called by the participant. Volatile. Lock-free.
   *
   * @param row the participant's row
   * @throws IllegalStateException if the slot is not empty, or the row has no participant; nothing has changed then
   */
  public void hide(int row) {
    checkEmpty(row, "hide");
    removeFromSummary(row);
    store(slot(row), CLOSED);
  }

  /**
   * Adds a row to the summary again. Called by the participant, before it publishes. Volatile. Lock-free.
   *
   * @param row the participant's row
   * @throws IllegalStateException if the row has no participant; nothing has changed then
   */
  public void show(int row) {
    checkParticipant(row, "show");
    addToSummary(row);
    if (peek(slot(row)) == CLOSED) {
      store(slot(row), EMPTY);
    }
  }

  /**
   * Publishes a token. Called by the participant, whose row is not {@linkplain #hide hidden}, and which holds a counted reference
   * to the object that the freeing side waits for. Release. Wait-free.
   *
   * @param slot the participant's {@linkplain #slot slot}, which is empty
   * @param token the token, positive
   * @throws IllegalArgumentException if the token is not positive; nothing has changed then
   * @throws IllegalStateException if the slot is not empty, its row has no participant, or its row is hidden; nothing has changed then
   */
  public void publish(int slot, long token) {
    checkToken(token);
    if (peek(slot) != EMPTY) {
      throw refused("publish", slot);
    }
    store(slot, token);
  }

  @Override
  String describeClosed(int slot) {
    if (!isSlot(slot)) {
      return "the table has no such slot; pass slot(row) of a registered row";
    }
    return taken.contains(row(slot))
        ? "row " + row(slot) + " is hidden; call show first"
        : "row " + row(slot) + " has no participant; call register first";
  }

  private void checkEmpty(int row, String operation) {
    checkParticipant(row, operation);
    long value = get(slot(row));
    if (value != EMPTY && value != CLOSED) {
      throw new IllegalStateException(
          this + ": row " + row + " still holds " + value + "; the participant has to clear its slot before it calls " + operation);
    }
  }

  private void checkParticipant(int row, String operation) {
    if (row < 0 || row >= rows() || !taken.contains(row)) {
      throw new IllegalStateException(this + ": row " + row + " has no participant; call register before " + operation);
    }
  }
}
