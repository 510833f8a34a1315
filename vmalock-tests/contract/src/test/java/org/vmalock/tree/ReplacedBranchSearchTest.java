package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/**
 * A search for free keys that has loaded the root, while the root is replaced and a branch below both roots changes in place: a place that
 * is free all the time is found.
 */
@TimeLimit
class ReplacedBranchSearchTest {
  private static final long FIRST = 1L << 40;
  private static final long STEP = 64;
  private static final long LENGTH = 16;
  private static final long SPAN = 1_000;

  /** As many ranges as the leaves below one branch hold, if all nodes are full. */
  private static final int BELOW_BRANCH = IndexNode.WIDTH * IndexNode.WIDTH;

  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();

  private static long start(int range) {
    return FIRST + range * STEP;
  }

  private void map(long start) {
    tree.map(start, start + LENGTH, "v");
  }

  private void mapAscending(int ranges) {
    for (int range = 0; range < ranges; range++) {
      map(start(range));
    }
  }

  private void unmap(int from, int to) {
    tree.unmap(start(from), start(to));
  }

  /** Maps between two ranges whose leaf, and the branch above it, are full. */
  private void splitAt(int range) {
    IndexNode before = tree.index().root();
    map(start(range) + STEP / 2);
    assertNotSame(before, tree.index().root(), "the root was replaced");
  }

  @Test
  void aRangeMappedBehindTheLastOneDoesNotHideTheKeysBeforeIt() {
    int ranges = BELOW_BRANCH + BELOW_BRANCH / 2 + 8; // the last leaf has room
    mapAscending(ranges);
    unmap(100, 130); // another place, which an incomplete search returns
    IndexNode root = tree.index().root();
    splitAt(500);
    IndexNode last = root.child(root.size - 1);
    assertEquals(1, last.height);
    assertSame(last, tree.index().root().child(tree.index().root().size - 1), "the last branch is below both roots");
    long mapped = start(ranges) + 100 * SPAN;
    map(mapped);
    assertSame(last, tree.index().root().child(tree.index().root().size - 1), "the last branch has changed in place");
    FreeSearch search = FreeSearch.between(SPAN, 1, 0, mapped, SearchDirection.DESCENDING);
    assertEquals(OptionalLong.of(mapped - SPAN), search.in(root));
  }

  @Test
  void aRangeMappedBeforeTheFirstOneDoesNotHideTheKeysBehindIt() {
    mapAscending(2 * BELOW_BRANCH + BELOW_BRANCH / 2);
    unmap(10, 20); // room in the first leaf
    unmap(BELOW_BRANCH + 100, BELOW_BRANCH + 130); // another place, which an incomplete search returns
    map(start(0) - STEP);
    tree.unmap(start(0) - STEP, start(0)); // the left edge has the least key now
    IndexNode root = tree.index().root();
    splitAt(BELOW_BRANCH + 500);
    IndexNode first = root.child(0);
    assertEquals(1, first.height);
    assertSame(first, tree.index().root().child(0), "the first branch is below both roots");
    long mapped = start(0) - 100 * SPAN;
    map(mapped);
    assertSame(first, tree.index().root().child(0), "the first branch has changed in place");
    FreeSearch search = FreeSearch.between(SPAN, 1, mapped, 0, SearchDirection.ASCENDING);
    assertEquals(OptionalLong.of(mapped + LENGTH), search.in(root));
  }
}
