package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ArenaSlicesSampleTest {
  private final ArenaSlices slices = new ArenaSlices();

  @Test
  void mainReusesTwoSlices() throws Exception {
    assertEquals(
        List.of("key 7: OptionalLong[1000], slices cut: 2 of 64", "held: [], arena alive: false"),
        Running.output(() -> ArenaSlices.main(new String[0])));
  }

  @Test
  void theArenaStaysOpenWhileASliceIsHeld() throws Exception {
    slices.put(7, 42);
    slices.put(8, 43);
    ArenaSlices.Entry held = slices.index.get(7L);
    long stamp = held.slice().tryStartRead(held.generation());
    assertEquals(1, slices.close(0, TimeUnit.SECONDS).size());
    assertEquals(42, held.slice().bytes.get(ValueLayout.JAVA_LONG, 0));
    held.slice().endRead(stamp);
    assertTrue(slices.arena.scope().isAlive());
    assertEquals(List.of(), slices.close(10, TimeUnit.SECONDS));
    assertFalse(slices.arena.scope().isAlive());
    assertEquals(OptionalLong.empty(), slices.get(7));
  }

  @Test
  void noReaderSeesTheValueOfAnotherKey() throws Exception {
    Running<Boolean> writer = Running.startAction(() -> {
      for (long round = 0; round < 200_000; round++) {
        slices.put(round % 2, round);
      }
    });
    while (!writer.isDone()) {
      assertEquals(0, slices.get(0).orElse(0) % 2);
      assertEquals(1, slices.get(1).orElse(1) % 2);
    }
    writer.result();
    assertEquals(List.of(), slices.close(10, TimeUnit.SECONDS));
  }
}
