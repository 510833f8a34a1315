package org.vmalock.examples.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A page in HTML. All texts are escaped by the library that writes the page. */
final class Page {
  private static final String STYLE = "page.css";
  private static final Pattern FIGURE = Pattern.compile("–|[-−]?[\\d.,]+( ?(×|ns|µs|ms|s|%))?( \\(.*\\))?");


  /** The space between a figure and its unit, at which a line must not be broken. */
  private static final Pattern UNIT = Pattern.compile("(?<=\\d) (?=(×|ns|µs|ms|s|%)([^\\p{L}]|$))");

  private static final int MOST_OPEN_ROWS = 10;

  private final Document document = Document.createShell("");
  private Element current;

  Page(String title, String subtitle) {
    document.charset(StandardCharsets.UTF_8);
    document.outputSettings().prettyPrint(false);
    Element html = document.selectFirst("html");
    if (html != null) {
      html.attr("lang", "en");
    }
    document.prependChild(new org.jsoup.nodes.DocumentType("html", "", ""));
    document.head().appendElement("meta").attr("name", "viewport").attr("content", "width=device-width, initial-scale=1");
    document.head().appendElement("meta").attr("name", "color-scheme").attr("content", "light dark");
    document.title(title);
    document.head().appendElement("style").appendChild(new DataNode(resource(STYLE)));
    Element main = document.body().appendElement("main");
    main.appendElement("h1").text(title);
    main.appendElement("p").addClass("subtitle").text(subtitle);
    current = main;
  }

  /** Adds what was run: an item for each scheme. */
  void schemes(List<String> schemes) {
    if (schemes.isEmpty()) {
      return;
    }
    Element list = main().appendElement("ul").addClass("schemes");
    schemes.forEach(scheme -> list.appendElement("li").text(scheme));
  }

  /** Adds the answers to the first questions of a reader: each is a word, and a sentence. */
  void answers(List<Answer> answers) {
    Element list = main().appendElement("ul").addClass("answers");
    for (Answer answer : answers) {
      Element item = list.appendElement("li").addClass(answer.tone.className);
      item.appendElement("strong").text(answer.question);
      answer.lines.forEach(line -> item.appendElement("span").text(UNIT.matcher(line).replaceAll("\u00a0")));
    }
  }

  /**
   * An answer at the top of the page.
   *
   * @param tone whether it is good or bad news
   * @param question the question
   * @param lines the answer
   */
  record Answer(Tone tone, String question, List<String> lines) {}

  /** Whether an answer is good or bad news. */
  enum Tone {
    GOOD("good"),
    BAD("bad"),
    PLAIN("plain");

    private final String className;

    Tone(String className) {
      this.className = className;
    }
  }

  /** Begins a section. */
  void section(String heading) {
    current = main().appendElement("section");
    current.appendElement("h2").text(heading);
  }

  void text(String words) {
    current.appendElement("p").text(words);
  }

  void list(List<String> items) {
    Element list = current.appendElement("ul");
    items.forEach(item -> list.appendElement("li").text(item));
  }

  /** Adds a chart in two widths, of which the style sheet shows one, and the table of its figures. */
  void chart(Chart chart) {
    Element figure = current.appendElement("figure");
    figure.appendElement("h3").text(chart.title());
    figure.appendElement("figcaption").text(chart.explanation());
    add(figure, chart, false);
    add(figure, chart, true);
    figures(figure, chart.table());
  }

  private static void add(Element figure, Chart chart, boolean narrow) {
    Element svg = Svg.draw(chart.draw(narrow), narrow ? Chart.NARROW : Chart.WIDE, chart.height(narrow), chart.title());
    figure.appendElement("div").addClass(narrow ? "narrow" : "wide").appendChild(svg);
  }

  void table(DataTable table) {
    table(current, table);
  }

  /** Adds a table that is folded up if it has many rows. */
  void figures(DataTable table) {
    figures(current, table);
  }

  /** Adds a command line, whose arguments are not broken at their hyphens. */
  void command(String line) {
    Element code = current.appendElement("p").text("Command to repeat it: ").appendElement("code");
    for (String argument : line.split(" ", -1)) {
      code.appendElement("span").text(argument);
      code.appendText(" ");
    }
  }

  private static void figures(Element parent, DataTable data) {
    if (data.rows().size() <= MOST_OPEN_ROWS) {
      table(parent, data);
      return;
    }
    Element details = parent.appendElement("details");
    details.appendElement("summary").text("Table of the figures, " + data.rows().size() + " rows");
    table(details, data);
  }

  private static void table(Element parent, DataTable data) {
    Element table = parent.appendElement("div").addClass("scroll").attr("tabindex", "0").appendElement("table");
    if (!data.header().isEmpty()) {
      Element head = table.appendElement("thead").appendElement("tr");
      for (int column = 0; column < data.header().size(); column++) {
        Element cell = head.appendElement("th").attr("scope", "col").text(data.header().get(column));
        int number = column;
        if (column > 0 && data.rows().stream().anyMatch(row -> FIGURE.matcher(row.get(number)).matches())) {
          cell.addClass("number");
        }
      }
    }
    Element body = table.appendElement("tbody");
    for (List<String> row : data.rows()) {
      Element line = body.appendElement("tr");
      for (int column = 0; column < row.size(); column++) {
        Element cell = line.appendElement(column == 0 ? "th" : "td").text(row.get(column));
        if (column == 0) {
          cell.attr("scope", "row");
        } else if (!data.header().isEmpty() && FIGURE.matcher(row.get(column)).matches()) {
          cell.addClass("number");
        }
      }
    }
  }

  String html() {
    return document.outerHtml() + "\n";
  }

  /** Returns a chart as a picture of its own, with its title and the colours of the style sheet. */
  static String picture(Chart chart) {
    int height = chart.height(false);
    org.jfree.chart.JFreeChart drawn = chart.draw(false);
    drawn.setTitle(new org.jfree.chart.title.TextTitle(chart.title(), Drawing.TITLE));
    drawn.getTitle().setPaint(Role.INK.color());
    Element svg = Svg.draw(drawn, Chart.WIDE, height + TITLE_HEIGHT, chart.title());
    String css = resource(STYLE);
    String colours = css.substring(0, css.indexOf("/* Layout */")) + "svg{background:var(--paper)}";
    svg.prependElement("style").appendChild(new DataNode(colours));
    return svg.outerHtml() + "\n";
  }

  private static final int TITLE_HEIGHT = 30;

  private Element main() {
    Element main = document.selectFirst("main");
    if (main == null) {
      throw new IllegalStateException("the page has no main element");
    }
    return main;
  }

  private static String resource(String name) {
    try (InputStream resource = Page.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException("the resource " + name + " is missing beside " + Page.class.getName());
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
