package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Random changes of all kinds, applied to a tree and to its model, which are compared after each change. */
@TimeLimit
class VmaTreeRandomTest {
  private static final RangeValues<String> MERGING = RangeValues.<String>uniform().mergingEqual();
  private static final List<String> VALUES = List.of("r", "w", "x");

  static LongStream seeds() {
    return LongStream.range(0, Effort.of(40, 2_000));
  }

  static LongStream fewSeeds() {
    return LongStream.range(0, Effort.of(4, 100));
  }

  /** Some windows are very small, so that the tree is often empty. */
  @ParameterizedTest
  @MethodSource("seeds")
  void smallTreeAgreesWithTheModelAfterEveryChange(long seed) {
    VmaTree<String> tree = VmaTree.builder(MERGING).build();
    TreeModel<String> model = new TreeModel<>(MERGING);
    Random random = new Random(seed);
    var changes = new RandomChanges<>(tree, model, random, VALUES);
    int window = 1 << (seed % 7);
    for (int step = 0; step < 150; step++) {
      String change = "nothing";
      try {
        change = changes.change(window, 1 + window / 3);
        TreeCheck.assertAgrees(tree, model, MERGING);
        TreeCheck.assertIteration(tree, model.ranges(), changes.key(window));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", step " + step + ", after " + change + ": " + e.getMessage(), e);
      }
    }
  }

  /** Wide windows full of short ranges: an index several levels high. */
  @ParameterizedTest
  @MethodSource("fewSeeds")
  void largeTreeAgreesWithTheModel(long seed) {
    VmaTree<String> tree = VmaTree.builder(MERGING).build();
    TreeModel<String> model = new TreeModel<>(MERGING);
    Random random = new Random(~seed);
    var changes = new RandomChanges<>(tree, model, random, VALUES);
    String change = "nothing";
    try {
      for (long i = 0; i < 4_000; i++) {
        long start = i % 2 == 0 ? 2 * i : -2 * i;
        tree.map(start, start + 1, "r");
        model.map(start, start + 1, "r");
      }
      for (int step = 0; step < 400; step++) {
        change = changes.change(8_000, step % 50 == 0 ? 2_000 : 6);
        if (step % 100 == 0) {
          assertEquals(model.ranges(), TreeCheck.ranges(tree));
          IndexCheck.assertSound(tree.root());
          IndexCheck.assertHalfFull(tree.root());
        }
      }
      assertEquals(model.ranges(), TreeCheck.ranges(tree));
      TreeCheck.assertIdle(tree);
      TreeCheck.assertIteration(tree, model.ranges(), changes.key(8_000));
      tree.unmapAll();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + ", after " + change + ": " + e.getMessage(), e);
    }
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void snapshotNeverChanges(long seed) {
    VmaTree<String> tree = VmaTree.builder(MERGING).build();
    TreeModel<String> model = new TreeModel<>(MERGING);
    var changes = new RandomChanges<>(tree, model, new Random(seed), VALUES);
    for (int round = 0; round < 20; round++) {
      VmaSnapshot<String> snapshot = tree.snapshot();
      var then = model.ranges();
      for (int step = 0; step < 20; step++) {
        changes.change(64, 24);
      }
      List<RangeEntry<String>> now = new ArrayList<>();
      snapshot.forEach(vma -> now.add(TreeCheck.entry(vma)));
      assertEquals(then, now, "seed " + seed);
      assertEquals(then.size(), snapshot.size());
      assertThrows(UnsupportedOperationException.class, () -> snapshot.iterator().remove());
    }
  }
}
