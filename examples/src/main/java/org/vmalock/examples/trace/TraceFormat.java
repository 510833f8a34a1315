package org.vmalock.examples.trace;

/** The formats of a trace, recognised by the first line that belongs to one of them. */
enum TraceFormat {
  NATIVE("a trace in the native format"),
  MAPS("a copy of /proc/PID/maps"),
  STRACE("a log of strace");

  /** Number of bytes that are examined. */
  static final int HEAD = 1 << 15;

  private final String description;

  TraceFormat(String description) {
    this.description = description;
  }

  /** Returns the format of a content; {@link #NATIVE}, whose parser explains what is wrong, if none fits. */
  static TraceFormat of(String head) {
    for (String line : head.split("\r?\n", -1)) {
      if (MapsParser.accepts(line)) {
        return MAPS;
      }
      if (StraceParser.accepts(line)) {
        return STRACE;
      }
      if (!line.isBlank() && !line.startsWith("strace: ")) {
        return NATIVE;
      }
    }
    return NATIVE;
  }

  @Override
  public String toString() {
    return description;
  }
}
