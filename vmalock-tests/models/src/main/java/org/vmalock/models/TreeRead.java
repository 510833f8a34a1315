package org.vmalock.models;

import java.util.List;
import java.util.Locale;

/**
 * One operation of a reader.
 *
 * @param kind what it does
 * @param key for which key
 */
record TreeRead(Kind kind, int key) {
  enum Kind {
    /** Finds the range that covers the key, without a lock. */
    FIND,
    /** Acquires a read of the range that covers the key. */
    START,
    /** Acquires a read of the range that covers the key, or else of the next one. */
    NEXT
  }

  static TreeRead find(int key) {
    return new TreeRead(Kind.FIND, key);
  }

  static TreeRead start(int key) {
    return new TreeRead(Kind.START, key);
  }

  static TreeRead next(int key) {
    return new TreeRead(Kind.NEXT, key);
  }

  /** Returns the number of the range that the operation has to return while these are mapped, or {@link TreeShape#NOTHING}. */
  int answerFrom(List<TreeRange> mapped) {
    for (TreeRange range : mapped) {
      if (range.contains(key) || (kind == Kind.NEXT && range.start() > key)) {
        return range.index();
      }
    }
    return TreeShape.NOTHING;
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + "(" + key + ")";
  }
}
