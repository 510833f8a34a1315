package org.vmalock.benchmarks;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The collections that the objects of an index have survived before they are measured. A copying collector moves them, each kind of index
 * into another kind of order, so that the same index can be twice as fast or as slow. An index that is read for long has survived young
 * collections; one that was just built lies between the garbage of its construction.
 */
public enum HeapAge {
  /** Only the collections during construction. */
  BUILT {
    @Override
    void reach() {}
  },

  /** Young collections, until no part of the index is in the young generation. */
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

  /** In the heap of 1 GiB of these benchmarks, this fills the young generation more often than any object stays in it. */
  private static final long GARBAGE = 16L << 30;

  private static final int PIECE = 1 << 10;

  static volatile byte @Nullable [] sink;

  abstract void reach();

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
