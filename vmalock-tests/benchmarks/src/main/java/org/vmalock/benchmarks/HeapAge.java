package org.vmalock.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * What the objects of an index have been through before they are measured. A collector that copies moves them, each kind of index
 * to another kind of order, so that the same index can be twice as fast or as slow. An index that is read for long has been through
 * young collections; one that was just built lies between the garbage of its making.
 */
public enum HeapAge {
  /** Nothing but what happened while it was built. */
  BUILT {
    @Override
    void reach() {}
  },

  /** Young collections, until nothing of it is young any more. */
  AGED {
    @Override
    void reach() {
      for (long allocated = 0; allocated < GARBAGE; allocated += PIECE) {
        sink = new byte[PIECE];
      }
      sink = null;
    }
  },

  /** A full collection. */
  COMPACTED {
    @Override
    void reach() {
      System.gc();
    }
  };

  /** In the heap of 1 GiB that these benchmarks have, this fills the young generation more often than anything stays in it. */
  private static final long GARBAGE = 16L << 30;

  private static final int PIECE = 1 << 10;

  static volatile byte @Nullable [] sink;

  abstract void reach();
}
