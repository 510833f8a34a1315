package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.StructureLock;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Versions of the index, compared with a {@code TreeMap} in unsigned order. */
@TimeLimit
class IndexTest {
  private static final int LARGE = 100_000; // below 2^17, so that starts can be 2^47 apart

  /** Ranges start at multiples of this length and are never longer. */
  private static final int STRIDE = 16;

  private static final long LAST_KEY = -1L;

  private final StructureLock structure = new StructureLock();
  private final TreeMap<Long, Vma<String>> model = new TreeMap<>(Long::compareUnsigned);
  private Index index = new Index();
  private IndexNode root = IndexNode.EMPTY;
  private long sections;

  private Vma<String> range(long start, long length) {
    return new Vma<>(structure, 1, start, start + length - 1, "value");
  }

  private IndexEditor<String> edit() {
    IndexEditor<String> editor = new IndexEditor<>(index);
    editor.begin(++sections);
    return editor;
  }

  private void commit(IndexEditor<String> editor) {
    editor.commit();
    root = index.root();
  }

  private void clear() {
    model.clear();
    index = new Index();
    root = index.root();
  }

  private void put(IndexEditor<String> editor, Vma<String> vma) {
    editor.put(vma);
    model.put(vma.start, vma);
  }

  private void remove(IndexEditor<String> editor, long start) {
    editor.remove(start);
    model.remove(start);
  }

  private void putAlone(long start, long length) {
    IndexEditor<String> editor = edit();
    put(editor, range(start, length));
    commit(editor);
  }

  private void removeAlone(long start) {
    IndexEditor<String> editor = edit();
    remove(editor, start);
    commit(editor);
  }

  private @Nullable Vma<String> modelFloor(long key) {
    Map.Entry<Long, Vma<String>> floor = model.floorEntry(key);
    return floor == null ? null : floor.getValue();
  }

  private @Nullable Vma<String> modelAtOrAfter(long key) {
    Vma<String> floor = modelFloor(key);
    if (floor != null && floor.contains(key)) {
      return floor;
    }
    Map.Entry<Long, Vma<String>> higher = model.higherEntry(key);
    return higher == null ? null : higher.getValue();
  }

  private void assertAnswers(IndexNode version, long key) {
    assertSame(modelFloor(key), version.floor(key), () -> "floor of 0x" + Long.toHexString(key));
    assertSame(modelAtOrAfter(key), version.atOrAfter(key), () -> "at or after 0x" + Long.toHexString(key));
  }

  private void assertAnswersAround(IndexNode version, long key) {
    assertAnswers(version, key - 1);
    assertAnswers(version, key);
    assertAnswers(version, key + 1);
    assertAnswers(version, key + STRIDE);
  }

  /** Asserts that the version is well-formed and agrees with the model around every range, or around five thousand of them. */
  private void assertAgreesWithTheModel(IndexNode version) {
    assertEquals(model.size(), IndexCheck.assertSound(version));
    IndexCheck.assertHalfFull(version);
    assertEquals(model.size(), index.size());
    int step = 1 + model.size() / 5_000;
    int i = 0;
    for (long start : model.keySet()) {
      if (i++ % step == 0) {
        assertAnswersAround(version, start);
      }
    }
    assertAnswers(version, 0);
    assertAnswers(version, LAST_KEY);
  }

  // ---- One node

  @Test
  void emptyVersionHasNoRanges() {
    assertAgreesWithTheModel(IndexNode.EMPTY);
    assertAnswers(IndexNode.EMPTY, 1L << 63);
  }

  @Test
  void removeOfAnAbsentRangeIsRefused() {
    assertThrows(AssertionError.class, () -> edit().remove(0));
    putAlone(STRIDE, 2);
    assertThrows(AssertionError.class, () -> edit().remove(0));
    assertThrows(AssertionError.class, () -> edit().remove(STRIDE + 1));
    assertAgreesWithTheModel(root);
  }

  @Test
  void rankIsTheIndexOfTheLastKeyNotAbove() {
    long[] keys = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -5, -1, 0, 1, 7, Long.MAX_VALUE - 1, Long.MAX_VALUE};
    IndexNode node = new IndexNode(0, 1, 0);
    for (int size = 0; size <= keys.length; size++) {
      for (long key : keys) {
        int expected = -1;
        for (int i = 0; i < size; i++) {
          expected += keys[i] <= key ? 1 : 0;
        }
        assertEquals(expected, node.rank(key), "rank of " + key + " among " + size);
      }
      if (size < keys.length) {
        node.insert(size, keys[size], range(IndexNode.ordered(keys[size]), 1), Edges.BOTH);
      }
    }
  }

  @Test
  void lastKeyIsHandledInANodeOfAnySize() {
    for (int below = 0; below <= 2 * IndexNode.WIDTH + 2; below++) {
      clear();
      for (int i = 0; i < below; i++) {
        putAlone(-(long) STRIDE * (i + 2), 3);
      }
      assertAgreesWithTheModel(root);
      putAlone(LAST_KEY, 1);
      assertAgreesWithTheModel(root);
      assertAnswersAround(root, LAST_KEY - 1);
      removeAlone(LAST_KEY);
      assertAgreesWithTheModel(root);
    }
  }

  @Test
  void keysAreOrderedAsUnsignedNumbers() {
    long[] starts = {1L << 63, 0, LAST_KEY - 1, (1L << 63) - STRIDE, STRIDE, (1L << 63) + STRIDE, 1L << 62, 3L << 62};
    for (long start : starts) {
      putAlone(start, 2);
      assertAgreesWithTheModel(root);
    }
    List<Long> iterated = new ArrayList<>();
    index.<String>snapshot().forEach(vma -> iterated.add(vma.start));
    assertEquals(new ArrayList<>(model.keySet()), iterated);
  }

  @Test
  void putReplacesARangeWithTheSameStart() {
    for (long i = 0; i < 100; i++) {
      putAlone(i * STRIDE, STRIDE);
    }
    for (long i = 0; i < 100; i += 7) {
      putAlone(i * STRIDE, 3);
      assertAgreesWithTheModel(root);
    }
  }

  // ---- Versions

  @Test
  void publishedVersionNeverChanges() {
    for (long seed = 0; seed < Effort.of(6, 100); seed++) {
      clear();
      List<IndexCheck.SavedVersion> published = new ArrayList<>();
      Random random = new Random(seed);
      for (int section = 0; section < 400; section++) {
        index.snapshot();
        published.add(new IndexCheck.SavedVersion(root));
        IndexEditor<String> editor = edit();
        boolean grow = section < 200;
        for (int edits = 1 + random.nextInt(8); edits > 0; edits--) {
          editSomewhere(editor, random, grow);
        }
        commit(editor);
        published.get(published.size() - 1).assertUnchanged();
      }
      published.forEach(IndexCheck.SavedVersion::assertUnchanged);
      assertAgreesWithTheModel(root);
    }
    assertEquals(0, IndexNode.EMPTY.size);
    IndexCheck.assertSound(IndexNode.EMPTY);
  }

  private void editSomewhere(IndexEditor<String> editor, Random random, boolean grow) {
    if (!model.isEmpty() && random.nextInt(4) < (grow ? 1 : 3)) {
      Long victim = model.ceilingKey((long) random.nextInt(600) * STRIDE);
      remove(editor, victim == null ? model.firstKey() : victim);
    } else {
      put(editor, range((long) random.nextInt(600) * STRIDE, 1 + random.nextInt(STRIDE)));
    }
  }

  @Test
  void droppedEditorChangesNothing() {
    for (long i = 0; i < 500; i++) {
      putAlone(i * STRIDE, STRIDE);
    }
    IndexCheck.SavedVersion published = new IndexCheck.SavedVersion(root);
    TreeMap<Long, Vma<String>> kept = new TreeMap<>(model);
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      IndexEditor<String> dropped = edit();
      for (int edits = 0; edits < 20; edits++) {
        editSomewhere(dropped, random, false);
      }
      assertTrue(dropped.isEdited());
      model.clear();
      model.putAll(kept);
      published.assertUnchanged();
    }
    assertAgreesWithTheModel(root);
  }

  @Test
  void changeCopiesOnlyItsPath() {
    IndexEditor<String> editor = edit();
    for (long i = 0; i < 40_000; i++) {
      put(editor, range(2 * i * STRIDE, STRIDE));
    }
    commit(editor);
    assertEquals(3, root.height);
    Random random = new Random(11);
    for (int round = 0; round < 20; round++) {
      putAlone((2L * random.nextInt(40_000) + 1) * STRIDE, STRIDE);
      int made = IndexCheck.count(root, node -> node.section == sections);
      assertTrue(made >= 1 && made <= 2 * (root.height + 1), () -> made + " nodes were made for one change");
    }
  }

  @Test
  void sectionCopiesANodeAtMostOnce() {
    for (long i = 0; i < 200; i++) {
      putAlone(i * STRIDE, STRIDE);
    }
    IndexEditor<String> editor = edit();
    put(editor, range(0, 1));
    IndexNode copied = editor.subtree();
    for (int length = 2; length < STRIDE; length++) {
      put(editor, range(0, length));
      assertSame(copied, editor.subtree());
    }
    commit(editor);
    assertAgreesWithTheModel(root);
  }

  // ---- Large versions

  /** The order in which a large index is filled. */
  enum Order {
    ASCENDING,
    DESCENDING,
    INWARDS,
    MIXED;

    /** Returns the start of the i-th range; the starts are spread over all keys from the first one on. */
    long start(long i) {
      long place = switch (this) {
        case ASCENDING -> i;
        case DESCENDING -> LARGE - 1 - i;
        case INWARDS -> i % 2 == 0 ? i / 2 : LARGE - 1 - i / 2;
        case MIXED -> i * 61_991 % LARGE; // the factor and LARGE are coprime
      };
      return place << 47;
    }
  }

  @ParameterizedTest
  @EnumSource
  void hundredThousandRangesInAnyOrder(Order order) {
    long nextCheck = 1;
    for (long i = 0; i < LARGE; i++) {
      putAlone(order.start(i), STRIDE);
      if (i == nextCheck) {
        assertEquals(i + 1, IndexCheck.assertSound(root));
        assertAnswersAround(root, order.start(i));
        nextCheck *= 2;
      }
    }
    assertAgreesWithTheModel(root);
    int leaves = IndexCheck.count(root, node -> node.height == 0);
    int full = (LARGE + IndexNode.WIDTH - 1) / IndexNode.WIDTH;
    if (order == Order.ASCENDING) {
      assertEquals(full, leaves, "leaves after ascending insertion");
    }
    assertTrue(leaves <= 2 * full + 1, () -> leaves + " leaves for " + LARGE + " ranges");

    removeInRandomOrder(order.name().hashCode());
  }

  private void removeInRandomOrder(long seed) {
    List<Long> starts = new ArrayList<>(model.keySet());
    Collections.shuffle(starts, new Random(seed));
    for (int i = 0; i < starts.size(); i++) {
      removeAlone(starts.get(i));
      int left = starts.size() - 1 - i;
      if (left % (LARGE / 3) == 0 || (left < 100 && left % 10 == 0)) {
        assertAgreesWithTheModel(root);
        int leaves = IndexCheck.count(root, node -> node.height == 0);
        assertTrue(leaves <= left / 3 + 2, () -> leaves + " leaves are left for " + left + " ranges");
      }
    }
    assertSame(IndexNode.EMPTY, root);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void removalsFromOneEndKeepTheTreeWellFormed(boolean front) {
    for (long i = 0; i < 5_000; i++) {
      putAlone(i * STRIDE, STRIDE);
    }
    while (!model.isEmpty()) {
      removeAlone(front ? model.firstKey() : model.lastKey());
      if (model.size() % 50 == 0) {
        assertEquals(model.size(), IndexCheck.assertSound(root));
        assertAnswers(root, 0);
        assertAnswers(root, LAST_KEY);
      }
    }
    assertSame(IndexNode.EMPTY, root);
    assertNull(root.atOrAfter(0));
  }

  @Test
  void randomPutsAndRemovalsOfAnyKeyAgreeWithTheModel() {
    for (long seed = 100; seed < 100 + Effort.of(10, 300); seed++) {
      clear();
      Random random = new Random(seed);
      int target = 1 << random.nextInt(12);
      try {
        for (int step = 0; step < 3_000; step++) {
          long start = randomStart(random, target);
          if (model.containsKey(start) ? random.nextBoolean() : model.size() > target && random.nextInt(3) > 0) {
            Long victim = model.floorKey(start);
            removeAlone(victim == null ? model.firstKey() : victim);
          } else {
            putAlone(start, 1 + random.nextInt(STRIDE));
          }
          assertAnswersAround(root, start);
          if (step % 100 == 0) {
            assertAgreesWithTheModel(root);
          }
        }
        assertAgreesWithTheModel(root);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** Returns a start near the first key, the middle or the last key, or anywhere. */
  private static long randomStart(Random random, int spread) {
    long near = (long) random.nextInt(2 * spread) * STRIDE;
    return switch (random.nextInt(4)) {
      case 0 -> near;
      case 1 -> (1L << 63) - (long) spread * STRIDE + near;
      case 2 -> -near - STRIDE;
      default -> random.nextLong() & -STRIDE;
    };
  }
}
