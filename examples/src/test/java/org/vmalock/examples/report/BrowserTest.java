package org.vmalock.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages in a browser: in Chromium, where it is installed, at the width of a desktop and of a phone and on light and dark paper, and
 * elsewhere in a browser without a layout.
 */
@Timeout(300)
class BrowserTest {
  private static final List<Integer> WIDTHS = List.of(1280, 390);
  private static final Path SAMPLE = Path.of("sample", "compare-replay.html");

  @TempDir Path directory;

  @Test
  void nothingOverflowsAndNoChartIsEmpty() throws Exception {
    List<Path> pages = pages();
    if (!Browser.isInstalled()) {
      pages.forEach(BrowserTest::assertReadable);
      return;
    }
    Browser browser = new Browser(directory);
    List<Browser.Look> light = browser.open(pages, WIDTHS, false);
    List<Browser.Look> dark = browser.open(pages, WIDTHS, true);
    assertEquals(pages.size() * WIDTHS.size(), light.size());
    for (int i = 0; i < light.size(); i++) {
      assertFits(light.get(i));
      assertFits(dark.get(i));
      assertNotEquals(light.get(i).ink(), dark.get(i).ink());
      assertNotEquals(light.get(i).paper(), dark.get(i).paper());
    }
  }

  private static void assertFits(Browser.Look look) {
    assertEquals(List.of(), look.overflow(), look::toString);
    assertEquals(List.of(), look.empty(), look::toString);
    assertEquals(List.of(), look.cut(), look::toString);
    assertEquals(List.of(), look.overlap(), look::toString);
    assertTrue(look.charts() > 0, look::toString);
  }

  private static void assertReadable(Path file) {
    try (WebClient client = new WebClient()) {
      HtmlPage page = client.getPage(file.toUri().toURL());
      assertTrue(page.getElementsByTagName("svg").size() > 0, file::toString);
      for (DomElement svg : page.getElementsByTagName("svg")) {
        assertTrue(svg.asXml().matches("(?s).*var\\(--(series|mapped).*"), svg.getAttribute("aria-label"));
      }
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  /** Returns the sample page, pages of real runs, and pages of the longest names and the most rows. */
  private List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(SAMPLE.toAbsolutePath()));
    pages.add(page("torture.html", Results.run(directory, "torture", "--seconds", "1", "--fault", "all").page()));
    pages.add(page("replay.html", Results.run(directory, "replay", "--repeat", "2").page()));
    pages.add(page("lazy.html", Results.run(directory, "lazy", "--seconds", "1").page()));
    pages.add(page("cache.html", Results.run(directory, "cache", "--seconds", "0.5").page()));
    ObjectNode comparison = ReportTest.comparison();
    comparison.put("file", "/a/very/long/path/".repeat(20) + "data.bin").put("commandLine", "x".repeat(500));
    pages.add(page("compare.html", Report.html(comparison)));
    pages.add(page("budget.html", Report.html(budget())));
    return pages;
  }

  private Path page(String name, String html) throws IOException {
    return Files.writeString(directory.resolve(name), html);
  }

  private static JsonNode budget() {
    ObjectNode result = new ObjectMapper().createObjectNode().put("command", "java -cp benchmarks.jar Budget");
    var rows = result.putArray("rows");
    for (int i = 1; i <= 35; i++) {
      ObjectNode row = rows.addObject().put("name", "a-row-of-the-longest-name-" + i).put("figure", "this : that").put("limit", 1.1);
      row.put("unit", i % 7 == 0 ? "bytes" : "\u00d7").put("median", i / 9.0).put("minimum", i / 10.0).put("maximum", i / 8.0);
      row.put("verdict", "met").putArray("rounds").add(i / 10.0).add(i / 9.0).add(i / 8.0);
    }
    return result;
  }
}
