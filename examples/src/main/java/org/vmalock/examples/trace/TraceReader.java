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
import org.jspecify.annotations.Nullable;

/** Reads and compiles traces: bundled traces by name, other traces by path. */
public final class TraceReader {
  /** The names of the bundled traces; the first is the default. */
  public static final List<String> BUNDLED = List.of("perl-churn", "perl", "python");

  private TraceReader() {}

  /**
   * Reads a trace with the default selection.
   *
   * @param nameOrFile one of {@link #BUNDLED}, or the path of a plain or gzip file; a bundled trace takes precedence over a file of
   *     the same name
   * @return the compiled trace, with at least one event
   * @throws TraceFormatException if the trace does not exist or cannot be read, or if a line is malformed
   */
  public static Trace read(String nameOrFile) throws TraceFormatException {
    return read(nameOrFile, TraceSelection.DEFAULT);
  }

  /**
   * Reads a trace. The format is recognised by the content: the native format, a log of {@code strace}, or a copy of
   * {@code /proc/PID/maps}.
   *
   * @param nameOrFile one of {@link #BUNDLED}, or the path of a plain or gzip file; a bundled trace takes precedence over a file of
   *     the same name
   * @param selection the process to be replayed, the picture to begin with, and the seed
   * @return the compiled trace, with at least one event
   * @throws TraceFormatException if the trace does not exist or cannot be read, if a line is malformed, or if the selection does not
   *     fit the trace
   */
  public static Trace read(String nameOrFile, TraceSelection selection) throws TraceFormatException {
    try (InputStream in = open(nameOrFile)) {
      return read(nameOrFile, in, selection);
    } catch (IOException unreadable) {
      TraceFormatException refused = new TraceFormatException(nameOrFile, 0, reason(unreadable));
      refused.initCause(unreadable);
      throw refused;
    }
  }

  /**
   * Compiles the trace in a stream with the default selection.
   *
   * @param name the name of the trace, for error messages
   * @param in the plain or gzip trace; not closed
   * @return the compiled trace, with at least one event
   * @throws TraceFormatException if it cannot be read or a line of it is malformed
   */
  public static Trace read(String name, InputStream in) throws TraceFormatException {
    return read(name, in, TraceSelection.DEFAULT);
  }

  @SuppressWarnings("resource") // The caller closes the stream, and the line reader holds no other resource.
  private static Trace read(String name, InputStream in, TraceSelection selection) throws TraceFormatException {
    LineReader lines = new LineReader(name, in);
    TraceFormat format = TraceFormat.of(lines.head(TraceFormat.HEAD));
    return switch (format) {
      case NATIVE -> {
        checkLog(name, format, selection);
        yield compile(name, new TraceParser(lines));
      }
      case MAPS -> readMaps(lines, selection);
      case STRACE -> compile(lines, selection, picture(selection));
    };
  }

  /** Reads a copy of {@code /proc/PID/maps}, which may be followed by the log of the process. */
  private static Trace readMaps(LineReader lines, TraceSelection selection) throws TraceFormatException {
    MapsParser.Picture picture = MapsParser.head(lines);
    String next = lines.next();
    if (next == null) {
      checkLog(lines.file(), TraceFormat.MAPS, selection);
      return MapsParser.trace(lines, picture, selection.seed());
    }
    if (selection.start() != null) {
      throw new TraceFormatException(lines.file(), 0, "the log begins with a copy of /proc/PID/maps, so --start does not apply");
    }
    lines.unread(next);
    return compile(lines, selection, picture);
  }

  private static void checkLog(String name, TraceFormat format, TraceSelection selection) throws TraceFormatException {
    if (selection.process() != null || selection.start() != null) {
      throw new TraceFormatException(name, 0, "--process and --start apply to a log of strace, and this is " + format);
    }
  }

  private static Trace compile(String name, TraceParser parser) throws TraceFormatException {
    TraceCompiler compiler = new TraceCompiler(parser);
    for (TraceEvent event = parser.next(); event != null; event = parser.next()) {
      compiler.add(event);
    }
    return compiler.compile(name);
  }

  private static Trace compile(LineReader lines, TraceSelection selection, MapsParser.@Nullable Picture picture)
      throws TraceFormatException {
    StraceParser parser = new StraceParser(lines);
    StraceCompiler compiler = new StraceCompiler(lines.file(), selection, picture);
    for (StraceEvent event : parser.events()) {
      compiler.add(event);
    }
    return compiler.compile(parser.lines());
  }

  private static MapsParser.@Nullable Picture picture(TraceSelection selection) throws TraceFormatException {
    String file = selection.start();
    if (file == null) {
      return null;
    }
    try (InputStream in = open(file)) {
      return MapsParser.whole(new LineReader(file, in));
    } catch (IOException unreadable) {
      TraceFormatException refused = new TraceFormatException(file, 0, reason(unreadable));
      refused.initCause(unreadable);
      throw refused;
    }
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
