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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  @ValueSource(strings = {"--fast", "quick", "--json", "--quick --smoke", "--json no/such/directory/x.json", "--report no/such/directory/x.html", "--rounds 0", "--rounds 9 --most-rounds 8", "--baseline no/such.jar"})
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
        () -> assertTrue(said().contains("--report"), said()),
        () -> assertTrue(said().contains("--markdown"), said()));
  }

  @Test
  void anUnknownRowIsRefusedByName() {
    assertEquals(2, run("counted-read", "no-such-row"));
    assertTrue(said().contains("no-such-row"), said());
    assertTrue(!said().contains("counted-read"), said());
  }

  @Test
  void rowNamesAreUnique() {
    List<String> names = BudgetRows.all().stream().map(BudgetRow::name).toList();
    assertEquals(names.size(), names.stream().distinct().count(), names.toString());
  }

  @Test
  void theListNamesEveryRow() {
    assertEquals(0, run("--list"));
    BudgetRows.all().forEach(row -> assertTrue(said().contains(row.name() + " "), said()));
  }

  @Test
  void theChartIsAnImageOfEveryRatio(@TempDir Path folder) throws IOException {
    Map<BudgetRow, Rounds> results = new LinkedHashMap<>();
    BudgetRows.all().forEach(row -> results.put(row, rounds(0.5, 0.7, 0.6)));
    Path png = folder.resolve("ratios.png");
    BudgetChart.write(results, "a title", png);
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(1200, image.getWidth());
  }

  @Test
  void theFigureIsTheMedianWithMinimumAndMaximum() {
    Rounds odd = rounds(3, 1, 2);
    assertEquals(2, odd.median());
    assertEquals(1, odd.minimum());
    assertEquals(3, odd.maximum());
    assertEquals(2.5, rounds(4, 1, 3, 2).median());
  }

  @Test
  void aRowIsDecidedIfAtMostOneRoundInSevenDisagrees() {
    assertEquals("met", rounds(0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 1.1).verdict(1));
    assertEquals("not decided", rounds(0.9, 0.9, 0.9, 0.9, 0.9, 1.1, 1.1).verdict(1));
    assertEquals("OVER", rounds(1.1, 1.1, 1.1, 1.1, 1.1, 1.1, 0.9).verdict(1));
    assertEquals("met", rounds(1.0, 1.0, 1.0).verdict(1), "a limit that is reached is met");
  }

  @Test
  void aComparisonOfBuildsIsDecidedByTheWholeSpread() {
    assertEquals("SLOWER", rounds(1.01, 1.2).comparison());
    assertEquals("faster", rounds(0.8, 0.99).comparison());
    assertEquals("same within the spread", rounds(0.99, 1.2).comparison());
  }

  private static Rounds rounds(double... values) {
    Rounds rounds = new Rounds();
    for (double value : values) {
      rounds.add(value);
    }
    return rounds;
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
