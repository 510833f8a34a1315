package org.vmalock.examples.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.LegendItem;
import org.jfree.chart.LegendItemCollection;
import org.jfree.chart.annotations.XYBoxAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;

/**
 * The address space over the time of a trace: one row for neighbouring ranges, one column for successive operations.
 *
 * @param space the rows, as the replay writes them
 * @param lookUps by scheme and row, the sampled look-ups
 */
record AddressSpaceChart(JsonNode space, Map<String, List<LookUps>> lookUps) implements Chart {
  private static final int ROW = 15;
  private static final int FRAME = 96;
  private static final int RADIX = 10;
  private static final char UNMAPPED = '.';
  private static final double LINE = 0.42;
  private static final int LEVELS = 3;

  @Override
  public String title() {
    return "The address space while the program ran: what was mapped, and where it was written";
  }

  @Override
  public String explanation() {
    return "Time runs from left to right, counted in mapping operations; each row is a part of the address space, with its addresses in the"
        + " table below. A band means that the part is mapped; the colour of a mark on it tells how many operations changed it at that time."
        + " Where marks are dense, a lock around the whole address space makes all readers wait; a lock per range, only the readers of that range.";
  }

  @Override
  public int height(boolean narrow) {
    return FRAME + ROW * rows().size();
  }

  /**
   * The sampled look-ups in a part.
   *
   * @param measured their number
   * @param slow the number of slow ones among them
   */
  record LookUps(long measured, long slow) {
    private static final double MILLION = 1e6;

    LookUps plus(LookUps other) {
      return new LookUps(measured + other.measured, slow + other.slow);
    }

    double slowPerMillion() {
      return measured == 0 ? 0 : slow * MILLION / measured;
    }
  }

  /** Describes the addresses of a row. */
  String range(int row) {
    JsonNode node = space.path("rows").path(row);
    return "part " + (row + 1) + " is " + node.path("start").asText() + " to " + node.path("end").asText();
  }

  private List<JsonNode> rows() {
    List<JsonNode> rows = new ArrayList<>();
    space.path("rows").forEach(rows::add);
    return rows;
  }

  @Override
  public JFreeChart draw(boolean narrow) {
    List<JsonNode> rows = rows();
    int columns = space.path("columns").asInt();
    double operations = Math.max(1, space.path("operations").asDouble());
    NumberAxis domain = Drawing.numbers("mapping operations of the program, in their order");
    domain.setRange(0, operations);
    SymbolAxis range = new SymbolAxis("part of the address space", parts().toArray(String[]::new));
    range.setGridBandsVisible(false);
    range.setInverted(true);
    range.setRange(-0.6, rows.size() - 0.4);
    XYPlot plot = Drawing.plot(domain, range);
    plot.setRangeGridlinesVisible(false);
    int largest = largestDigit();
    for (int row = 0; row < rows.size(); row++) {
      String cells = rows.get(row).path("cells").asText();
      String written = rows.get(row).path("written").asText();
      addRuns(plot, row, cells.replaceAll("[^.]", "m"), operations / columns, Map.of('m', Role.MAPPED));
      addRuns(plot, row, levels(written, largest), operations / columns, Map.of('1', Role.WRITTEN1, '2', Role.WRITTEN2, '3', Role.WRITTEN3));
    }
    plot.setFixedLegendItems(legend(largest));
    return Drawing.chart(plot, true);
  }

  /** Adds a box for each run of equal characters that have a colour. */
  private static void addRuns(XYPlot plot, int row, String text, double width, Map<Character, Role> colors) {
    int begin = 0;
    for (int end = 1; end <= text.length(); end++) {
      if (end == text.length() || text.charAt(end) != text.charAt(begin)) {
        Role role = colors.get(text.charAt(begin));
        if (role != null) {
          Color fill = role.color();
          // The axis is inverted, and a box needs its lower edge first.
          plot.addAnnotation(new XYBoxAnnotation(begin * width, row + LINE, end * width, row - LINE, null, null, fill));
        }
        begin = end;
      }
    }
  }

  /** Reduces the digits, which are the lengths of binary numbers, to three levels. */
  private static String levels(String written, int largest) {
    StringBuilder levels = new StringBuilder();
    for (int column = 0; column < written.length(); column++) {
      int digit = Character.digit(written.charAt(column), RADIX);
      levels.append(digit == 0 ? UNMAPPED : Character.forDigit(level(digit, largest), RADIX));
    }
    return levels.toString();
  }

  private static int level(int digit, int largest) {
    return Math.min(LEVELS, (digit - 1) * LEVELS / Math.max(LEVELS, largest) + 1);
  }

  private int largestDigit() {
    return rows().stream().flatMapToInt(row -> row.path("written").asText().chars()).map(digit -> Character.digit(digit, RADIX)).max().orElse(0);
  }

  private static LegendItemCollection legend(int largest) {
    LegendItemCollection items = new LegendItemCollection();
    items.add(new LegendItem("mapped", Role.MAPPED.color()));
    Role[] roles = {Role.WRITTEN1, Role.WRITTEN2, Role.WRITTEN3};
    for (int level = 1; level <= LEVELS; level++) {
      int wanted = level;
      int[] digits = IntStream.rangeClosed(1, largest).filter(digit -> level(digit, largest) == wanted).toArray();
      if (digits.length > 0) {
        int from = 1 << (digits[0] - 1);
        int to = (1 << digits[digits.length - 1]) - 1;
        boolean last = digits[digits.length - 1] == largest;
        String range = last ? from + " and more" : from == to ? String.valueOf(from) : from + " to " + to;
        items.add(new LegendItem(level == 1 ? range + " writes" : range, roles[level - 1].color()));
      }
    }
    return items;
  }

  /** Returns the names of the rows. */
  List<String> parts() {
    return IntStream.rangeClosed(1, rows().size()).mapToObj(String::valueOf).toList();
  }

  @Override
  public DataTable table() {
    List<String> header = new ArrayList<>(List.of("part", "from address", "to address", "writes"));
    lookUps.keySet().forEach(scheme -> header.add("slow look-ups, " + scheme));
    List<List<String>> table = new ArrayList<>();
    List<JsonNode> rows = rows();
    for (int i = 0; i < rows.size(); i++) {
      int row = i;
      JsonNode node = rows.get(i);
      List<String> cells = new ArrayList<>(List.of(String.valueOf(i + 1), node.path("start").asText(), node.path("end").asText()));
      cells.add(Figures.number(node.path("writes").asDouble()));
      lookUps.values().forEach(counts -> cells.add(row < counts.size() ? Figures.number(counts.get(row).slow) : ""));
      table.add(cells);
    }
    return new DataTable(header, table);
  }
}
