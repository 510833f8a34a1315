package org.vmalock.tree;

import java.util.Arrays;
import java.util.Iterator;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;

/**
 * Changes a tree while the heap has room for a random number of small objects, so that each allocation of each change fails at some time,
 * and compares the tree with its model after each change. Runs in a JVM of its own, with a small heap and without TLABs.
 */
final class TreeInFullHeap {
  private static final int KEYS = 1_200;
  private static final int HOLES = 100;
  private static final int TRIALS = 400;
  private static final Integer[] VALUES = {1, 2, 3};

  private final SplittableRandom random = new SplittableRandom(17);
  private final VmaTree<Integer> tree = VmaTree.builder(RangeValues.<Integer>uniform().mergingEqual()).build();
  private final VmaResult<Integer> result = new VmaResult<>();
  private final @Nullable Object[] holes = new Object[HOLES];
  private final int[] expected = new int[KEYS];
  private final int[] changed = new int[KEYS];
  private int failures;
  private int shortages;
  private int successes;

  public static void main(String[] arguments) {
    TreeInFullHeap user = new TreeInFullHeap();
    for (int i = 0; i < 3_000; i++) {
      user.change(); // loads and links everything
    }
    user.check("warm-up");
    user.fillHoles();
    Object[] filling = fill();
    user.failures = 0;
    user.successes = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      user.makeHoles();
      user.change();
      user.check("trial");
      user.fillHoles();
    }
    filling[0] = null;
    if (user.failures < TRIALS / 10 || user.successes < TRIALS / 20) {
      throw new AssertionError(user.failures + " failures, " + user.successes + " successes, " + user.shortages + " shortages");
    }
  }

  /** Fills the heap to the last word, with arrays that the collector need not scan. */
  private static Object[] fill() {
    Object[] root = new Object[2];
    int length = 1 << 16;
    while (length > 0) {
      try {
        Object[] next = {root[0], null};
        root[0] = next;
        next[1] = new long[length];
      } catch (OutOfMemoryError e) {
        length >>= 1;
      }
    }
    return root;
  }

  private void makeHoles() {
    int count = random.nextInt(random.nextInt(HOLES) + 1);
    for (int i = 0; i < count; i++) {
      holes[i] = null;
    }
  }

  private void fillHoles() {
    try {
      for (int i = 0; i < HOLES; i++) {
        if (holes[i] == null) {
          holes[i] = new long[8];
        }
      }
    } catch (OutOfMemoryError e) {
      shortages++; // the tree has grown
    }
  }

  // ---- Changes

  private void change() {
    System.arraycopy(expected, 0, changed, 0, KEYS);
    int start = random.nextInt(KEYS - 40);
    int end = start + 1 + random.nextInt(random.nextInt(3) == 0 ? 40 : 6);
    Integer value = VALUES[random.nextInt(VALUES.length)];
    try {
      apply(random.nextInt(9), start, end, value);
      System.arraycopy(changed, 0, expected, 0, KEYS);
      successes++;
    } catch (OutOfMemoryError e) {
      failures++;
    }
  }

  private void apply(int kind, int start, int end, Integer value) {
    switch (kind) {
      case 0 -> {
        set(start, end, value);
        tree.replace(start, end, value);
      }
      case 1 -> {
        set(start, end, 0);
        tree.unmap(start, end);
      }
      case 2 -> {
        update(start, end, value);
        tree.update(start, end, value);
      }
      case 3 -> batch(start, end, value, true);
      case 4 -> batch(start, end, value, false);
      case 5 -> unmapping(start, end, true);
      case 6 -> unmapping(start, end, false);
      case 7 -> iterate();
      default -> read(start);
    }
  }

  private void set(int start, int end, int value) {
    for (int key = start; key < end; key++) {
      changed[key] = value;
    }
  }

  private void update(int start, int end, int value) {
    for (int key = start; key < end; key++) {
      changed[key] = changed[key] == 0 ? 0 : value;
    }
  }

  private void batch(int start, int end, Integer value, boolean commit) {
    if (commit) {
      set(start, end, 0);
      set(start + 1, end, value);
    }
    if (random.nextBoolean()) {
      tree.snapshot(); // the commit copies the way to the root
    }
    try (Batch<Integer> batch = tree.batch()) {
      batch.unmap(start, end);
      if (start + 1 < end) {
        batch.replace(start + 1, end, value);
      }
      if (commit) {
        commit(batch);
      }
    }
  }

  /** Commits; after an error the batch refuses a second attempt, for which there is memory. */
  private void commit(Batch<Integer> batch) {
    try {
      batch.commit();
    } catch (OutOfMemoryError error) {
      Arrays.fill(holes, null);
      requireRefused(batch::commit, "a batch was committed after a commit that has failed");
      throw error;
    }
  }

  private static void requireRefused(Runnable call, String mistake) {
    try {
      call.run();
    } catch (IllegalStateException refused) {
      return;
    }
    throw new AssertionError(mistake);
  }

  private void unmapping(int start, int end, boolean complete) {
    if (complete) {
      set(start, end, 0);
    }
    if (random.nextBoolean()) {
      tree.snapshot();
    }
    try (Unmapping<Integer> unmapping = tree.beginUnmap(start, end)) {
      if (complete) {
        complete(unmapping);
      }
    }
  }

  private void complete(Unmapping<Integer> unmapping) {
    try {
      unmapping.completeAndDowngrade();
    } catch (OutOfMemoryError error) {
      Arrays.fill(holes, null);
      requireRefused(unmapping::complete, "an unmapping was completed after a completion that has failed");
      throw error;
    }
  }

  /** Walks with two iterators of one snapshot in turn: each visits all ranges once, in ascending order, also after errors. */
  private void iterate() {
    VmaSnapshot<Integer> snapshot = tree.snapshot();
    Iterator<Vma<Integer>> one = snapshot.iterator();
    Iterator<Vma<Integer>> other = snapshot.iterator();
    long last = -1;
    while (one.hasNext()) {
      long start = next(one).start();
      if (start <= last || next(other).start() != start) {
        throw new AssertionError("a walk has repeated or passed over a range");
      }
      last = start;
    }
  }

  private Vma<Integer> next(Iterator<Vma<Integer>> walk) {
    try {
      return walk.next();
    } catch (OutOfMemoryError e) {
      failures++;
      Arrays.fill(holes, null);
      return walk.next();
    }
  }

  private void read(int key) {
    try (VmaHandle<Integer> handle = tree.startRead(key)) {
      if ((handle == null ? 0 : handle.value()) != expected[key]) {
        throw new AssertionError("a wrong value");
      }
    }
  }

  // ---- Checks, which allocate nothing

  private void check(String when) {
    if (tree.structure().isWriteLocked() || tree.structure().isReadLocked()) {
      throw new AssertionError(when + ": the structure is still locked");
    }
    for (int key = 0; key < KEYS; key++) {
      long stamp = tree.tryStartRead(key, result);
      if (stamp == VmaLock.BUSY) {
        throw new AssertionError(when + ": a range is busy");
      }
      int value = 0;
      if (stamp > 0) {
        Vma<Integer> vma = result.vma();
        value = vma.value();
        if (vma.readers() != 1) {
          throw new AssertionError(when + ": a range has another reader");
        }
        vma.endRead(stamp);
      }
      if (value != expected[key]) {
        throw new AssertionError(when + ": a failed change has changed something, or a change was lost");
      }
    }
  }
}
