package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class VirtualThreadsSampleTest {
  @Test
  void mainHoldsAHundredThousandReadsAtOnce() throws Exception {
    assertEquals(
        List.of("readers at once: 100000", "each has read the old price: true, price now: 43"),
        Running.output(() -> VirtualThreads.main(new String[0])));
  }

  @Test
  void theWriterNeverChangesThePriceBesideAReader() throws Exception {
    for (int run = 0; run < 50; run++) {
      assertEquals(new VirtualThreads.Result(100, 4_200, 43), VirtualThreads.run(100));
    }
  }
}
