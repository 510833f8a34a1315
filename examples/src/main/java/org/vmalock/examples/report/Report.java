package org.vmalock.examples.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.util.Optional;

/** Pages for readers, made from results in JSON. */
public final class Report {
  private static final String BUDGET = "rows";

  private Report() {}

  /**
   * Returns the page of a result.
   *
   * @param result the result of a command, with the fields that all commands have
   * @return the page, one HTML document that refers to no other file
   */
  public static String html(JsonNode result) {
    return result.has(BUDGET) ? new BudgetPage(result).html() : new ResultPage(result).html();
  }

  /**
   * Returns the first chart of a page as a picture.
   *
   * @param result the result of a command
   * @return an SVG document
   */
  public static String picture(JsonNode result) {
    return Page.picture(result.has(BUDGET) ? new BudgetPage(result).first() : new ResultPage(result).first());
  }

  /**
   * Tells why this JVM cannot draw charts. To be called before a run whose result is to be drawn.
   *
   * @return the reason, or empty if it can
   */
  public static Optional<String> obstacle() {
    System.setProperty("java.awt.headless", "true");
    try {
      new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().getFontMetrics(Drawing.TEXT).stringWidth("text");
      return Optional.empty();
    } catch (RuntimeException | LinkageError | InternalError failure) {
      return Optional.of("this JVM cannot measure text; install fontconfig and a font (" + failure + ")");
    }
  }
}
