package org.vmalock.examples.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** Chromium without a window. It opens pages in frames of given widths and measures them by a script outside the page. */
final class Browser {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final int LONGEST_SECONDS = 90;
  private static final String WRAPPER =
      """
      <!doctype html><meta charset="utf-8"><body onload="measureAll()"><pre id="measured"></pre>FRAMES
      <script>
      function role(mark) {
        return mark.closest('[style*="--series"],[style*="--written"],[style*="--mapped"]');
      }
      function measure(iframe) {
        const frame = iframe.contentDocument;
        const view = iframe.contentWindow;
        const width = frame.documentElement.clientWidth;
        frame.querySelectorAll('details').forEach(details => details.open = true);
        const look = {page: frame.title, width: width, overflow: [], charts: 0, empty: [], cut: [], overlap: [], ink: '', paper: ''};
        if (frame.documentElement.scrollWidth > width) look.overflow.push('the page: ' + frame.documentElement.scrollWidth);
        for (const element of frame.body.querySelectorAll('*')) {
          const box = element.getBoundingClientRect();
          const scrolls = element.parentElement.closest('.scroll') !== null;
          if (!element.closest('svg *') && !scrolls && (box.right > width + 0.5 || box.left < -0.5))
            look.overflow.push(element.tagName + ' ' + element.textContent.slice(0, 40));
        }
        for (const svg of frame.querySelectorAll('svg')) {
          const box = svg.getBoundingClientRect();
          if (box.width === 0) continue;
          look.charts++;
          const title = svg.getAttribute('aria-label');
          const marks = [...svg.querySelectorAll('path, rect, circle, line, polygon, polyline, ellipse')].filter(mark => {
            const style = view.getComputedStyle(mark);
            const size = mark.getBoundingClientRect();
            return Math.max(size.width, size.height) > 2 && (style.fill !== 'none' || style.stroke !== 'none')
              && role(mark) !== null;
          });
          const roles = new Set(marks.map(mark => role(mark).getAttribute('style').match(/--(series|written|mapped)[-a-z0-9]*/)[0])).size;
          if (marks.length < (roles > 1 ? roles + 1 : 1)) look.empty.push(title); // more than the legend, which several roles have
          const texts = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
          texts.forEach(([one, a], i) => texts.slice(i + 1).forEach(([other, b]) => {
            if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4)
              look.overlap.push(title + ': ' + one + ', ' + other);
          }));
          for (const text of svg.querySelectorAll('text')) {
            const place = text.getBoundingClientRect();
            if (place.left < box.left - 2 || place.right > box.right + 2 || place.top < box.top - 2 || place.bottom > box.bottom + 2)
              look.cut.push(title + ': ' + text.textContent);
          }
        }
        const style = view.getComputedStyle(frame.body);
        look.ink = style.color;
        look.paper = style.backgroundColor;
        return look;
      }
      function measureAll() {
        document.getElementById('measured').textContent = JSON.stringify([...document.querySelectorAll('iframe')].map(measure));
      }
      </script>
      """;

  private final Path directory;

  Browser(Path directory) {
    this.directory = directory;
  }

  static boolean isInstalled() {
    return Files.isExecutable(CHROMIUM);
  }

  /**
   * What a page looks like in one width.
   *
   * @param page the file
   * @param width the width in pixels
   * @param overflow names of elements that are wider than the page, and do not scroll
   * @param charts number of visible charts
   * @param empty titles of visible charts without a mark in their plots
   * @param cut texts of charts that lie outside their pictures
   * @param overlap pairs of texts of charts that lie upon one another
   * @param ink the colour of the text
   * @param paper the colour behind it
   */
  record Look(
      String page,
      int width,
      List<String> overflow,
      int charts,
      List<String> empty,
      List<String> cut,
      List<String> overlap,
      String ink,
      String paper) {}

  /** Opens each page in each width, on light or dark paper. */
  List<Look> open(List<Path> pages, List<Integer> widths, boolean dark) throws IOException, InterruptedException {
    String frames =
        pages.stream()
            .flatMap(page -> widths.stream().map(width -> "<iframe src='%s' style='border:0;width:%dpx;height:800px'></iframe>".formatted(page.toUri(), width)))
            .collect(Collectors.joining());
    Path wrapper = Files.writeString(directory.resolve("frames.html"), WRAPPER.replace("FRAMES", frames));
    Element measured = Jsoup.parse(dump(wrapper, dark)).getElementById("measured");
    if (measured == null || measured.text().isEmpty()) {
      throw new AssertionError("the pages were not measured: " + measured);
    }
    return List.of(new ObjectMapper().readValue(measured.text(), Look[].class));
  }

  private String dump(Path page, boolean dark) throws IOException, InterruptedException {
    Path out = directory.resolve("dump.html");
    Process process =
        new ProcessBuilder(
                CHROMIUM.toString(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
                "--allow-file-access-from-files", "--user-data-dir=" + Files.createTempDirectory(directory, "profile"),
                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1), "--window-size=1400,900", "--dump-dom", page.toUri().toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("chromium does not end");
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }
}
