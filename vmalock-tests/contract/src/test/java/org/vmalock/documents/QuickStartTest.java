package org.vmalock.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmalock.debug.ForkedJvm;

/** The program in README.md prints what its comments say. */
class QuickStartTest {
  @Test
  void quickStart() throws Exception {
    assertEquals("42\n42\n-1\n", ForkedJvm.run(List.of(), QuickStart.class).replace(System.lineSeparator(), "\n"));
  }
}
