package org.vmalock.examples.report;

import java.awt.BasicStroke;
import java.awt.Polygon;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** Shapes and strokes of series, so that these differ in more than their colours. */
final class Marks {
  private static final float WIDTH = 2;
  private static final List<Shape> SHAPES =
      List.of(
          new Ellipse2D.Double(-4, -4, 8, 8),
          new Rectangle2D.Double(-3.5, -3.5, 7, 7),
          new Polygon(new int[] {0, 5, -5}, new int[] {-5, 4, 4}, 3),
          new Polygon(new int[] {0, 5, 0, -5}, new int[] {-5, 0, 5, 0}, 4),
          new Polygon(new int[] {0, 5, -5}, new int[] {5, -4, -4}, 3));
  private static final List<float[]> DASHES = List.of(new float[] {1, 0}, new float[] {8, 3}, new float[] {2, 3}, new float[] {8, 3, 2, 3}, new float[] {4, 4});

  private Marks() {}

  static Shape shape(int series) {
    return SHAPES.get(series % SHAPES.size());
  }

  static Stroke stroke(int series) {
    return new BasicStroke(WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES.get(series % DASHES.size()), 0);
  }
}
