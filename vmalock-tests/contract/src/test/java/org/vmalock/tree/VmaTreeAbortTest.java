package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.testing.TimeLimit;

/** A change that fails with an exception at any point does not change the tree: every range is attached exactly once (I11, S31). */
@TimeLimit
class VmaTreeAbortTest {

  /** Rules whose n-th call throws, counted from 1; 0 for none. */
  private static final class Rules implements RangeValues<FailingValue> {
    int calls;
    int failingCall;
    Throwable failure = new ArithmeticException("on purpose");

    @Override
    public FailingValue tail(FailingValue value, long offset) {
      countCall();
      return value;
    }

    @Override
    public boolean mergeable(FailingValue left, long leftLength, FailingValue right) {
      countCall();
      return left.name.equals(right.name);
    }

    void countCall() {
      if (++calls == failingCall) {
        if (failure instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) failure;
      }
    }
  }

  /** A value whose {@code equals} may throw as well. */
  private static final class FailingValue {
    final Rules rules;
    final String name;

    FailingValue(Rules rules, String name) {
      this.rules = rules;
      this.name = name;
    }

    @Override
    public boolean equals(Object other) {
      rules.countCall();
      return other instanceof FailingValue value && value.name.equals(name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A deterministic change of the tree. */
  record Change(String name, Body body) {
    interface Body {
      void on(VmaTreeAbortTest test);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final Rules rules = new Rules();
  private final VmaTree<FailingValue> tree = VmaTree.builder(rules).build();
  private final List<Vma<FailingValue>> original;

  VmaTreeAbortTest() {
    String[] names = {"a", "b", "a", "c", "a"};
    for (int i = 0; i < names.length; i++) {
      tree.map(10L * i, 10L * i + 10, named(names[i]));
    }
    tree.map(60, 70, named("d"));
    tree.map(80, 90, named("d"));
    original = TreeCheck.vmas(tree);
  }

  private FailingValue named(String name) {
    return new FailingValue(rules, name);
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change("map a free range", test -> test.tree.map(100, 110, test.named("x"))),
        new Change("map and merge left and right", test -> test.tree.map(70, 80, test.named("d"))),
        new Change("replace the middle of a range", test -> test.tree.replace(13, 16, test.named("x"))),
        new Change("replace the middle by another value and back", test -> test.replaceTwice()),
        new Change("replace across many", test -> test.tree.replace(5, 65, test.named("x"))),
        new Change("replace and merge with both sides", test -> test.tree.replace(5, 45, test.named("a"))),
        new Change("unmap the middle of a range", test -> test.tree.unmap(13, 16)),
        new Change("unmap across many", test -> test.tree.unmap(5, 65)),
        new Change("update across many and gaps", test -> test.tree.update(5, 85, test.named("x"))),
        new Change("move many and gaps", test -> test.tree.move(5, 85, 1005)),
        new Change("begin to unmap", test -> test.beginUnmap()),
        new Change("a batch of everything", test -> test.batch()));
  }

  static Stream<Throwable> failures() {
    return Stream.of(new ArithmeticException("on purpose"), new InternalError("on purpose"), new RangeOverlapException("on purpose"));
  }

  static Stream<Arguments> changesAndFailures() {
    return failures().flatMap(failure -> changes().map(change -> Arguments.of(change, failure)));
  }

  private void replaceTwice() {
    try (Batch<FailingValue> batch = tree.batch()) {
      batch.replace(13, 16, named("b"));
      batch.replace(13, 16, named("a"));
      batch.commit();
    }
  }

  private void beginUnmap() {
    try (Unmapping<FailingValue> unmapping = tree.beginUnmap(5, 65)) {
      assertEquals(6, unmapping.removedRanges().size());
      unmapping.complete();
    }
  }

  private void batch() {
    try (Batch<FailingValue> batch = tree.batch()) {
      batch.unmap(5, 15);
      batch.map(5, 10, named("b"));
      batch.update(20, 45, named("b"));
      batch.move(60, 85, 160);
      batch.replace(163, 166, named("x"));
      batch.commit();
    }
  }

  // ---- Assertions after a failure

  /** Asserts that the tree has the same range objects as before, each attached and readable. */
  private void assertUnchanged(TreeCheck.Before<FailingValue> before, String when) {
    try {
      before.assertUnchanged();
      List<Vma<FailingValue>> now = TreeCheck.vmas(tree);
      assertEquals(original.size(), now.size());
      for (int i = 0; i < now.size(); i++) {
        assertSame(original.get(i), now.get(i));
      }
    } catch (AssertionError e) {
      throw new AssertionError(when + ": " + e.getMessage(), e);
    }
  }

  private static List<RangeEntry<String>> names(List<RangeEntry<FailingValue>> entries) {
    return entries.stream().map(entry -> new RangeEntry<>(entry.start(), entry.last(), entry.value().name)).toList();
  }

  /** Returns the result of the change if no call fails. */
  private static List<RangeEntry<String>> resultOf(Change change) {
    VmaTreeAbortTest undisturbed = new VmaTreeAbortTest();
    change.body.on(undisturbed);
    return names(TreeCheck.ranges(undisturbed.tree));
  }

  // ---- Failing rules

  @ParameterizedTest
  @MethodSource("changesAndFailures")
  void failureAtAnyCallOfTheRulesLeavesTheTreeUnchanged(Change change, Throwable failure) {
    rules.failure = failure;
    int failures = 0;
    while (failsAt(change, failures + 1)) {
      failures++;
    }
    rules.failingCall = 0;
    assertEquals(resultOf(change), names(TreeCheck.ranges(tree)));
    assertEquals(rules.calls, failures, "calls made by the successful change");
  }

  /** Returns whether the change made this many calls and failed; otherwise it has succeeded. */
  private boolean failsAt(Change change, int call) {
    var before = new TreeCheck.Before<>(tree);
    rules.calls = 0;
    rules.failingCall = call;
    try {
      change.body.on(this);
      return false;
    } catch (ArithmeticException | RangeOverlapException | InternalError expected) {
      assertSame(rules.failure, expected);
      rules.failingCall = 0;
      assertUnchanged(before, "failed at call " + call);
      return true;
    }
  }

  /** The message of the exception for a range that is mapped already contains the value there. */
  @ParameterizedTest
  @MethodSource("failures")
  void failureOfToStringLeavesTheTreeUnchanged(Throwable failure) {
    VmaTree<Object> described = VmaTree.<Object>builder(RangeValues.uniform()).build();
    Object value = new Object() {
      @Override
      public String toString() {
        if (failure instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) failure;
      }
    };
    described.map(10, 20, value);
    described.map(30, 40, "a");
    List<Vma<Object>> before = TreeCheck.vmas(described);
    assertSame(failure, assertThrows(Throwable.class, () -> described.map(15, 16, "b")));
    assertSame(failure, assertThrows(Throwable.class, () -> described.move(30, 40, 5)));
    assertEquals(before, TreeCheck.vmas(described));
    described.unmap(10, 20);
    TreeCheck.assertIdle(described);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failedBatchCannotBeCommitted(Throwable failure) {
    assumeFalse(failure instanceof RangeOverlapException, "thrown before anything has changed, it leaves the batch open");
    rules.failure = failure;
    var before = new TreeCheck.Before<>(tree);
    try (Batch<FailingValue> batch = tree.batch()) {
      batch.unmap(60, 70);
      rules.calls = 0;
      rules.failingCall = 1;
      assertSame(failure, assertThrows(Throwable.class, () -> batch.replace(13, 16, named("x"))));
      var refused = assertThrows(IllegalStateException.class, batch::commit);
      assertTrue(refused.getMessage().contains("aborted by an exception"), refused::getMessage);
      assertThrows(IllegalStateException.class, () -> batch.map(200, 201, named("x")));
      assertThrows(IllegalStateException.class, () -> batch.get(0));
    }
    assertUnchanged(before, "after the batch");
  }

  /** The batch stays open only if nothing was changed: the rules of the values may throw what a refused change throws. */
  @Test
  void noPartOfAChangeIsCommittedWhoseRulesReportAnOverlap() {
    rules.failure = new RangeOverlapException("on purpose");
    List<RangeEntry<String>> before = names(TreeCheck.ranges(tree));
    int refused = 0;
    boolean failed = true;
    for (int call = 1; failed; call++) {
      try (Batch<FailingValue> batch = tree.batch()) {
        failed = replaceFailsAt(call, batch);
        refused += failed && isCommitRefused(batch) ? 1 : 0;
      }
      assertEquals(before, names(TreeCheck.ranges(tree)), "failed at call " + call);
    }
    assertTrue(refused > 0, "no failure was half-way");
  }

  private boolean replaceFailsAt(int call, Batch<FailingValue> batch) {
    rules.calls = 0;
    rules.failingCall = call;
    try {
      batch.replace(13, 16, named("x"));
      return false;
    } catch (RangeOverlapException expected) {
      return true;
    } finally {
      rules.failingCall = 0;
    }
  }

  private static boolean isCommitRefused(Batch<?> batch) {
    try {
      batch.commit();
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
