package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.debug.ForkedJvm;
import org.vmalock.testing.TimeLimit;

/** Errors of the JVM half-way: after a caught error nothing is locked, detached, lost or changed that was not before. */
@TimeLimit
class TreeErrorTest {
  private static final long STACK_BYTES = 256 << 10;

  /** How many frames in a row a change has to succeed in, from the deepest one on, before the descent ends. */
  private static final int SUCCESSES = 25;

  @Test
  @Tag("forked")
  void aFullHeapChangesNothingAndLocksNothing() throws Exception {
    ForkedJvm.run(List.of("-Xmx10m", "-XX:+UseSerialGC", "-XX:-UseTLAB"), TreeInFullHeap.class);
  }

  // ---- Stack overflow

  /** A change that leaves the tree in its state, so that it can be repeated. */
  record Change(String name, Body body) {
    interface Body {
      void on(VmaTree<String> tree);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change("replace", t -> t.replace(15, 25, "x")),
        new Change("unmap and map", TreeErrorTest::unmapAndMap),
        new Change("update", t -> t.update(40, 61, t.find(40).value().equals("p") ? "q" : "p")),
        new Change("move", TreeErrorTest::moveThereOrBack),
        new Change("batch", TreeErrorTest::commit),
        new Change("aborted batch", TreeErrorTest::abort),
        new Change("unmapping", TreeErrorTest::complete),
        new Change("aborted unmapping", t -> t.beginUnmap(95, 205).close()));
  }

  private static void unmapAndMap(VmaTree<String> tree) {
    tree.unmap(500, 505);
    tree.map(500, 505, "u");
  }

  private static void moveThereOrBack(VmaTree<String> tree) {
    if (tree.find(1_000) == null) {
      tree.move(100_900, 101_500, 900);
    } else {
      tree.move(900, 1_500, 100_900);
    }
  }

  private static void commit(VmaTree<String> tree) {
    try (Batch<String> batch = tree.batch()) {
      batch.unmap(300, 310);
      batch.map(300, 305, "b");
      batch.commit();
    }
  }

  private static void abort(VmaTree<String> tree) {
    try (Batch<String> batch = tree.batch()) {
      batch.replace(300, 310, "never");
      batch.unmap(100, 200);
    }
  }

  private static void complete(VmaTree<String> tree) {
    try (Unmapping<String> unmapping = tree.beginUnmap(400, 410)) {
      unmapping.completeAndDowngrade();
    }
    tree.replace(400, 410, "c");
  }

  /** Descends to the end of the stack and makes the change in each frame on the way back, until it has succeeded in enough of them. */
  private static final class Descent implements Runnable {
    final VmaTree<String> tree;
    final Change change;
    int overflows;
    int successes;
    Throwable damage;

    Descent(VmaTree<String> tree, Change change) {
      this.tree = tree;
      this.change = change;
    }

    @Override
    public void run() {
      descend();
    }

    private void descend() {
      if (successes >= SUCCESSES) {
        return;
      }
      try {
        descend();
      } catch (StackOverflowError e) {
        overflows++;
      }
      if (successes < SUCCESSES && damage == null) {
        attempt();
      }
    }

    private void attempt() {
      try {
        change.body.on(tree);
        successes++;
      } catch (StackOverflowError e) {
        overflows++;
        successes = 0;
      } catch (Throwable e) {
        damage = e;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  @Tag("counted") // needs a JVM that has compiled the tree: with hazard reads, each class has its own
  void anOverflowAtAnyDepthLocksNothing(Change change) throws InterruptedException {
    VmaTree<String> tree = VmaTree.builder(RangeValues.<String>uniform().mergingEqual()).build();
    for (long start = 0; start < 4_000; start += 20) {
      tree.map(start, start + 11, "v" + start);
    }
    for (int i = 0; i < 500; i++) {
      change.body.on(tree); // links and compiles
    }
    Descent descent = new Descent(tree, change);
    Thread thread = new Thread(null, descent, "descent", STACK_BYTES);
    thread.start();
    thread.join();
    if (descent.damage != null) {
      throw new AssertionError("after " + descent.overflows + " overflows", descent.damage);
    }
    assertTrue(descent.overflows > 10 && descent.successes >= SUCCESSES, () -> descent.overflows + " overflows, " + descent.successes);
    TreeCheck.assertIdle(tree);
    assertEquals(tree.size(), IndexCheck.assertSound(tree.root()));
  }
}
