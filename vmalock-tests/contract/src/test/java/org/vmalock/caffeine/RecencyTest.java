package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An epoch ends after so many loads as make a sixteenth of the cache. */
class RecencyTest {
  private final List<Object> reported = new ArrayList<>();
  private final Recency recency = new Recency(reported::add, false);

  @Test
  void anEpochHasASixteenthOfTheEntries() {
    int first = recency.epoch();
    for (int load = 0; load < 10; load++) {
      recency.countLoad(160);
      assertEquals(first, recency.epoch());
    }
    recency.countLoad(160);
    int second = recency.epoch();
    assertNotEquals(first, second);
    for (int load = 0; load < 10; load++) {
      recency.countLoad(160);
    }
    assertEquals(second, recency.epoch());
    recency.countLoad(160);
    assertNotEquals(second, recency.epoch());
  }

  @Test
  void theMarkOfACacheThatCountsReadsIsNoEpoch() {
    Recency counting = new Recency(reported::add, true);
    assertEquals(recency.epoch(), recency.mark());
    assertEquals(counting.epoch() + 1, counting.mark());
  }

  @Test
  void aReportIsPassedOn() {
    recency.report("key");
    assertEquals(List.of("key"), reported);
  }
}
