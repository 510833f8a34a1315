package org.vmalock.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BarRendererTest {
  private static final String COUNTS = "lazymm hazard-exact: violations 7, 1,234,567,890 rounds, 9,876,543,210 references acquired";

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.45, 1})
  void theBarIsReadableInEightyColumns(double fraction) {
    String line = BarRenderer.render("torture", fraction, Duration.ofSeconds(83), COUNTS, Table.WIDTH - 1);
    assertEquals(Table.WIDTH - 1, line.length(), line);
    int cells = line.indexOf(']') - line.indexOf('[') - 1;
    assertTrue(cells >= BarRenderer.CELLS, line);
    assertEquals((int) (cells * fraction), line.chars().filter(cell -> cell == '=').count(), line);
    assertTrue(line.startsWith("torture " + String.format("%3d", (int) (100 * fraction)) + " % ["), line);
    assertTrue(line.contains("] 1:23  "), line);
  }

  @Test
  void countsAreCutOffAfterTheLastOneThatFits() {
    String line = BarRenderer.render("torture", 0.5, Duration.ZERO, COUNTS, Table.WIDTH - 1);
    assertTrue(line.stripTrailing().endsWith("lazymm hazard-exact: violations 7"), line);
  }

  @Test
  void aWideTerminalShowsAllCounts() {
    String line = BarRenderer.render("torture", 0.5, Duration.ZERO, COUNTS, 200);
    assertTrue(line.stripTrailing().endsWith(COUNTS), line);
    assertEquals(200, line.length());
  }

  @Test
  void aNarrowTerminalGetsNoLongerLine() {
    assertEquals(20, BarRenderer.render("torture", 0.5, Duration.ZERO, COUNTS, 20).length());
  }
}
