package org.vmalock.examples.torture;

import java.util.function.Supplier;
import org.vmalock.examples.run.LiveLine;

/** Progress output that discards its input. */
enum SilentLine implements LiveLine {
  INSTANCE;

  @Override
  public void update(double fraction, long nanos, Supplier<String> counts) {}

  @Override
  public void close() {}
}
