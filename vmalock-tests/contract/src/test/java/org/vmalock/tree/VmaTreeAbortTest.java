package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.testing.TimeLimit;

/** A change that breaks off in the middle, wherever that is, leaves the tree as it was: every range attached, exactly once (I11, S31). */
@TimeLimit
class VmaTreeAbortTest {

  /** Breaks off at the n-th question, counting from 1; 0 never. */
  private static final class Rules implements RangeValues<Touchy> {
    int questions;
    int breaksAt;

    @Override
    public Touchy tail(Touchy value, long offset) {
      ask();
      return value;
    }

    @Override
    public boolean mergeable(Touchy left, long leftLength, Touchy right) {
      ask();
      return left.name.equals(right.name);
    }

    void ask() {
      if (++questions == breaksAt) {
        throw new ArithmeticException("on purpose");
      }
    }
  }

  /** A value whose {@code equals} may break off as well. */
  private static final class Touchy {
    final Rules rules;
    final String name;

    Touchy(Rules rules, String name) {
      this.rules = rules;
      this.name = name;
    }

    @Override
    public boolean equals(Object other) {
      rules.ask();
      return other instanceof Touchy touchy && touchy.name.equals(name);
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

  /** A change of the tree, the same each time. */
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
  private final VmaTree<Touchy> tree = VmaTree.<Touchy>builder().values(rules).build();
  private final List<Vma<Touchy>> original;

  VmaTreeAbortTest() {
    String[] names = {"a", "b", "a", "c", "a"};
    for (int i = 0; i < names.length; i++) {
      tree.map(10L * i, 10L * i + 10, named(names[i]));
    }
    tree.map(60, 70, named("d"));
    tree.map(80, 90, named("d"));
    original = TreeCheck.vmas(tree);
  }

  private Touchy named(String name) {
    return new Touchy(rules, name);
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change("map a free range", test -> test.tree.map(100, 110, test.named("x"))),
        new Change("map and merge left and right", test -> test.tree.map(70, 80, test.named("d"))),
        new Change("replace the middle of a range", test -> test.tree.replace(13, 16, test.named("x"))),
        new Change("replace the middle by the same", test -> test.replaceTwice()),
        new Change("replace across many", test -> test.tree.replace(5, 65, test.named("x"))),
        new Change("replace and merge with both sides", test -> test.tree.replace(5, 45, test.named("a"))),
        new Change("unmap the middle of a range", test -> test.tree.unmap(13, 16)),
        new Change("unmap across many", test -> test.tree.unmap(5, 65)),
        new Change("update across many and gaps", test -> test.tree.update(5, 85, test.named("x"))),
        new Change("move many and gaps", test -> test.tree.move(5, 85, 1005)),
        new Change("begin to unmap", test -> test.beginUnmap()),
        new Change("a batch of everything", test -> test.batch()));
  }

  private void replaceTwice() {
    try (Batch<Touchy> batch = tree.batch()) {
      batch.replace(13, 16, named("b"));
      batch.replace(13, 16, named("a"));
      batch.commit();
    }
  }

  private void beginUnmap() {
    try (Unmapping<Touchy> unmapping = tree.beginUnmap(5, 65)) {
      assertEquals(6, unmapping.removedRanges().size());
      unmapping.complete();
    }
  }

  private void batch() {
    try (Batch<Touchy> batch = tree.batch()) {
      batch.unmap(5, 15);
      batch.map(5, 10, named("b"));
      batch.update(20, 45, named("b"));
      batch.move(60, 85, 160);
      batch.replace(163, 166, named("x"));
      batch.commit();
    }
  }

  // ---- What must hold after a break

  /** As it was: the very same ranges, each attached and read-lockable. */
  private void assertAsItWas(TreeCheck.Before<Touchy> before, String when) {
    try {
      before.assertUnchanged();
      List<Vma<Touchy>> now = TreeCheck.vmas(tree);
      assertEquals(original.size(), now.size());
      for (int i = 0; i < now.size(); i++) {
        assertSame(original.get(i), now.get(i));
      }
    } catch (AssertionError e) {
      throw new AssertionError(when + ": " + e.getMessage(), e);
    }
  }

  private static List<RangeEntry<String>> names(List<RangeEntry<Touchy>> pieces) {
    return pieces.stream().map(piece -> new RangeEntry<>(piece.start(), piece.last(), piece.value().name)).toList();
  }

  /** What the change leads to where nothing breaks it off. */
  private static List<RangeEntry<String>> resultOf(Change change) {
    VmaTreeAbortTest undisturbed = new VmaTreeAbortTest();
    change.body.on(undisturbed);
    return names(TreeCheck.ranges(undisturbed.tree));
  }

  // ---- The rules break off

  @ParameterizedTest
  @MethodSource("changes")
  void rulesThatBreakOffAtAnyQuestionLeaveTheTreeAsItWas(Change change) {
    int broken = 0;
    while (breaksOff(change, broken + 1)) {
      broken++;
    }
    rules.breaksAt = 0;
    assertEquals(resultOf(change), names(TreeCheck.ranges(tree)));
    assertEquals(rules.questions, broken, "questions of the change that came through");
  }

  /** Tells whether the change asked so many questions; if it did not, it came through. */
  private boolean breaksOff(Change change, int question) {
    var before = new TreeCheck.Before<>(tree);
    rules.questions = 0;
    rules.breaksAt = question;
    try {
      change.body.on(this);
      return false;
    } catch (ArithmeticException expected) {
      rules.breaksAt = 0;
      assertAsItWas(before, "broken off at question " + question);
      return true;
    }
  }

  @Test
  void aBatchThatBrokeOffInTheMiddleCannotBeCommitted() {
    var before = new TreeCheck.Before<>(tree);
    try (Batch<Touchy> batch = tree.batch()) {
      batch.unmap(60, 70);
      rules.questions = 0;
      rules.breaksAt = 1;
      assertThrows(ArithmeticException.class, () -> batch.replace(13, 16, named("x")));
      var refused = assertThrows(IllegalStateException.class, batch::commit);
      assertTrue(refused.getMessage().contains("aborted by an exception"), refused::getMessage);
      assertThrows(IllegalStateException.class, () -> batch.map(200, 201, named("x")));
      assertThrows(IllegalStateException.class, () -> batch.get(0));
    }
    assertAsItWas(before, "after the batch");
  }
}
