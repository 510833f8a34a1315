package org.vmalock.examples.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReaderTest {
  private static final String TEXT = "I 1000 1000\nA 1000\nM 5000 2000 1\nA 5000\nA 6fff\nU 5000 1000\n";

  @TempDir Path directory;

  @Test
  void plainAndGzipGiveTheSame() throws IOException, TraceFormatException {
    for (byte[] content : List.of(bytes(TEXT), gzip(TEXT))) {
      Trace trace = TraceReader.read(file(content));
      assertEquals(List.of(new RangeEntry(0x1000, 0x2000, 3)), trace.initial());
      assertEquals(List.of(new Operation.Map(0x5000, 0x7000, 1), new Operation.Unmap(0x5000, 0x6000)), trace.operations());
      assertEquals("[4096, 20480, 28671]", Arrays.toString(trace.touches()));
      assertEquals(1, trace.touchesBefore(0));
      assertEquals(3, trace.touchesBefore(1));
      assertEquals(6, trace.lines());
    }
  }

  @Test
  void gzipMembersOneAfterAnotherAreOneTrace() throws IOException, TraceFormatException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(gzip(TEXT));
    both.write(gzip("A 1\n"));
    assertEquals(4, TraceReader.read(file(both.toByteArray())).touches().length);
  }

  @Test
  void aTruncatedGzipFileIsRefusedWhereItEnds() throws IOException {
    byte[] whole = gzip("A 1000\n".repeat(10_000));
    String file = file(Arrays.copyOf(whole, whole.length - 9));
    TraceFormatException refused = assertThrows(TraceFormatException.class, () -> TraceReader.read(file));
    assertTrue(refused.reason().contains("truncated"), refused.reason());
    assertTrue(refused.line() > 1, refused.getMessage());
  }

  @Test
  void onlyAGzipHeaderIsRefused() throws IOException {
    String file = file(new byte[] {0x1f, (byte) 0x8b});
    TraceFormatException refused = assertThrows(TraceFormatException.class, () -> TraceReader.read(file));
    assertTrue(refused.reason().contains("truncated"), refused.reason());
  }

  @Test
  void aCorruptGzipFileIsRefused() throws IOException {
    byte[] broken = gzip(TEXT);
    broken[broken.length - 6] ^= 0x55;
    String file = file(broken);
    TraceFormatException refused = assertThrows(TraceFormatException.class, () -> TraceReader.read(file));
    assertTrue(refused.reason().contains("corrupt"), refused.reason());
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    TraceFormatException refused = assertThrows(TraceFormatException.class, () -> TraceReader.read("no-such-trace"));
    assertEquals("no-such-trace: no such file, and no bundled trace of that name (perl-churn, perl, python)", refused.getMessage());
  }

  @Test
  void aDirectoryIsRefused() {
    TraceFormatException refused = assertThrows(TraceFormatException.class, () -> TraceReader.read(directory.toString()));
    assertTrue(refused.getMessage().endsWith(": is a directory, expected a trace file"), refused.getMessage());
  }

  @Test
  void anImpossiblePathIsRefused() {
    assertThrows(TraceFormatException.class, () -> TraceReader.read("a\0b"));
  }

  @Test
  void anEmptyTraceIsRefused() throws IOException {
    String file = file(new byte[0]);
    TraceFormatException refused = assertThrows(TraceFormatException.class, () -> TraceReader.read(file));
    assertEquals(file + ":1: the trace is empty", refused.getMessage());
  }

  @Test
  void theFirstBreakOnlySetsTheProgramBreak() {
    assertEquals(List.of(), Traces.of("B 4000").operations());
  }

  @Test
  void aBreakThatGrowsMapsAndOneThatShrinksUnmaps() {
    Trace trace = Traces.of("B 4000", "B 6000", "B 6000", "B 5000");
    assertEquals(List.of(new Operation.Map(0x4000, 0x6000, 3), new Operation.Unmap(0x5000, 0x6000)), trace.operations());
  }

  @Test
  void aRemapOfAnUnmappedRangeIsRefused() {
    TraceFormatException refused =
        assertThrows(TraceFormatException.class, () -> Traces.read("M 1000 1000 3", "U 1000 1000", "R 1000 1000 5000 1000"));
    assertEquals(3, refused.line());
    assertTrue(refused.reason().contains("first page is not mapped"), refused.reason());
  }

  private String file(byte[] content) throws IOException {
    return Files.write(directory.resolve("t.trace"), content).toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes(text));
    }
    return packed.toByteArray();
  }
}
