package org.vmalock.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultFileTest {
  /** The command of a page can be pasted into a shell. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          --trace          | --trace
          /a/b-1.0,c=d:e   | /a/b-1.0,c=d:e
          my trace         | 'my trace'
          a;rm             | 'a;rm'
          it's             | 'it'\\''s'
          $(x)             | '$(x)'
          <i>&b            | '<i>&b'
          ""               | ''
          """)
  void wordsAreQuotedWhereAShellNeedsIt(String word, String quoted) {
    assertEquals(quoted, ResultFile.quote(word));
  }
}
