package org.vmalock.examples.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParserTest {
  @Test
  void everyLetterIsParsedAsItsEvent() throws TraceFormatException {
    TraceParser parser =
        parser("I 1000 2000\nA dEADbeef\nM 7fffffff0000 10000 5\nU 0 1000\nP 3000 1000 0\nB 4035000\nR 1000 1000 5000 3000\n");
    assertEquals(new TraceEvent.Initial(0x1000, 0x3000), parser.next());
    assertEquals(new TraceEvent.Touch(0xdeadbeefL), parser.next());
    assertEquals(new TraceEvent.Map(0x7fffffff0000L, 0x800000000000L, 5), parser.next());
    assertEquals(new TraceEvent.Unmap(0, 0x1000), parser.next());
    assertEquals(new TraceEvent.Protect(0x3000, 0x4000, 0), parser.next());
    assertEquals(new TraceEvent.Break(0x4035000), parser.next());
    assertEquals(new TraceEvent.Remap(0x1000, 0x2000, 0x5000, 0x8000), parser.next());
    assertNull(parser.next());
  }

  @Test
  void aRangeMayEndAtTheVeryEndOfTheAddressSpace() throws TraceFormatException {
    TraceParser parser = parser("M fffffffffffff000 1000 3\nA ffffffffffffffff\nM 8000000000000000 8000000000000000 1");
    assertEquals(new TraceEvent.Map(0xfffffffffffff000L, 0, 3), parser.next());
    assertEquals(new TraceEvent.Touch(-1), parser.next());
    assertEquals(new TraceEvent.Map(Long.MIN_VALUE, 0, 1), parser.next());
  }

  @Test
  void carriageReturnsAndAMissingLastLineEndAreFine() throws TraceFormatException {
    TraceParser parser = parser("A 1\r\nA 2");
    assertEquals(new TraceEvent.Touch(1), parser.next());
    assertEquals(new TraceEvent.Touch(2), parser.next());
    assertNull(parser.next());
  }

  @Test
  void leadingZerosDoNotCountAsBits() throws TraceFormatException {
    assertEquals(new TraceEvent.Touch(0x1000), parser("A 00000000000000000000001000").next());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          X 1000 1000                  | unknown event 'X'
          m 1000 1000 3                | unknown event 'm'
          AA 1000                      | unknown event 'AA'
          ""                           | an empty line
          " A 1000"                    | begins with a space
          A                            | expected the 2 fields 'A addr', found 1
          A 1000 1000                  | expected the 2 fields 'A addr', found 3
          I 1000                       | expected the 3 fields 'I start len', found 2
          I 1000 1000 3                | expected the 3 fields
          M 1000 1000                  | expected the 4 fields 'M start len prot', found 3
          M 1000 1000 3 4              | expected the 4 fields
          U 1000                       | expected the 3 fields
          P 1000 1000                  | expected the 4 fields
          B                            | expected the 2 fields
          B 1000 2000                  | expected the 2 fields
          R 1000 1000 2000             | expected the 5 fields 'R oldStart oldLen newStart newLen', found 4
          R 1000 1000 2000 1000 3      | expected the 5 fields
          "A  1000"                    | exactly one space
          "A 1000 "                    | exactly one space
          "A\t1000"                    | unknown event
          A 10g0                       | '10g0' is not a hexadecimal number
          A 0x1000                     | not a hexadecimal number
          A -1                         | not a hexadecimal number
          A +1                         | not a hexadecimal number
          A 10000000000000000          | more than 64 bits
          M 1001 1000 3                | the start 1001 is not a multiple of 4096
          M 1000 fff 3                 | the length fff is not a multiple of 4096
          U 800 1000                   | the start 800 is not a multiple
          P 1000 1 3                   | the length 1 is not a multiple
          I 1 1000                     | the start 1 is not a multiple
          B 1234                       | the program break 1234 is not a multiple
          R 1000 1000 2001 1000        | the start 2001 is not a multiple
          R 1000 1000 2000 1001        | the length 1001 is not a multiple
          M 1000 0 3                   | the length is zero
          U 1000 0                     | the length is zero
          P 1000 0 3                   | the length is zero
          I 1000 0                     | the length is zero
          R 1000 0 2000 1000           | the length is zero
          R 1000 1000 2000 0           | the length is zero
          M fffffffffffff000 2000 3    | reach beyond 2^64
          U 8000000000000000 8000000000001000 | reach beyond 2^64
          I fffffffffffff000 fffffffffffff000 | reach beyond 2^64
          M 1000 1000 8                | the protection '8' is not a decimal number from 0 to 7
          M 1000 1000 -1               | the protection '-1'
          M 1000 1000 03               | the protection '03'
          P 1000 1000 x                | the protection 'x'
          """)
  void aMalformedLineIsRefusedWithFileLineAndReason(String line, String reason) throws TraceFormatException {
    String given = line == null ? "" : line;
    TraceParser parser = parser("I 1000 1000\n" + given + "\nA 1000\n");
    parser.next();
    TraceFormatException refused = assertThrows(TraceFormatException.class, parser::next);
    assertEquals("t.trace", refused.file());
    assertEquals(2, refused.line());
    assertTrue(refused.reason().contains(reason), refused.reason());
    assertEquals("t.trace:2: " + refused.reason(), refused.getMessage());
    assertTrue(refused.getMessage().lines().count() == 1, refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"A 1", "M 1000 1000 3", "U 1000 1000", "P 1000 1000 3", "B 1000", "R 1000 1000 2000 1000"})
  void anInitialRangeAfterAnyOtherEventIsRefused(String before) throws TraceFormatException {
    TraceParser parser = parser("I 1000 1000\n" + before + "\nI 5000 1000\n");
    parser.next();
    parser.next();
    TraceFormatException refused = assertThrows(TraceFormatException.class, parser::next);
    assertEquals(3, refused.line());
    assertTrue(refused.reason().contains("all I lines come first"), refused.reason());
  }

  @Test
  void aBinaryFileIsRefusedWithAPrintableMessage() throws TraceFormatException {
    TraceFormatException refused = assertThrows(TraceFormatException.class, parser("\u0000\u0001\u001b[31m\u00ff\n")::next);
    assertTrue(refused.getMessage().chars().allMatch(c -> c >= ' ' && c <= '~'), refused.getMessage());
  }

  @Test
  void anEndlessLineIsRefusedWithoutBeingReadIntoMemory() throws TraceFormatException {
    TraceFormatException refused = assertThrows(TraceFormatException.class, parser("A 1" + "0".repeat(1000))::next);
    assertTrue(refused.reason().contains("longer than 256 bytes"), refused.reason());
    assertFalse(refused.reason().contains("000000"), refused.reason());
  }

  private static TraceParser parser(String text) throws TraceFormatException {
    return new TraceParser("t.trace", new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }
}
