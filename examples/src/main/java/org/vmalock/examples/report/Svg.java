package org.vmalock.examples.report;

import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeFilter;

/** Draws charts as SVG: text stays text, and colours are variables of the style sheet. */
final class Svg {
  private static final int DECIMALS = 1;

  private Svg() {}

  /** Draws a chart; {@code label} describes it for readers who do not see it. */
  static Element draw(JFreeChart chart, int width, int height, String label) {
    System.setProperty("java.awt.headless", "true");
    Element drawn = parse(generate(chart, width, height));
    Element svg = new Element("svg");
    svg.attr("style", Drawing.fontStyle());
    svg.attr("xmlns", "http://www.w3.org/2000/svg");
    // Element.attr would write it in lower case, which is another name in a picture of its own.
    svg.attributes().put("viewBox", "0 0 " + width + " " + height);
    svg.attr("width", String.valueOf(width)).attr("height", String.valueOf(height)).attr("role", "img").attr("aria-label", label);
    drawn.children().forEach(svg::appendChild);
    return svg;
  }

  private static String generate(JFreeChart chart, int width, int height) {
    SVGGraphics2D graphics = new SVGGraphics2D(context(), false);
    graphics.setSVGCanvasSize(new Dimension(width, height));
    chart.draw(graphics, new Rectangle2D.Double(0, 0, width, height));
    StringWriter text = new StringWriter();
    try {
      graphics.stream(graphics.getRoot(), text, true, false);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    String svg = text.toString();
    for (Role role : Role.values()) {
      svg = svg.replace(role.placeholder(), role.variable());
    }
    return svg;
  }

  private static SVGGeneratorContext context() {
    try {
      SVGGeneratorContext context =
          SVGGeneratorContext.createDefault(DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument());
      context.setPrecision(DECIMALS);
      context.setComment("");
      return context;
    } catch (ParserConfigurationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Removes what a page does not need: comments, definitions and clips. The data are within the axes, and text fits. */
  private static Element parse(String text) {
    Document document = Jsoup.parse(text, Parser.xmlParser());
    document.filter(
        (node, depth) -> node instanceof Comment ? NodeFilter.FilterResult.REMOVE : NodeFilter.FilterResult.CONTINUE);
    document.select("defs, *|genericDefs").remove();
    for (Element element : document.getAllElements()) {
      element.removeAttr("xml:space");
      element.attr("style", clean(element.attr("style")));
      if (element.attr("style").isEmpty()) {
        element.removeAttr("style");
      }
    }
    Element svg = document.selectFirst("svg");
    if (svg == null) {
      throw new IllegalStateException("no picture in " + text);
    }
    return svg;
  }

  private static String clean(String style) {
    return style.replaceAll("font-family:[^;]*;?\\s*", "").replaceAll("clip-path:[^;]*;?\\s*", "").replaceAll(":\\s+", ":").replaceAll(";\\s*", ";").strip();
  }
}
