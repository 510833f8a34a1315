package org.vmalock.examples.report;

import java.util.List;

/**
 * The figures of a chart.
 *
 * @param header the names of the columns, or an empty list
 * @param rows the cells; the first cell of a row is its name
 */
record DataTable(List<String> header, List<List<String>> rows) {
  DataTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
  }
}
