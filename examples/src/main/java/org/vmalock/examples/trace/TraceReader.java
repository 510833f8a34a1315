package org.vmalock.examples.trace;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads and compiles traces: bundled traces by name, other traces by path. */
public final class TraceReader {
  /** The names of the bundled traces; the first is the default. */
  public static final List<String> BUNDLED = List.of("perl-churn", "perl", "python");

  private TraceReader() {}

  /**
   * Reads a trace.
   *
   * @param nameOrFile one of {@link #BUNDLED}, or the path of a plain or gzip file; a bundled trace takes precedence over a file of
   *     the same name
   * @return the compiled trace, with at least one event
   * @throws TraceFormatException if the trace does not exist or cannot be read, or if a line is malformed
   */
  public static Trace read(String nameOrFile) throws TraceFormatException {
    try (InputStream in = open(nameOrFile)) {
      return read(nameOrFile, in);
    } catch (IOException unreadable) {
      TraceFormatException refused = new TraceFormatException(nameOrFile, 0, reason(unreadable));
      refused.initCause(unreadable);
      throw refused;
    }
  }

  /**
   * Compiles the trace in a stream.
   *
   * @param name the name of the trace, for error messages
   * @param in the plain or gzip trace; not closed
   * @return the compiled trace, with at least one event
   * @throws TraceFormatException if it cannot be read or a line of it is malformed
   */
  @SuppressWarnings("resource") // The caller closes the stream, and the parser holds no other resource.
  public static Trace read(String name, InputStream in) throws TraceFormatException {
    TraceParser parser = new TraceParser(name, in);
    TraceCompiler compiler = new TraceCompiler(parser);
    for (TraceEvent event = parser.next(); event != null; event = parser.next()) {
      compiler.add(event);
    }
    return compiler.compile(name);
  }

  private static InputStream open(String nameOrFile) throws IOException, TraceFormatException {
    if (BUNDLED.contains(nameOrFile)) {
      InputStream bundled = TraceReader.class.getResourceAsStream(nameOrFile + ".trace.gz");
      if (bundled == null) {
        throw new FileNotFoundException("the bundled trace is missing from the jar");
      }
      return bundled;
    }
    Path file;
    try {
      file = Path.of(nameOrFile);
    } catch (InvalidPathException impossible) {
      throw new NoSuchFileException(nameOrFile);
    }
    if (Files.isDirectory(file)) {
      throw new TraceFormatException(nameOrFile, 0, "is a directory, expected a trace file");
    }
    return Files.newInputStream(file);
  }

  private static String reason(IOException unreadable) {
    if (unreadable instanceof NoSuchFileException) {
      return "no such file, and no bundled trace of that name (" + String.join(", ", BUNDLED) + ")";
    }
    if (unreadable instanceof AccessDeniedException) {
      return "permission denied";
    }
    return "cannot be read: " + unreadable.getMessage();
  }
}
