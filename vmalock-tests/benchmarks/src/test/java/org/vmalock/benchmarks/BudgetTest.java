package org.vmalock.benchmarks;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        () -> assertTrue(said().contains("--chart"), said()),
        () -> assertTrue(said().contains("--markdown"), said()));
  }

  @Test
  void theChartIsAnImageOfEveryRatio(@TempDir Path folder) throws IOException {
    Path png = folder.resolve("ratios.png");
    List<BudgetLine> budget = List.of(
        BudgetLine.ratio("one", "the first", 1, new Score(1, 0.1), new Score(2, 0.1)),
        BudgetLine.bytes("left out", 0, 0, Score.exact(0)),
        BudgetLine.ratio("two", "the second", 0.3, new Score(3, Double.NaN), new Score(2, 0.1)));
    BudgetChart.write(budget, "a title", png);
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(900, image.getWidth());
  }

  @Test
  void ratioCarriesTheErrorsOfBothSides() {
    Score ratio = new Score(20, 3).ratioTo(new Score(100, 20));
    assertEquals(0.2, ratio.mean(), 1e-12);
    assertEquals(0.2 * Math.sqrt(0.15 * 0.15 + 0.2 * 0.2), ratio.error(), 1e-12);
  }

  @Test
  void verdictComparesWithTheLimit() {
    assertEquals("OK", BudgetLine.ratio("limit", "at the limit", 0.5, new Score(1, 0), new Score(2, 0)).verdict());
    assertEquals("OVER", BudgetLine.ratio("limit", "above it", 0.49, new Score(1, 0), new Score(2, 0)).verdict());
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
