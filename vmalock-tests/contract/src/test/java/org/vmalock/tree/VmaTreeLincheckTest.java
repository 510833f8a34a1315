package org.vmalock.tree;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vmalock.internal.StackProbe;
import org.vmalock.testing.Effort;
import org.vmalock.testing.Lincheck;

/**
 * Linearizability of a tree of four keys, alone or among other ranges, which make an index of two levels: the keys then belong to two
 * leaves. Every operation is complete: a look-up acquires a read lock, reads and releases. Model
 * checking explores interleavings under sequential consistency.
 */
class VmaTreeLincheckTest {
  private static final int KEYS = 4;

  /** The first key. */
  private static final long BASE = 100;

  /** The value of ranges that no operation changes. */
  private static final int OTHER = 7;

  /** Operations of the tree; 0 means that a key is free. */
  @Param(name = "key", gen = IntGen.class, conf = "0:3")
  @Param(name = "value", gen = IntGen.class, conf = "1:2")
  public static class Tree {
    final VmaTree<Integer> tree;

    public Tree() {
      this(VmaTree.<Integer>builder(RangeValues.<Integer>uniform().mergingEqual()).build());
    }

    Tree(VmaTree<Integer> tree) {
      this.tree = tree;
    }

    @Operation
    public int startRead(@Param(name = "key") int key) {
      return endAndGetValue(tree.startRead(BASE + key));
    }

    @Operation
    public int startReadNext(@Param(name = "key") int key) {
      int value = endAndGetValue(tree.startReadNext(new VmaCursor(BASE + key)));
      return value == OTHER ? 0 : value;
    }

    @Operation
    public int find(@Param(name = "key") int key) {
      return valueOf(tree.find(BASE + key));
    }

    /** Reads the first and the last key from one snapshot. */
    @Operation
    public int ends() {
      VmaSnapshot<Integer> snapshot = tree.snapshot();
      return 10 * valueOf(snapshot.find(BASE)) + valueOf(snapshot.find(BASE + KEYS - 1));
    }

    @Operation
    public boolean map(@Param(name = "key") int key, @Param(name = "value") int value) {
      try {
        tree.map(BASE + key, BASE + key + 1, value);
        return true;
      } catch (RangeOverlapException refused) {
        return false;
      }
    }

    @Operation
    public boolean unmap(@Param(name = "key") int key) {
      return !tree.unmap(BASE + key, BASE + key + 1).isEmpty();
    }

    @Operation
    public boolean replace(@Param(name = "key") int key, @Param(name = "value") int value) {
      return !tree.replace(BASE + key, BASE + key + 1, value).isEmpty();
    }

    @Operation
    public boolean update(@Param(name = "value") int value) {
      return tree.update(BASE, BASE + KEYS, value);
    }

    @Operation
    public void replaceEnds(@Param(name = "value") int value) {
      try (Batch<Integer> batch = tree.batch()) {
        batch.replace(BASE, BASE + 1, value);
        batch.replace(BASE + KEYS - 1, BASE + KEYS, value);
        batch.commit();
      }
    }

    @Operation
    public boolean unmapAllAndDowngrade() {
      try (Unmapping<Integer> unmapping = tree.beginUnmap(BASE, BASE + KEYS)) {
        unmapping.completeAndDowngrade();
        return !unmapping.removedRanges().isEmpty();
      }
    }

    @Operation
    public void replaceAllAndAbort() {
      try (Batch<Integer> batch = tree.batch()) {
        batch.replace(BASE, BASE + KEYS, 9);
      }
    }

    /** Maps the lowest free key; returns -1 if there is none. */
    @Operation
    public int mapFree(@Param(name = "value") int value) {
      OptionalLong start = tree.mapFree(1, 1, BASE, BASE + KEYS, SearchDirection.ASCENDING, value);
      return start.isPresent() ? (int) (start.getAsLong() - BASE) : -1;
    }

    /** Beside a writer another key may be found than the highest one; whether there is one is true at one moment. */
    @Operation
    public boolean isFull() {
      return tree.findFree(1, 1, BASE, BASE + KEYS, SearchDirection.DESCENDING).isEmpty();
    }

    /** Avoids streams and lambdas, because it is instrumented and runs as often as the operations. */
    @Validate
    public void everyRangeIsAttachedAndUnlocked() {
      for (Vma<Integer> vma : tree.snapshot()) {
        if (!vma.isAttached() || vma.readers() != 0) {
          throw new AssertionError(vma + " is not attached or has readers");
        }
      }
    }

    static int endAndGetValue(@Nullable VmaHandle<Integer> vma) {
      if (vma == null) {
        return 0;
      }
      int value = vma.value();
      vma.close();
      return value;
    }

    static int valueOf(@Nullable Vma<Integer> vma) {
      return vma == null ? 0 : vma.value();
    }
  }

  /**
   * The same operations in an index of two levels. The last key is mapped and begins a leaf, and the others belong to the leaf before it,
   * which has room for them.
   */
  @Param(name = "key", gen = IntGen.class, conf = "0:3")
  @Param(name = "value", gen = IntGen.class, conf = "1:2")
  public static class TreeOfTwoLevels extends Tree {
    public TreeOfTwoLevels() {
      super(amongOthers());
    }

    private static VmaTree<Integer> amongOthers() {
      List<RangeEntry<Integer>> ranges = new ArrayList<>();
      for (long i = 0; i < IndexNode.WIDTH; i++) {
        ranges.add(new RangeEntry<>(2 * i, 2 * i, OTHER));
      }
      ranges.add(new RangeEntry<>(BASE + KEYS - 1, BASE + KEYS - 1, 1));
      for (long i = 1; i < IndexNode.WIDTH - 3; i++) {
        ranges.add(new RangeEntry<>(2 * BASE + 2 * i, 2 * BASE + 2 * i, OTHER));
      }
      VmaTree<Integer> tree = VmaTree.<Integer>builder(RangeValues.<Integer>uniform().mergingEqual()).build(ranges);
      tree.unmap(4, 10);
      return tree;
    }
  }

  /** Sequential specification. */
  public static class Model {
    final int[] values = new int[KEYS];

    public int startRead(int key) {
      return values[key];
    }

    public int startReadNext(int key) {
      int next = key;
      while (next < KEYS && values[next] == 0) {
        next++;
      }
      return next == KEYS ? 0 : values[next];
    }

    public int find(int key) {
      return values[key];
    }

    public int ends() {
      return 10 * values[0] + values[KEYS - 1];
    }

    public boolean map(int key, int value) {
      boolean free = values[key] == 0;
      values[key] = free ? value : values[key];
      return free;
    }

    public int mapFree(int value) {
      for (int key = 0; key < KEYS; key++) {
        if (map(key, value)) {
          return key;
        }
      }
      return -1;
    }

    public boolean isFull() {
      for (int value : values) {
        if (value == 0) {
          return false;
        }
      }
      return true;
    }

    public boolean unmap(int key) {
      boolean any = values[key] != 0;
      values[key] = 0;
      return any;
    }

    public boolean replace(int key, int value) {
      boolean any = values[key] != 0;
      values[key] = value;
      return any;
    }

    public boolean update(int value) {
      boolean changed = false;
      for (int key = 0; key < KEYS; key++) {
        changed |= values[key] != 0 && values[key] != value;
        values[key] = values[key] == 0 ? 0 : value;
      }
      return changed;
    }

    public void replaceEnds(int value) {
      values[0] = value;
      values[KEYS - 1] = value;
    }

    public boolean unmapAllAndDowngrade() {
      boolean any = false;
      for (int key = 0; key < KEYS; key++) {
        any |= unmap(key);
      }
      return any;
    }

    public void replaceAllAndAbort() {}
  }

  /** Sequential specification of the tree of two levels. */
  public static class ModelOfTwoLevels extends Model {
    public ModelOfTwoLevels() {
      values[KEYS - 1] = 1;
    }
  }

  /** Excludes the steps that share nothing from the interleavings: the search in a node, the private part of an editor, the probe. */
  private static ModelCheckingOptions modelChecking(int threads, int actors) {
    return new ModelCheckingOptions()
        .addGuarantee(forClasses(StackProbe.class.getName(), Ranges.class.getName(), Edges.class.getName()).allMethods().ignore())
        .addGuarantee(forClasses(IndexNode.class.getName()).methods("rank", "count", "editableIn", "insert", "remove", "refill", "set").ignore())
        .addGuarantee(forClasses(IndexEditor.class.getName()).methods("put", "remove", "settle", "ascend", "reach", "end").ignore())
        .addGuarantee(forClasses(Gaps.class.getName()).methods("largest", "after", "around", "of", "change", "compute", "exceeds").ignore())
        .addGuarantee(forClasses(FreeSearch.class.getName()).methods("fits", "isWider", "isOnWay").ignore())
        .loopBound(500)
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(3)
        .actorsAfter(1)
        .iterations(Effort.of(5, 15))
        .invocationsPerIteration(Effort.of(60, 100))
        .sequentialSpecification(Model.class);
  }

  @Test
  void treeIsLinearizableInEveryInterleaving() {
    modelChecking(2, 2).check(Tree.class);
  }

  @Test
  void treeOfTwoLevelsIsLinearizableInEveryInterleaving() {
    modelChecking(2, 2).sequentialSpecification(ModelOfTwoLevels.class).check(TreeOfTwoLevels.class);
  }

  @Test
  void treeIsLinearizableUnderStress() {
    stress().check(Tree.class);
  }

  @Test
  void treeOfTwoLevelsIsLinearizableUnderStress() {
    stress().sequentialSpecification(ModelOfTwoLevels.class).check(TreeOfTwoLevels.class);
  }

  private static StressOptions stress() {
    return new StressOptions()
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(3)
        .actorsAfter(1)
        .iterations(Effort.of(10, 20))
        .invocationsPerIteration(Effort.of(400, 1_000))
        .sequentialSpecification(Model.class);
  }

  // ---- Mutant

  /** Mutant: reads two keys by two look-ups instead of one snapshot. */
  @Param(name = "value", gen = IntGen.class, conf = "1:2")
  public static class TwoLookUpsMutant {
    private final Tree operations = new Tree();

    @Operation
    public int ends() {
      return 10 * Tree.valueOf(operations.tree.find(BASE)) + Tree.valueOf(operations.tree.find(BASE + KEYS - 1));
    }

    @Operation
    public void replaceEnds(@Param(name = "value") int value) {
      operations.replaceEnds(value);
    }
  }

  @Test
  void twoLookUpsMutantIsCaught() {
    Lincheck.assertCaught(modelChecking(2, 2), TwoLookUpsMutant.class);
  }
}
