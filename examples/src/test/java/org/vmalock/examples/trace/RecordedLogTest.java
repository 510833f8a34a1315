package org.vmalock.examples.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the log of a program with threads and children with the mappings that the kernel showed at the end of each process. */
class RecordedLogTest {
  private static final int PARENT = 28_208;
  private static final int CHILD = 28_213;

  @ParameterizedTest
  @CsvSource({"28208, threads-parent.maps", "28213, threads-child.maps"})
  void theEndStateIsThatOfTheKernel(int process, String maps) throws Exception {
    Trace trace = read(process);
    Map<Long, Integer> replayed = new TreeMap<>();
    for (RangeEntry range : trace.modelAfter(trace.operations().size()).mappings()) {
      put(replayed, range.start(), range.end(), range.protection());
    }
    Map<Long, Integer> called = new TreeMap<>();
    Map<Long, Integer> all = new TreeMap<>();
    readMaps(maps, called, all);
    called.forEach((page, protection) -> assertEquals(protection, replayed.get(page), () -> "page " + Long.toHexString(page)));
    replayed.forEach((page, protection) -> assertEquals(all.get(page), protection, () -> "page " + Long.toHexString(page)));
    assertTrue(called.size() > 1000, () -> "only " + called.size() + " pages");
  }

  @Test
  void theProcessWithTheMostCallsIsTheDefault() throws Exception {
    Trace trace = read(null);
    assertEquals(read(PARENT).operations(), trace.operations());
    assertTrue(trace.origin().notes().get(0).startsWith("replayed: process " + PARENT + " (./threads, from line 1; "), trace.origin().notes().get(0));
    assertTrue(trace.origin().notes().get(0).endsWith("address spaces in the log: 4"), trace.origin().notes().get(0));
  }

  @Test
  void aThreadNamesTheSpaceOfItsProcess() throws Exception {
    assertEquals(read(PARENT).operations(), read(28_209).operations());
    assertEquals(read(CHILD).operations(), read(28_215).operations());
  }

  @Test
  void theChildBeginsWithACopy() throws Exception {
    assertTrue(!read(CHILD).initial().isEmpty());
    assertEquals(0, read(PARENT).initial().size());
  }

  private static Trace read(@Nullable Integer process) throws TraceFormatException, URISyntaxException {
    String file = Path.of(RecordedLogTest.class.getResource("threads.strace.gz").toURI()).toString();
    return TraceReader.read(file, new TraceSelection(process, null, 1));
  }

  /** Separates what the calls of the log mapped from what execve mapped: program, loader, stack and the kernel's own pages. */
  private static void readMaps(String name, Map<Long, Integer> called, Map<Long, Integer> all) throws IOException {
    boolean program = false;
    for (String line : lines(name)) {
      String[] fields = line.split("\\s+", 6);
      String path = fields.length < 6 ? "" : fields[5];
      boolean uninitialisedData = program && path.isEmpty();
      program = path.equals("/home/user/threads");
      boolean kernel = path.startsWith("[") && !path.equals("[heap]");
      String[] range = fields[0].split("-", -1);
      int protection = fields[1].charAt(0) == 'r' ? 1 : 0;
      protection |= fields[1].charAt(1) == 'w' ? 2 : 0;
      protection |= fields[1].charAt(2) == 'x' ? 4 : 0;
      long start = Long.parseUnsignedLong(range[0], 16);
      long end = Long.parseUnsignedLong(range[1], 16);
      put(all, start, end, protection);
      if (!uninitialisedData && !program && !kernel && !path.contains("/ld-linux")) {
        put(called, start, end, protection);
      }
    }
  }

  private static Iterable<String> lines(String name) throws IOException {
    try (InputStream in = RecordedLogTest.class.getResourceAsStream(name)) {
      return new ArrayList<>(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).lines().toList());
    }
  }

  private static void put(Map<Long, Integer> pages, long start, long end, int protection) {
    for (long page = start >>> 12; page < end >>> 12; page++) {
      pages.put(page, protection);
    }
  }
}
