package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.vmalock.tree.TreeCheck.assertRanges;
import static org.vmalock.tree.TreeCheck.entry;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.testing.TimeLimit;

/** Every form of a change returns the same result, and has the same effect, on a tree and in a batch. */
@TimeLimit
class ChangeResultTest {
  private static final TimeUnit S = TimeUnit.SECONDS;
  private static final List<RangeEntry<String>> ALL = List.of(entry(10, 20, "a"), entry(20, 30, "b"), entry(40, 50, "c"));
  private static final List<RangeEntry<String>> PARTS = List.of(entry(15, 20, "a"), entry(20, 25, "b"));

  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();

  ChangeResultTest() {
    ALL.forEach(range -> tree.map(range.start(), range.end(), range.value()));
  }

  private interface Form {
    Object on(RangeChanges<String> changes) throws InterruptedException, TimeoutException;
  }

  /** One form of a change; its result, and the ranges after it. */
  record Change(String name, Object result, List<RangeEntry<String>> ranges, Form form) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Change> forms(
      String name, Object result, List<RangeEntry<String>> ranges, Form plain, Form interruptible, Form timed) {
    return Stream.of(
        new Change(name, result, ranges, plain),
        new Change(name + ", interruptible", result, ranges, interruptible),
        new Change(name + ", timed", result, ranges, timed));
  }

  static Stream<Change> changes() {
    List<RangeEntry<String>> unmapped = List.of(entry(10, 15, "a"), entry(25, 30, "b"), entry(40, 50, "c"));
    List<RangeEntry<String>> replaced = List.of(entry(10, 15, "a"), entry(15, 25, "x"), entry(25, 30, "b"), entry(40, 50, "c"));
    List<RangeEntry<String>> allUpdated = List.of(entry(10, 30, "x"), entry(40, 50, "x"));
    List<RangeEntry<String>> moved =
        List.of(entry(10, 15, "a"), entry(25, 30, "b"), entry(40, 50, "c"), entry(115, 120, "a"), entry(120, 125, "b"));
    return Stream.of(
            forms(
                "replace",
                PARTS,
                replaced,
                c -> c.replace(15, 25, "x"),
                c -> c.replaceInterruptibly(15, 25, "x"),
                c -> c.replace(15, 25, "x", 1, S)),
            forms(
                "replace all",
                ALL,
                List.of(entry(0, 0, "x")),
                c -> c.replaceAll("x"),
                c -> c.replaceAllInterruptibly("x"),
                c -> c.replaceAll("x", 1, S)),
            forms("unmap", PARTS, unmapped, c -> c.unmap(15, 25), c -> c.unmapInterruptibly(15, 25), c -> c.unmap(15, 25, 1, S)),
            forms("unmap all", ALL, List.of(), c -> c.unmapAll(), c -> c.unmapAllInterruptibly(), c -> c.unmapAll(1, S)),
            forms("unmap a gap", List.of(), ALL, c -> c.unmap(30, 40), c -> c.unmapInterruptibly(30, 40), c -> c.unmap(30, 40, 1, S)),
            forms(
                "update",
                true,
                replaced,
                c -> c.update(15, 25, "x"),
                c -> c.updateInterruptibly(15, 25, "x"),
                c -> c.update(15, 25, "x", 1, S)),
            forms(
                "update a gap",
                false,
                ALL,
                c -> c.update(30, 40, "x"),
                c -> c.updateInterruptibly(30, 40, "x"),
                c -> c.update(30, 40, "x", 1, S)),
            forms(
                "update all",
                true,
                allUpdated,
                c -> c.updateAll("x"),
                c -> c.updateAllInterruptibly("x"),
                c -> c.updateAll("x", 1, S)),
            forms("move", true, moved, c -> c.move(15, 25, 115), c -> c.moveInterruptibly(15, 25, 115), c -> c.move(15, 25, 115, 1, S)),
            forms("move a gap", false, ALL, c -> c.move(30, 40, 130), c -> c.moveInterruptibly(30, 40, 130), c -> c.move(30, 40, 130, 1, S)))
        .flatMap(forms -> forms);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changeOfATree(Change change) throws Exception {
    assertEquals(change.result, change.form.on(tree));
    assertRanges(tree, change.ranges);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changeInABatch(Change change) throws Exception {
    try (Batch<String> batch = tree.batch()) {
      assertEquals(change.result, change.form.on(batch));
      batch.commit();
    }
    assertRanges(tree, change.ranges);
  }

  /** No range is there to be updated. */
  static Stream<Form> updatesOfNothing() {
    return Stream.of(c -> c.updateAll("x"), c -> c.updateAllInterruptibly("x"), c -> c.updateAll("x", 1, S));
  }

  @ParameterizedTest
  @MethodSource("updatesOfNothing")
  void updateOfAnEmptyTree(Form update) throws Exception {
    tree.unmapAll();
    assertEquals(false, update.on(tree));
    assertRanges(tree);
  }
}
