package org.vmalock.primitive;

/**
 * The steps of the users of a shared table that usually need nothing but its first slots. A record, since the compiler treats the fields of
 * a constant record as constants.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and not handed out
record SharedHazardUse(long[] cells, int mask, SharedHazardSlots table) implements SharedHazardSlots.Use {
  @Override
  public int claim(long token) {
    HazardTable.checkToken(token);
    int first = HazardTable.firstSlot((int) Thread.currentThread().getId() & mask);
    return HazardTable.CELL.compareAndSet(cells, first, HazardTable.EMPTY, token) ? first : table.claimOther(first, token);
  }

  @Override
  public long release(int slot, long token) {
    HazardTable.checkToken(token);
    return HazardTable.release(cells, slot, token);
  }
}
