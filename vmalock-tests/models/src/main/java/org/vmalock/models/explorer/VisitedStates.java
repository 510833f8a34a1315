package org.vmalock.models.explorer;

/**
 * The set of visited states, as 64-bit fingerprints in an open-addressing table. Two different states share a fingerprint with
 * probability n<sup>2</sup> / 2<sup>65</sup> for n states; the second one would then be taken for visited.
 */
final class VisitedStates {
  private static final int FIRST_SIZE = 1 << 12;
  private static final long EMPTY = 0;

  private long[] table = new long[FIRST_SIZE];
  private int size;

  /** Keeps the compiler from removing the loads of {@link #prefetch}. */
  @SuppressWarnings("unused")
  private long prefetched;

  /** Loads the place of a fingerprint, so that adding it does not wait for memory. */
  void prefetch(long fingerprint) {
    prefetched += table[(int) fingerprint & (table.length - 1)];
  }

  /** Adds a fingerprint unless it is present; returns whether it was added. */
  boolean add(long fingerprint) {
    int mask = table.length - 1;
    int i = (int) fingerprint & mask;
    while (table[i] != EMPTY) {
      if (table[i] == fingerprint) {
        return false;
      }
      i = (i + 1) & mask;
    }
    table[i] = fingerprint;
    if (++size > table.length >> 1) {
      grow();
    }
    return true;
  }

  private void grow() {
    long[] former = table;
    table = new long[2 * former.length];
    int mask = table.length - 1;
    for (long fingerprint : former) {
      if (fingerprint != EMPTY) {
        int i = (int) fingerprint & mask;
        while (table[i] != EMPTY) {
          i = (i + 1) & mask;
        }
        table[i] = fingerprint;
      }
    }
  }

  /** Returns the fingerprint of a state. Mixes the words in two lanes, which a processor works on side by side. */
  static long fingerprint(long[] state, int length) {
    long left = 0x9E37_79B9_7F4A_7C15L ^ length;
    long right = 0xC2B2_AE3D_27D4_EB4FL;
    int i = 0;
    for (; i + 1 < length; i += 2) {
      left = (left ^ state[i]) * 0xFF51_AFD7_ED55_8CCDL;
      left ^= left >>> 32;
      right = (right ^ state[i + 1]) * 0xC4CE_B9FE_1A85_EC53L;
      right ^= right >>> 29;
    }
    if (i < length) {
      left = (left ^ state[i]) * 0xFF51_AFD7_ED55_8CCDL;
      left ^= left >>> 32;
    }
    long mixed = (left + Long.rotateLeft(right, 23)) * 0x9FB2_1C65_1E98_DF25L;
    mixed ^= mixed >>> 32;
    mixed *= 0xFF51_AFD7_ED55_8CCDL;
    mixed ^= mixed >>> 29;
    return mixed == EMPTY ? 1 : mixed;
  }
}
