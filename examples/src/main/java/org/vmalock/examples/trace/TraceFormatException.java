package org.vmalock.examples.trace;

/** Thrown if a trace cannot be found or read, or if a line of it is malformed. The message is one line. */
public final class TraceFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The name of the trace. */
  private final String file;

  /** The number of the line, or 0. */
  private final long line;

  /** The reason. */
  private final String reason;

  /**
   * Creates an exception for a line of a trace.
   *
   * @param file the name of the trace as given by the user
   * @param line the number of the line, from 1, or 0 for the whole file
   * @param reason the error and what was expected
   */
  public TraceFormatException(String file, long line, String reason) {
    super(file + (line == 0 ? "" : ":" + line) + ": " + reason);
    this.file = file;
    this.line = line;
    this.reason = reason;
  }

  /**
   * Returns the name of the trace as given by the user.
   *
   * @return the name of a bundled trace, or a path
   */
  public String file() {
    return file;
  }

  /**
   * Returns the number of the line.
   *
   * @return the number, from 1, or 0 for the whole file
   */
  public long line() {
    return line;
  }

  /**
   * Returns the error and what was expected.
   *
   * @return the reason without file and line
   */
  public String reason() {
    return reason;
  }
}
