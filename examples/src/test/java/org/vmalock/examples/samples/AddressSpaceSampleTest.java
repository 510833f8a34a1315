package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressSpaceSampleTest {
  @Test
  void mainShowsOffsetsAfterSplitsAndAMove() throws Exception {
    assertEquals(
        List.of(
            "before: OptionalLong[160035]",
            "after two splits: OptionalLong[160035], OptionalLong[291]",
            "moved: OptionalLong.empty, OptionalLong[160035]",
            "ranges: 5"),
        Running.output(() -> AddressSpace.main(new String[0])));
  }

  @Test
  void offsetsAreThoseOfAPlainArrayAfterRandomChanges() {
    AddressSpace space = new AddressSpace();
    long[] expected = new long[64];
    Arrays.fill(expected, -1);
    Random random = new Random(11);
    for (int change = 0; change < 2_000; change++) {
      int start = random.nextInt(64);
      int end = start + 1 + random.nextInt(64 - start);
      if (random.nextInt(3) == 0) {
        space.unmap(start, end);
        Arrays.fill(expected, start, end, -1);
      } else {
        space.mapOver(start, end, "file", change * 100L);
        for (int i = start; i < end; i++) {
          expected[i] = change * 100L + (i - start);
        }
      }
      for (int i = 0; i < 64; i++) {
        OptionalLong offset = space.offset(i, "file");
        assertEquals(expected[i], offset.orElse(-1));
        assertEquals(OptionalLong.empty(), space.offset(i, "another"));
      }
    }
  }
}
