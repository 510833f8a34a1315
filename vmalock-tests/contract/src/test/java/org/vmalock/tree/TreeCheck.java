package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Assertions about an idle tree: compares the results of all its queries with the expected ranges. */
final class TreeCheck {
  private TreeCheck() {}

  static <V> List<Vma<V>> vmas(VmaTree<V> tree) {
    List<Vma<V>> vmas = new ArrayList<>();
    tree.snapshot().forEach(vmas::add);
    return vmas;
  }

  static <V> List<RangeEntry<V>> ranges(VmaTree<V> tree) {
    return vmas(tree).stream().map(TreeCheck::entry).toList();
  }

  static <V> RangeEntry<V> entry(long start, long end, V value) {
    return new RangeEntry<>(start, end - 1, value);
  }

  static <V> RangeEntry<V> entry(Vma<V> vma) {
    return new RangeEntry<>(vma.start(), vma.last(), vma.value());
  }

  /** Asserts the ranges of an idle tree. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  static <V> void assertRanges(VmaTree<V> tree, RangeEntry<V>... expected) {
    assertRanges(tree, List.of(expected));
  }

  static <V> void assertRanges(VmaTree<V> tree, List<RangeEntry<V>> expected) {
    assertEquals(expected, ranges(tree), "the ranges");
    IndexCheck.assertSound(tree.root());
    assertIdle(tree);
  }

  // ---- Comparison with the model

  /** Asserts that every query of the tree agrees with the model and that no lock is held. */
  static <V> void assertAgrees(VmaTree<V> tree, TreeModel<V> model, RangeValues<V> values) {
    List<RangeEntry<V>> expected = model.ranges();
    assertEquals(expected, ranges(tree), "the ranges of a snapshot");
    assertEquals(expected.size(), tree.snapshot().size(), "the size of a snapshot");
    assertEquals(expected.size(), tree.size(), "the size of the tree");
    assertEnds(tree, expected);
    assertEquals(expected.size(), IndexCheck.assertSound(tree.root()));
    assertIdle(tree);
    assertCanonical(tree, values);
    for (RangeEntry<V> entry : expected) {
      assertKey(tree, model, entry.start() - 1);
      assertKey(tree, model, entry.start());
      assertKey(tree, model, entry.last());
      assertKey(tree, model, entry.last() + 1);
    }
    assertKey(tree, model, 0);
    assertKey(tree, model, 1L << 63);
    assertKey(tree, model, -1L);
    assertIteration(tree, expected, 0);
  }

  private static <V> void assertEnds(VmaTree<V> tree, List<RangeEntry<V>> expected) {
    List<RangeEntry<V>> descending = new ArrayList<>();
    tree.snapshot().descending().forEach(vma -> descending.add(0, entry(vma)));
    assertEquals(expected, descending, "the ranges of a descending walk, reversed");
    Vma<V> first = tree.first();
    Vma<V> last = tree.last();
    assertEquals(expected.isEmpty() ? null : expected.get(0), first == null ? null : entry(first), "the first range");
    assertEquals(expected.isEmpty() ? null : expected.get(expected.size() - 1), last == null ? null : entry(last), "the last range");
    assertSame(first, tree.snapshot().first());
    assertSame(last, tree.snapshot().last());
  }

  /** Asserts that every range is attached and that neither a range nor the structure is locked. */
  static void assertIdle(VmaTree<?> tree) {
    assertFalse(tree.structure().isWriteLocked(), "the structure is still write-locked");
    assertFalse(tree.structure().isReadLocked(), "the structure is still read-locked");
    for (Vma<?> vma : vmas(tree)) {
      vma.assertAttached();
      assertEquals(0, vma.readers(), () -> "readers of " + vma);
      assertSame(tree.structure(), vma.structureLock(), () -> "the structure of " + vma);
      assertFalse(vma.isWriteLocked(), () -> vma + " is write-locked");
    }
  }

  private static <V> void assertCanonical(VmaTree<V> tree, RangeValues<V> values) {
    Vma<V> left = null;
    for (Vma<V> right : tree.snapshot()) {
      if (left != null && left.end() == right.start()) {
        assertFalse(
            values.mergeable(left.value(), left.end() - left.start(), right.value()),
            left + " and " + right + " should have been merged");
      }
      left = right;
    }
  }

  /** Compares every kind of look-up of one key with the model. */
  static <V> void assertKey(VmaTree<V> tree, TreeModel<V> model, long key) {
    RangeEntry<V> expected = model.ranges().stream().filter(entry -> covers(entry, key)).findFirst().orElse(null);
    assertFound(expected, tree.find(key), key);
    assertFound(expected, tree.snapshot().find(key), key);
    V read = tree.read(key, Vma::value);
    assertEquals(expected == null ? null : expected.value(), read, "the value read at a key");
    VmaHandle<V> vma = tree.startRead(key);
    assertFound(expected, vma == null ? null : vma.vma(), key);
    if (vma != null) {
      Vma<V> held = vma.vma();
      assertSame(tree.find(key), held);
      assertTrue(vma.contains(key));
      held.assertReadLocked();
      vma.close();
      assertEquals(0, held.readers());
    }
  }

  private static boolean covers(RangeEntry<?> entry, long key) {
    return Long.compareUnsigned(entry.start(), key) <= 0 && Long.compareUnsigned(key, entry.last()) <= 0;
  }

  private static <V> void assertFound(@Nullable RangeEntry<V> expected, @Nullable Vma<V> actual, long key) {
    if (expected == null) {
      assertNull(actual, () -> "nothing is mapped at 0x" + Long.toHexString(key));
    } else {
      assertNotNull(actual, () -> expected + " is mapped at 0x" + Long.toHexString(key));
      assertEquals(expected, entry(actual));
    }
  }

  /** Asserts that an iteration from a key reports each range that ends after the key once, in order, and then ends. */
  static <V> void assertIteration(VmaTree<V> tree, List<RangeEntry<V>> all, long from) {
    VmaCursor cursor = new VmaCursor(from);
    List<RangeEntry<V>> seen = new ArrayList<>();
    long unseen = from;
    for (VmaHandle<V> vma = tree.startReadNext(cursor); vma != null; vma = tree.startReadNext(cursor)) {
      vma.vma().assertReadLocked();
      seen.add(entry(vma.vma()));
      assertEquals(Long.compareUnsigned(unseen, vma.start()) > 0 ? unseen : vma.start(), cursor.unseenStart());
      assertEquals(vma.end(), cursor.position());
      assertEquals(vma.end() == 0, cursor.isAtEnd());
      unseen = vma.end();
      vma.close();
      assertTrue(seen.size() <= all.size(), () -> "the iteration does not end: " + seen);
    }
    assertEquals(all.stream().filter(entry -> Long.compareUnsigned(entry.last(), from) >= 0).toList(), seen, "the ranges of an iteration");
  }

  // ---- Unchanged trees

  /** The state of a tree, including the identity of its objects, that a refused, failed or aborted change must preserve. */
  static final class Before<V> {
    private final VmaTree<V> tree;
    private final IndexCheck.SavedVersion savedVersion;
    private final List<Vma<V>> vmas;
    private final long versions;

    Before(VmaTree<V> tree) {
      this.tree = tree;
      savedVersion = new IndexCheck.SavedVersion(tree.root());
      vmas = vmas(tree);
      versions = tree.statistics().versions();
    }

    void assertUnchanged() {
      assertSame(savedVersion.root(), tree.root(), "the published version");
      savedVersion.assertUnchanged();
      assertEquals(versions, tree.statistics().versions(), "versions published");
      assertIdle(tree);
      for (Vma<V> vma : vmas) {
        VmaHandle<V> locked = tree.startRead(vma.start());
        assertSame(vma, locked.vma());
        locked.close();
      }
    }
  }
}
