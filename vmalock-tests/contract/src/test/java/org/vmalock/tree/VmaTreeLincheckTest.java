package org.vmalock.tree;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

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
 * Linearizability of a tree of four keys. Every operation is complete: a look-up acquires a read lock, reads and releases. Model
 * checking explores interleavings under sequential consistency.
 */
class VmaTreeLincheckTest {
  private static final int KEYS = 4;

  /** Operations of the tree; 0 means that a key is free. */
  @Param(name = "key", gen = IntGen.class, conf = "0:3")
  @Param(name = "value", gen = IntGen.class, conf = "1:2")
  public static class Tree {
    final VmaTree<Integer> tree = VmaTree.<Integer>builder(RangeValues.<Integer>uniform().mergingEqual()).build();

    @Operation
    public int startRead(@Param(name = "key") int key) {
      return endAndGetValue(tree.startRead(key));
    }

    @Operation
    public int startReadNext(@Param(name = "key") int key) {
      return endAndGetValue(tree.startReadNext(new VmaCursor(key)));
    }

    @Operation
    public int find(@Param(name = "key") int key) {
      return valueOf(tree.find(key));
    }

    /** Reads the first and the last key from one snapshot. */
    @Operation
    public int ends() {
      VmaSnapshot<Integer> snapshot = tree.snapshot();
      return 10 * valueOf(snapshot.find(0)) + valueOf(snapshot.find(KEYS - 1));
    }

    @Operation
    public boolean map(@Param(name = "key") int key, @Param(name = "value") int value) {
      try {
        tree.map(key, key + 1, value);
        return true;
      } catch (RangeOverlapException refused) {
        return false;
      }
    }

    @Operation
    public boolean unmap(@Param(name = "key") int key) {
      return !tree.unmap(key, key + 1).isEmpty();
    }

    @Operation
    public boolean update(@Param(name = "value") int value) {
      return tree.update(0, KEYS, value);
    }

    @Operation
    public void replaceEnds(@Param(name = "value") int value) {
      try (Batch<Integer> batch = tree.batch()) {
        batch.replace(0, 1, value);
        batch.replace(KEYS - 1, KEYS, value);
        batch.commit();
      }
    }

    @Operation
    public boolean unmapAllAndDowngrade() {
      try (Unmapping<Integer> unmapping = tree.beginUnmap(0, KEYS)) {
        unmapping.completeAndDowngrade();
        return !unmapping.removedRanges().isEmpty();
      }
    }

    @Operation
    public void replaceAllAndAbort() {
      try (Batch<Integer> batch = tree.batch()) {
        batch.replace(0, KEYS, 9);
      }
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

  /** Sequential specification. */
  public static class Model {
    private final int[] values = new int[KEYS];

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

    public boolean unmap(int key) {
      boolean any = values[key] != 0;
      values[key] = 0;
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

  /** Excludes the index from the interleavings, whose published versions are immutable, and the probe, which shares nothing. */
  private static ModelCheckingOptions modelChecking(int threads, int actors) {
    return new ModelCheckingOptions()
        .addGuarantee(forClasses(VmaTreeLincheckTest::isIndexClass).allMethods().ignore())
        .loopBound(500)
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(3)
        .actorsAfter(1)
        .iterations(Effort.of(5, 200))
        .invocationsPerIteration(Effort.of(60, 3_000))
        .sequentialSpecification(Model.class);
  }

  private static boolean isIndexClass(String className) {
    return className.equals(IndexNode.class.getName())
        || className.equals(IndexEditor.class.getName())
        || className.equals(StackProbe.class.getName())
        || className.equals(Ranges.class.getName());
  }

  @Test
  void treeIsLinearizableInEveryInterleaving() {
    modelChecking(2, 2).check(Tree.class);
  }

  @Test
  void treeIsLinearizableUnderStress() {
    new StressOptions()
        .threads(3)
        .actorsPerThread(2)
        .actorsBefore(3)
        .actorsAfter(1)
        .iterations(Effort.of(10, 200))
        .invocationsPerIteration(Effort.of(400, 20_000))
        .sequentialSpecification(Model.class)
        .check(Tree.class);
  }

  // ---- Mutant

  /** Mutant: reads two keys by two look-ups instead of one snapshot. */
  @Param(name = "value", gen = IntGen.class, conf = "1:2")
  public static class TwoLookUpsMutant {
    private final Tree operations = new Tree();

    @Operation
    public int ends() {
      return 10 * Tree.valueOf(operations.tree.find(0)) + Tree.valueOf(operations.tree.find(KEYS - 1));
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
