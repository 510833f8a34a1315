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

/** Finds traces, those inside the jar by name and others by path, and compiles them. */
public final class TraceReader {
  /** The traces inside the jar; the first is the default. */
  public static final List<String> BUNDLED = List.of("perl-churn", "perl", "python");

  private TraceReader() {}

  /**
   * Reads a trace.
   *
   * @param nameOrFile one of {@link #BUNDLED} or the path of a plain or gzip file; a name wins over a file of that name
   * @return the compiled trace, with at least one event
   * @throws TraceFormatException if there is no such trace, it cannot be read, or a line of it is malformed
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
   * Compiles the trace that a stream gives.
   *
   * @param name the name that errors give
   * @param in the trace, plain or gzip; left open
   * @return the compiled trace, with at least one event
   * @throws TraceFormatException if it cannot be read or a line of it is malformed
   */
  @SuppressWarnings("resource") // The stream is the caller's, and the parser holds nothing else.
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
