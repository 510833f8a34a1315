package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Applies random changes to a tree and to its model, and compares the results. */
final class RandomChanges<V> {
  private final VmaTree<V> tree;
  private final TreeModel<V> model;
  private final Random random;
  private final List<V> values;

  RandomChanges(VmaTree<V> tree, TreeModel<V> model, Random random, List<V> values) {
    this.tree = tree;
    this.model = model;
    this.random = random;
    this.values = values;
  }

  /** Returns a key in one of three windows: from the first key on, around the middle, or up to the last key. */
  long key(int window) {
    long offset = random.nextInt(window);
    return switch (random.nextInt(3)) {
      case 0 -> offset;
      case 1 -> (1L << 63) - window / 2 + offset;
      default -> offset - window;
    };
  }

  private V value() {
    return values.get(random.nextInt(values.size()));
  }

  /** Applies one random change and returns its description. */
  String change(int window, int longest) {
    int kind = random.nextInt(100);
    if (kind < 70) {
      return applyOne(tree, model, window, longest);
    }
    return kind < 85 ? batch(window, longest) : beginUnmap(window, longest);
  }

  /** Returns a range of up to {@code longest} keys; sometimes one that extends from one window to another, or all keys. */
  private long[] range(int window, int longest) {
    long start = key(window);
    long end = start + 1 + random.nextInt(longest);
    if (random.nextInt(20) == 0) {
      end = key(window);
    }
    if (Long.compareUnsigned(start, end - 1) > 0) {
      end = random.nextInt(10) == 0 ? 0 : start + 1;
    }
    if (random.nextInt(200) == 0) {
      start = 0;
      end = 0;
    }
    return new long[] {start, end};
  }

  private String applyOne(RangeChanges<V> changed, TreeModel<V> model, int window, int longest) {
    long[] range = range(window, longest);
    long start = range[0];
    long end = range[1];
    String where = " " + Ranges.describe(start, end - 1);
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        V value = value();
        if (model.isFree(start, end)) {
          map(changed, start, end, value);
          model.map(start, end, value);
        } else {
          assertThrows(RangeOverlapException.class, () -> map(changed, start, end, value));
        }
        return "map" + where + " = " + value;
      }
      case 3, 4 -> {
        V value = value();
        List<RangeEntry<V>> removed = model.entries(start, end);
        assertEquals(removed, isAll(start, end) ? changed.replaceAll(value) : changed.replace(start, end, value), () -> "removed" + where);
        model.replace(start, end, value);
        return "replace" + where + " = " + value;
      }
      case 5, 6 -> {
        List<RangeEntry<V>> removed = model.entries(start, end);
        assertEquals(removed, isAll(start, end) ? changed.unmapAll() : changed.unmap(start, end), () -> "removed" + where);
        model.unmap(start, end);
        return "unmap" + where;
      }
      case 7, 8 -> {
        V value = value();
        boolean updated = model.update(start, end, value);
        assertEquals(updated, isAll(start, end) ? changed.updateAll(value) : changed.update(start, end, value), () -> "result of" + where);
        return "update" + where + " = " + value;
      }
      default -> {
        return move(changed, model, start, end, key(window));
      }
    }
  }

  private static boolean isAll(long start, long end) {
    return start == 0 && end == 0;
  }

  private static <V> void map(RangeChanges<V> changed, long start, long end, V value) {
    if (isAll(start, end)) {
      changed.mapAll(value);
    } else {
      changed.map(start, end, value);
    }
  }

  private String move(RangeChanges<V> changed, TreeModel<V> model, long start, long end, long newStart) {
    String change = "move " + Ranges.describe(start, end - 1) + " to 0x" + Long.toHexString(newStart);
    long length = end - start;
    boolean fits = length != 0 && Long.compareUnsigned(newStart, newStart + length - 1) <= 0;
    if (!fits || overlap(start, end, newStart)) {
      IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> changed.move(start, end, newStart));
      assertEquals(IllegalArgumentException.class, refused.getClass());
    } else if (!model.isFree(newStart, newStart + length)) {
      assertThrows(RangeOverlapException.class, () -> changed.move(start, end, newStart));
    } else {
      assertEquals(model.move(start, end, newStart), changed.move(start, end, newStart), () -> "result of " + change);
    }
    return change;
  }

  private static boolean overlap(long start, long end, long newStart) {
    long newLast = newStart + (end - 1 - start);
    return Long.compareUnsigned(newStart, end - 1) <= 0 && Long.compareUnsigned(start, newLast) <= 0;
  }

  private String batch(int window, int longest) {
    StringBuilder what = new StringBuilder("batch");
    TreeModel<V> next = model.copy();
    boolean commit = random.nextInt(3) > 0;
    try (Batch<V> batch = tree.batch()) {
      for (int changes = random.nextInt(6); changes > 0; changes--) {
        what.append(' ').append(applyOne(batch, next, window, longest)).append(',');
        for (int i = 0; i < 4; i++) {
          long key = key(window);
          assertEquals(next.get(key) == null, batch.get(key) == null, () -> "in " + what + " at 0x" + Long.toHexString(key));
        }
        assertEquals(model.ranges(), TreeCheck.ranges(tree), "visible before the commit");
      }
      if (commit) {
        batch.commit();
        model.copyFrom(next);
      }
    }
    return what + (commit ? " commit" : " abort");
  }

  private String beginUnmap(int window, int longest) {
    long[] range = range(window, longest);
    String what = "beginUnmap " + Ranges.describe(range[0], range[1] - 1);
    int end = random.nextInt(3);
    try (Unmapping<V> unmapping = begin(range)) {
      assertEquals(model.entries(range[0], range[1]), unmapping.removedRanges(), () -> "removed ranges of " + what);
      assertEquals(model.ranges(), TreeCheck.ranges(tree), "visible before the completion");
      if (end == 0) {
        return what + ", aborted";
      }
      model.unmap(range[0], range[1]);
      if (end == 1) {
        unmapping.complete();
      } else {
        unmapping.completeAndDowngrade();
      }
      assertEquals(model.ranges(), TreeCheck.ranges(tree), "visible after the completion");
    }
    return what + (end == 1 ? ", completed" : ", completed and downgraded");
  }

  private Unmapping<V> begin(long[] range) {
    boolean all = isAll(range[0], range[1]);
    if (random.nextBoolean()) {
      return all ? tree.beginUnmapAll() : tree.beginUnmap(range[0], range[1]);
    }
    try {
      int days = random.nextInt(2);
      return all ? tree.beginUnmapAll(days, TimeUnit.DAYS) : tree.beginUnmap(range[0], range[1], days, TimeUnit.DAYS);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no reader or writer is active", e);
    }
  }
}
