package org.vmalock.examples.trace;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A streaming parser of plain or gzip traces: one event per line. Throws a {@link TraceFormatException} for every line that does
 * not conform to the format.
 *
 * <p>Fields are separated by one space. Numbers are hexadecimal, except protections, which are decimal. Starts, lengths and breaks
 * are multiples of 4096, lengths are not zero, ranges do not extend beyond 2<sup>64</sup>, and {@code I} lines precede all other
 * lines.
 */
public final class TraceParser implements Closeable {
  private static final int MAXIMUM_SHOWN = 40;

  private final String file;
  private final LineReader lines;
  private String line = "";
  private boolean initialEnded;

  /**
   * Creates a parser for a stream.
   *
   * @param file the name of the trace, for error messages
   * @param in the plain or gzip trace; closed by {@link #close}
   * @throws TraceFormatException if the stream cannot be read
   */
  public TraceParser(String file, InputStream in) throws TraceFormatException {
    this.file = file;
    this.lines = new LineReader(file, in);
  }

  TraceParser(LineReader lines) {
    this.file = lines.file();
    this.lines = lines;
  }

  /**
   * Parses the next line.
   *
   * @return the event of the line, or null after the last line
   * @throws TraceFormatException if the line is malformed or the stream cannot be read
   */
  public @Nullable TraceEvent next() throws TraceFormatException {
    String next = lines.next();
    if (next == null) {
      return null;
    }
    line = next;
    TraceEvent event = parse(fields());
    initialEnded |= !(event instanceof TraceEvent.Initial);
    return event;
  }

  /**
   * Creates an exception for the line most recently returned by {@link #next}, or for the end of the trace if it returned null.
   *
   * @param reason the error
   * @return the exception, to be thrown by the caller
   */
  public TraceFormatException malformed(String reason) {
    return new TraceFormatException(file, lines.number(), reason);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  private TraceEvent parse(List<String> fields) throws TraceFormatException {
    return switch (fields.get(0)) {
      case "I" -> initial(expect(fields, "I start len"));
      case "A" -> new TraceEvent.Touch(hexadecimal(expect(fields, "A addr").get(1)));
      case "M" -> map(expect(fields, "M start len prot"));
      case "U" -> unmap(expect(fields, "U start len"));
      case "P" -> protect(expect(fields, "P start len prot"));
      case "B" -> new TraceEvent.Break(aligned("program break", expect(fields, "B brk").get(1)));
      case "R" -> remap(expect(fields, "R oldStart oldLen newStart newLen"));
      case "" -> throw wrong(line.isEmpty() ? "an empty line" : "the line begins with a space");
      default -> throw wrong("unknown event '" + shown(fields.get(0)) + "', expected one of I A M U P B R");
    };
  }

  private TraceEvent initial(List<String> fields) throws TraceFormatException {
    if (initialEnded) {
      throw wrong("an I line after other events; all I lines come first");
    }
    return new TraceEvent.Initial(start(fields, 1), end(fields, 1));
  }

  private TraceEvent map(List<String> fields) throws TraceFormatException {
    return new TraceEvent.Map(start(fields, 1), end(fields, 1), protection(fields.get(3)));
  }

  private TraceEvent unmap(List<String> fields) throws TraceFormatException {
    return new TraceEvent.Unmap(start(fields, 1), end(fields, 1));
  }

  private TraceEvent protect(List<String> fields) throws TraceFormatException {
    return new TraceEvent.Protect(start(fields, 1), end(fields, 1), protection(fields.get(3)));
  }

  private TraceEvent remap(List<String> fields) throws TraceFormatException {
    return new TraceEvent.Remap(start(fields, 1), end(fields, 1), start(fields, 3), end(fields, 3));
  }

  private List<String> fields() {
    List<String> fields = new ArrayList<>(5);
    int from = 0;
    for (int space = line.indexOf(' '); space >= 0; space = line.indexOf(' ', from)) {
      fields.add(line.substring(from, space));
      from = space + 1;
    }
    fields.add(line.substring(from));
    return fields;
  }

  private List<String> expect(List<String> fields, String form) throws TraceFormatException {
    if (fields.contains("")) {
      throw wrong("fields must be separated by exactly one space");
    }
    int expected = (int) form.chars().filter(c -> c == ' ').count() + 1;
    if (fields.size() != expected) {
      throw wrong("expected the " + expected + " fields '" + form + "', found " + fields.size());
    }
    return fields;
  }

  private long start(List<String> fields, int index) throws TraceFormatException {
    return aligned("start", fields.get(index));
  }

  private long end(List<String> fields, int index) throws TraceFormatException {
    long start = start(fields, index);
    long length = aligned("length", fields.get(index + 1));
    if (length == 0) {
      throw wrong("the length is zero");
    }
    long end = start + length;
    if (end != 0 && Long.compareUnsigned(end, start) < 0) {
      throw wrong("start " + fields.get(index) + " and length " + fields.get(index + 1) + " reach beyond 2^64");
    }
    return end;
  }

  private long aligned(String name, String field) throws TraceFormatException {
    long value = hexadecimal(field);
    if (!Pages.isAligned(value)) {
      throw wrong("the " + name + " " + shown(field) + " is not a multiple of 4096 (1000 hexadecimal)");
    }
    return value;
  }

  private long hexadecimal(String field) throws TraceFormatException {
    long value = 0;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw wrong("'" + shown(field) + "' is not a hexadecimal number");
      }
      if (value >>> 60 != 0) {
        throw wrong("'" + shown(field) + "' has more than 64 bits");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private int protection(String field) throws TraceFormatException {
    if (field.length() != 1 || field.charAt(0) < '0' || field.charAt(0) > '7') {
      throw wrong("the protection '" + shown(field) + "' is not a decimal number from 0 to 7");
    }
    return field.charAt(0) - '0';
  }

  private TraceFormatException wrong(String reason) {
    return malformed(line.isEmpty() ? reason : reason + " (in '" + shown(line) + "')");
  }

  /** Returns a text shortened and without unprintable characters, for error messages. */
  static String shown(String text) {
    String cut = text.length() > MAXIMUM_SHOWN ? text.substring(0, MAXIMUM_SHOWN) + "..." : text;
    return cut.chars()
        .map(c -> c < ' ' || c > '~' ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
