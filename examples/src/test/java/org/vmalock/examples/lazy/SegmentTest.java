package org.vmalock.examples.lazy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What the lazy command relies on: memory shows that it was freed, and that it has become another segment's. */
class SegmentTest {
  private final SegmentPool pool = new SegmentPool(64);

  @Test
  void anOpenSegmentIsIntactEverywhere() {
    Segment segment = pool.open();
    for (int place = 0; place < 100; place++) {
      assertTrue(segment.isIntactAt(place));
    }
    assertEquals(1, pool.openCount());
  }

  @Test
  void aFreedSegmentShowsIt() {
    Segment segment = pool.open();
    assertTrue(segment.free());
    for (int place = 0; place < 100; place++) {
      assertFalse(segment.isIntactAt(place));
    }
    assertEquals(0, pool.openCount());
  }

  @Test
  void aSegmentWhoseMemoryIsAnothersShowsIt() {
    Segment segment = pool.open();
    segment.free();
    Segment next = pool.open();
    assertFalse(segment.isIntactAt(0));
    assertTrue(next.isIntactAt(0));
  }

  @Test
  void aSecondFreeIsTold() {
    Segment segment = pool.open();
    assertTrue(segment.free());
    assertFalse(segment.free());
    assertEquals(0, pool.openCount());
  }
}
