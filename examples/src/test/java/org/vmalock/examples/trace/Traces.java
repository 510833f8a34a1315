package org.vmalock.examples.trace;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/** Creates traces for tests. */
public final class Traces {
  private Traces() {}

  /** Compiles a trace from its lines. */
  public static Trace of(String... lines) {
    try {
      return read(lines);
    } catch (TraceFormatException malformed) {
      throw new AssertionError(malformed);
    }
  }

  /** Compiles a trace that may be malformed. */
  static Trace read(String... lines) throws TraceFormatException {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
    return TraceReader.read("test.trace", new ByteArrayInputStream(text));
  }
}
