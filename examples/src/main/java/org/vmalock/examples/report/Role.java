package org.vmalock.examples.report;

import java.awt.Color;
import java.util.Locale;

/**
 * What a colour stands for. Charts are drawn in placeholder colours, which the page replaces by style sheet variables, so that one picture
 * fits light and dark pages. The values are in {@code page.css}; those of the series are from the palette of Okabe and Ito, which
 * colour-blind readers can tell apart.
 */
enum Role {
  INK,
  MUTED,
  GRID,
  PAPER,
  SERIES1,
  SERIES2,
  SERIES3,
  SERIES4,
  SERIES5,
  MAPPED,
  WRITTEN1,
  WRITTEN2,
  WRITTEN3;

  private static final int MARK = 1;
  private static final int SERIES = 5;

  /** Returns the placeholder. */
  @SuppressWarnings("EnumOrdinal") // used within one run only
  Color color() {
    return new Color(MARK, 2, ordinal() + 3);
  }

  /** Returns the text of the placeholder in SVG. */
  String placeholder() {
    Color color = color();
    return "rgb(" + color.getRed() + "," + color.getGreen() + "," + color.getBlue() + ")";
  }

  /** Returns the reference to the style sheet variable. */
  String variable() {
    return "var(--" + name().toLowerCase(Locale.ROOT) + ")";
  }

  /** Returns the colour of a series; the colours repeat after the last one, the shapes of {@link Marks} later. */
  static Role series(int number) {
    return valueOf("SERIES" + (number % SERIES + 1));
  }
}
