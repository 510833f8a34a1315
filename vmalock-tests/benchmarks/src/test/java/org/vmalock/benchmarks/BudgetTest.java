package org.vmalock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private int run(String... args) {
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    return Budget.run(args, stream, stream);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--fast", "quick", "--json", "--quick --smoke", "--json no/such/directory/x.json"})
  void badUsageExitsWithTwoAndOneLine(String arguments) {
    assertEquals(2, run(arguments.split(" ")));
    assertEquals(1, said().lines().count(), said());
  }

  @Test
  void helpNamesEveryOption() {
    assertEquals(0, run("--help"));
    assertAll(
        () -> assertTrue(said().contains("--quick"), said()),
        () -> assertTrue(said().contains("--json"), said()),
        () -> assertTrue(said().contains("--markdown"), said()));
  }

  @Test
  void ratioCarriesTheErrorsOfBothSides() {
    Score ratio = new Score(20, 3).ratioTo(new Score(100, 20));
    assertEquals(0.2, ratio.mean(), 1e-12);
    assertEquals(0.2 * Math.sqrt(0.15 * 0.15 + 0.2 * 0.2), ratio.error(), 1e-12);
  }

  @Test
  void verdictComparesWithTheLimit() {
    assertEquals("OK", BudgetLine.ratio("at the limit", 0.5, new Score(1, 0), new Score(2, 0)).verdict());
    assertEquals("OVER", BudgetLine.ratio("above it", 0.49, new Score(1, 0), new Score(2, 0)).verdict());
  }

  @Test
  void whatTheHarnessAllocatesIsNotOurs() {
    assertEquals("OK", BudgetLine.bytes("harness", 0, BudgetRun.HARNESS_BYTES, Score.exact(0.02)).verdict());
    assertEquals("OVER", BudgetLine.bytes("one object in a hundred", 0, BudgetRun.HARNESS_BYTES, Score.exact(0.16)).verdict());
  }

  @Test
  void keysLieInsideTheirRangesAndGapsOutside() {
    RangeSpace space = new RangeSpace(1000);
    for (long key : space.keysInside(10_000, 7)) {
      assertTrue(inSomeRange(space, key), () -> Long.toHexString(key));
    }
    for (long gap : space.gaps(1000, 7)) {
      assertTrue(!inSomeRange(space, gap) && !inSomeRange(space, gap + space.gapLength() - 1), () -> Long.toHexString(gap));
    }
  }

  private static boolean inSomeRange(RangeSpace space, long key) {
    for (int range = 0; range < space.ranges(); range++) {
      if (Long.compareUnsigned(space.start(range), key) <= 0 && Long.compareUnsigned(key, space.last(range)) <= 0) {
        return true;
      }
    }
    return false;
  }
}
