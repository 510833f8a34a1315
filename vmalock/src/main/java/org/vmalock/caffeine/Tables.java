package org.vmalock.caffeine;

import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes of concurrent tables that do not fail half-way. A {@code ConcurrentHashMap} is changed first and counts its entries afterwards, in
 * counters that allocate where threads collide: in a full heap, an operation may throw although it has changed the table. These operations
 * then succeed. The size of such a table is a hint.
 */
final class Tables {
  private Tables() {}

  /** Adds a value unless the key has one; returns that, or null. */
  static <K, V> @Nullable V putIfAbsent(ConcurrentMap<K, V> table, K key, V value) {
    try {
      return table.putIfAbsent(key, value);
    } catch (OutOfMemoryError e) {
      if (table.get(key) != value) {
        throw e;
      }
      return null;
    }
  }

  /** Removes a value of a key, if it is there. */
  static <K, V> void remove(ConcurrentMap<K, V> table, K key, V value) {
    try {
      table.remove(key, value);
    } catch (OutOfMemoryError e) {
      if (table.get(key) == value) {
        throw e;
      }
    }
  }

  /** Adds an element that no other thread adds or removes. */
  static <E> void add(Set<E> set, E element) {
    try {
      set.add(element);
    } catch (OutOfMemoryError e) {
      if (!set.contains(element)) {
        throw e;
      }
    }
  }

  /** Removes an element; returns whether it was there. */
  static <E> boolean remove(Set<E> set, E element) {
    try {
      return set.remove(element);
    } catch (OutOfMemoryError e) {
      if (set.contains(element)) {
        throw e;
      }
      return true;
    }
  }

  /** Returns whether a set has no element, by a walk. */
  static boolean isEmpty(Set<?> set) {
    return !set.iterator().hasNext();
  }
}
