package org.vmalock.tree;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Effort;

/**
 * A tree of four keys as a linearizable object. Every operation is whole: a look-up locks, reads and ends. Model checking walks through
 * interleavings under sequential consistency.
 */
class VmaTreeLincheckTest {
  private static final int KEYS = 4;

  /** The real thing; 0 stands for nothing. */
  @Param(name = "key", gen = IntGen.class, conf = "0:3")
  @Param(name = "value", gen = IntGen.class, conf = "1:2")
  public static class Tree {
    final VmaTree<Integer> tree = VmaTree.<Integer>builder().build();

    @Operation
    public int startRead(@Param(name = "key") int key) {
      return endAndTell(tree.startRead(key));
    }

    @Operation
    public int startReadNext(@Param(name = "key") int key) {
      return endAndTell(tree.startReadNext(new VmaCursor(key)));
    }

    @Operation
    public int find(@Param(name = "key") int key) {
      return valueOf(tree.find(key));
    }

    /** The first and the last key as they stand together. */
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
      return tree.unmap(key, key + 1);
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
    public void changeAllInVain() {
      try (Batch<Integer> batch = tree.batch()) {
        batch.replace(0, KEYS, 9);
      }
    }

    /** Plain code: it runs as often as the operations do, and as slowly. */
    @Validate
    public void everyRangeIsAttachedAndEmpty() {
      for (Vma<Integer> vma : tree.snapshot()) {
        if (!vma.isAttached() || vma.readers() != 0) {
          throw new AssertionError(vma + " is not as it should be");
        }
      }
    }

    static int endAndTell(@Nullable Vma<Integer> vma) {
      if (vma == null) {
        return 0;
      }
      int value = vma.value();
      vma.endRead();
      return value;
    }

    static int valueOf(@Nullable Vma<Integer> vma) {
      return vma == null ? 0 : vma.value();
    }
  }

  /** What it is to be like. */
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

    public void changeAllInVain() {}
  }

  /** Versions of the index do not change once they are published, so there are no interleavings in there. */
  private static ModelCheckingOptions modelChecking(int threads, int actors) {
    return new ModelCheckingOptions()
        .addGuarantee(forClasses(VmaTreeLincheckTest::isApart).allMethods().ignore())
        .loopBound(500)
        .threads(threads)
        .actorsPerThread(actors)
        .actorsBefore(3)
        .actorsAfter(1)
        .iterations(Effort.of(5, 200))
        .invocationsPerIteration(Effort.of(60, 3_000))
        .sequentialSpecification(Model.class);
  }

  private static boolean isApart(String className) {
    return className.equals(IndexNode.class.getName())
        || className.equals(IndexEditor.class.getName())
        || className.equals(Ranges.class.getName());
  }

  @Test
  void theTreeIsLinearizableInEveryInterleaving() {
    modelChecking(2, 2).check(Tree.class);
  }

  @Test
  void theTreeIsLinearizableUnderStress() {
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

  // ---- Broken on purpose

  /** Two walks for what has to be seen together. */
  @Param(name = "value", gen = IntGen.class, conf = "1:2")
  public static class TwoWalks {
    private final Tree whole = new Tree();

    @Operation
    public int ends() {
      return 10 * Tree.valueOf(whole.tree.find(0)) + Tree.valueOf(whole.tree.find(KEYS - 1));
    }

    @Operation
    public void replaceEnds(@Param(name = "value") int value) {
      whole.replaceEnds(value);
    }
  }

  @Test
  void twoWalksForWhatBelongsTogetherAreCaught() {
    ModelCheckingOptions options = modelChecking(2, 2).minimizeFailedScenario(false).iterations(50);
    assertThrows(LincheckAssertionError.class, () -> options.check(TwoWalks.class));
  }
}
