package org.vmalock.tree;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;

/** A change with its checked arguments, which a tree or a batch applies in a write section. */
abstract class Change<V, R> {
  private final String name;
  final long start;
  final long last;

  private Change(String name, long start, long last) {
    this.name = name;
    this.start = start;
    this.last = last;
  }

  /**
   * Write-locks the ranges that this change is going to detach, so that {@link #applyTo} does not wait. If the wait ends early, the
   * section is unchanged.
   */
  void lock(WriteSection<V> section, Wait wait) throws InterruptedException, TimeoutException {
    section.writeLockAll(start, last, wait, this);
  }

  /** Applies this change to the private version of a section; waits without limit for the readers of ranges that are not write-locked. */
  abstract R applyTo(WriteSection<V> section);

  /** Returns the operation and its range, in the words that follow "cannot". */
  @Override
  public String toString() {
    return name + " " + Ranges.describe(start, last);
  }

  /** A change that maps a value. */
  private abstract static class OfValue<V, R> extends Change<V, R> {
    final V value;

    OfValue(String name, long start, long last, V value) {
      super(name, start, last);
      this.value = Objects.requireNonNull(value, "value");
    }
  }

  static <V> Change<V, Boolean> map(long start, long last, V value) {
    return new OfValue<>("map", start, last, value) {
      @Override
      void lock(WriteSection<V> section, Wait wait) {} // a free range has no readers

      @Override
      Boolean applyTo(WriteSection<V> section) {
        section.map(start, last, value);
        return true;
      }
    };
  }

  static <V> Change<V, OptionalLong> mapFree(FreeSearch search, V value) {
    return new OfValue<>("map", search.first(), search.last(), value) {
      @Override
      void lock(WriteSection<V> section, Wait wait) {} // free keys have no readers

      @Override
      OptionalLong applyTo(WriteSection<V> section) {
        return section.mapFree(search, value);
      }

      @Override
      public String toString() {
        return "map " + search;
      }
    };
  }

  static <V> Change<V, List<RangeEntry<V>>> replace(long start, long last, V value) {
    return new OfValue<>("replace", start, last, value) {
      @Override
      List<RangeEntry<V>> applyTo(WriteSection<V> section) {
        return section.replace(start, last, value);
      }
    };
  }

  static <V> Change<V, List<RangeEntry<V>>> unmap(long start, long last) {
    return new Change<>("unmap", start, last) {
      @Override
      List<RangeEntry<V>> applyTo(WriteSection<V> section) {
        return section.unmap(start, last);
      }
    };
  }

  static <V> Change<V, Boolean> update(long start, long last, V value) {
    return new OfValue<>("update", start, last, value) {
      @Override
      void lock(WriteSection<V> section, Wait wait) throws InterruptedException, TimeoutException {
        section.writeLockDiffering(start, last, value, wait, this);
      }

      @Override
      Boolean applyTo(WriteSection<V> section) {
        return section.update(start, last, value);
      }
    };
  }

  static <V> Change<V, Boolean> move(long start, long last, long newStart) {
    return new Change<>("move", start, last) {
      @Override
      Boolean applyTo(WriteSection<V> section) {
        return section.move(start, last, newStart);
      }
    };
  }
}
