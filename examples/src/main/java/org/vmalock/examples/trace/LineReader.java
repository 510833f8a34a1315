package org.vmalock.examples.trace;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reader of the numbered lines of a plain or gzip stream, distinguished by the magic bytes. The length of a line is bounded, so that a
 * binary file is refused without being read into memory.
 */
final class LineReader implements Closeable {
  /** Bound of a line in the native format, which has short lines only. */
  static final int SHORT = 256;

  /** Bound of a line of a log, which may contain the arguments and the environment of a program. */
  static final int LONG = 1 << 20;

  private static final int BUFFER = 1 << 16;

  private final String file;
  private final BufferedInputStream in;
  private byte[] line = new byte[SHORT];
  private int maximum = SHORT;
  private @Nullable String unread;
  private long number;

  LineReader(String file, InputStream raw) throws TraceFormatException {
    this.file = file;
    try {
      this.in = unpacked(raw);
    } catch (IOException unreadable) {
      throw unreadable(1, unreadable);
    }
  }

  private static BufferedInputStream unpacked(InputStream raw) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
    buffered.mark(2);
    boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    return gzip ? new BufferedInputStream(new GZIPInputStream(buffered, BUFFER), BUFFER) : buffered;
  }

  /** Returns the next line without its line end, or null after the last line. */
  @Nullable String next() throws TraceFormatException {
    number++;
    String again = unread;
    if (again != null) {
      unread = null;
      return again;
    }
    try {
      return read();
    } catch (IOException unreadable) {
      throw unreadable(number, unreadable);
    }
  }

  /** Makes {@link #next} return the most recent line again. */
  void unread(String recent) {
    unread = recent;
    number--;
  }

  /** Sets the bound of a line in bytes. */
  void setMaximum(int bytes) {
    maximum = bytes;
  }

  /** Returns the first bytes of the content without consuming them; call before the first {@link #next}. */
  String head(int bytes) throws TraceFormatException {
    in.mark(bytes);
    try {
      String head = new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
      in.reset();
      return head;
    } catch (IOException unreadable) {
      throw unreadable(1, unreadable);
    }
  }

  /** Returns the name of the file, for messages. */
  String file() {
    return file;
  }

  /** Returns the number, from 1, of the line most recently returned by {@link #next}. */
  long number() {
    return number;
  }

  private @Nullable String read() throws IOException, TraceFormatException {
    int length = 0;
    int c = in.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n') {
      if (length == line.length) {
        if (length == maximum) {
          throw new TraceFormatException(file, number, "the line is longer than " + maximum + " bytes: not a trace");
        }
        line = Arrays.copyOf(line, Math.min(2 * length, maximum));
      }
      line[length++] = (byte) c;
      c = in.read();
    }
    if (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    return new String(line, 0, length, StandardCharsets.ISO_8859_1);
  }

  private TraceFormatException unreadable(long at, IOException cause) {
    String reason =
        cause instanceof EOFException
            ? "the gzip stream is truncated here"
            : (cause instanceof ZipException ? "the gzip stream is corrupt here: " : "cannot be read here: ") + cause.getMessage();
    TraceFormatException refused = new TraceFormatException(file, at, reason);
    refused.initCause(cause);
    return refused;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
