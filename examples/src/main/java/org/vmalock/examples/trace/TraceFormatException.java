package org.vmalock.examples.trace;

/** Bad input: a trace that cannot be found or read, or a line of it that is malformed. The message is one line. */
public final class TraceFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The trace's name. */
  private final String file;

  /** The line's number, or 0. */
  private final long line;

  /** What is wrong. */
  private final String reason;

  /**
   * Names a line of a trace.
   *
   * @param file the trace's name as the user knows it
   * @param line the line's number from 1, or 0 if the file as a whole is meant
   * @param reason what is wrong and what was expected
   */
  public TraceFormatException(String file, long line, String reason) {
    super(file + (line == 0 ? "" : ":" + line) + ": " + reason);
    this.file = file;
    this.line = line;
    this.reason = reason;
  }

  /**
   * Returns the trace's name as the user knows it.
   *
   * @return a bundled trace's name or a path
   */
  public String file() {
    return file;
  }

  /**
   * Returns the line's number.
   *
   * @return a number from 1, or 0 if the file as a whole is meant
   */
  public long line() {
    return line;
  }

  /**
   * Returns what is wrong and what was expected.
   *
   * @return the reason without file and line
   */
  public String reason() {
    return reason;
  }
}
