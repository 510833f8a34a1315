package org.vmalock.examples.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parser of copies of {@code /proc/PID/maps}. */
final class MapsParser {
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{1,16})-([0-9a-f]{1,16}) ([r-])([w-])([x-])[ps] .*");

  /**
   * The content of a copy.
   *
   * @param ranges the mappings in the order of the file
   * @param programBreak the end of the heap, or null if the process has none yet
   */
  record Picture(List<RangeEntry> ranges, @Nullable Long programBreak) {}

  private MapsParser() {}

  /** Tells whether a line is one of {@code /proc/PID/maps}. */
  static boolean accepts(String line) {
    return LINE.matcher(line).matches();
  }

  /** Returns a trace that consists of mappings, without operations. */
  static Trace trace(LineReader lines, Picture picture, long seed) {
    TraceBuilder builder = new TraceBuilder();
    picture.ranges().forEach(builder::addInitial);
    new TouchGenerator(builder, seed).flush();
    String note = "touches: " + builder.touchCount() + " at edges and middles of the mappings, seed " + seed;
    return builder.build(lines.file(), lines.number() - 1, new TraceOrigin(null, seed, List.of(note)));
  }

  /** Returns the content of a file that contains a copy and nothing else. */
  static Picture whole(LineReader lines) throws TraceFormatException {
    Picture picture = head(lines);
    String rest = lines.next();
    if (rest != null) {
      throw malformed(lines, rest);
    }
    return picture;
  }

  /** Returns the content of a copy, which ends at the end of the file or at the first line of a log. */
  static Picture head(LineReader lines) throws TraceFormatException {
    lines.setMaximum(LineReader.LONG);
    List<RangeEntry> ranges = new ArrayList<>();
    Long programBreak = null;
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (StraceParser.accepts(line)) {
        lines.unread(line);
        break;
      }
      RangeEntry range = range(lines, line);
      ranges.add(range);
      if (line.endsWith(" [heap]")) {
        programBreak = range.end();
      }
    }
    if (ranges.isEmpty()) {
      throw new TraceFormatException(lines.file(), lines.number(), "the file has no mapping");
    }
    return new Picture(ranges, programBreak);
  }

  private static RangeEntry range(LineReader lines, String line) throws TraceFormatException {
    Matcher fields = LINE.matcher(line);
    if (!fields.matches()) {
      throw malformed(lines, line);
    }
    long start = Long.parseUnsignedLong(fields.group(1), 16);
    long end = Long.parseUnsignedLong(fields.group(2), 16);
    if (!Pages.isAligned(start) || !Pages.isAligned(end) || Long.compareUnsigned(start, end - 1) >= 0) {
      String reason = "the range is empty or not of whole pages of 4096 bytes";
      throw new TraceFormatException(lines.file(), lines.number(), reason + " (in '" + TraceParser.shown(line) + "')");
    }
    int protection = bit(fields, 3, 1) | bit(fields, 4, 2) | bit(fields, 5, 4);
    return new RangeEntry(start, end, protection);
  }

  private static TraceFormatException malformed(LineReader lines, String line) {
    String reason = "expected a line of /proc/PID/maps, 'start-end perms offset dev inode path'";
    return new TraceFormatException(lines.file(), lines.number(), reason + " (in '" + TraceParser.shown(line) + "')");
  }

  private static int bit(Matcher fields, int group, int bit) {
    return fields.group(group).equals("-") ? 0 : bit;
  }
}
