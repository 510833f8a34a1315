package org.vmalock.examples.lazy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Tests what the lazy command relies on: freed and reused memory is not intact. */
class SegmentTest {
  private final SegmentPool pool = new SegmentPool(64);

  @Test
  void anOpenSegmentIsIntactEverywhere() {
    Segment segment = pool.open();
    for (int index = 0; index < 100; index++) {
      assertTrue(segment.isIntactAt(index));
    }
    assertEquals(1, pool.openCount());
  }

  @Test
  void aFreedSegmentIsNotIntact() {
    Segment segment = pool.open();
    assertTrue(segment.free());
    for (int index = 0; index < 100; index++) {
      assertFalse(segment.isIntactAt(index));
    }
    assertEquals(0, pool.openCount());
  }

  @Test
  void aSegmentWhoseMemoryIsReusedIsNotIntact() {
    Segment segment = pool.open();
    segment.free();
    Segment next = pool.open();
    assertFalse(segment.isIntactAt(0));
    assertTrue(next.isIntactAt(0));
  }

  @Test
  void aSecondFreeReturnsFalse() {
    Segment segment = pool.open();
    assertTrue(segment.free());
    assertFalse(segment.free());
    assertEquals(0, pool.openCount());
  }
}
