package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PooledBuffersSampleTest {
  private final PooledBuffers buffers = new PooledBuffers();

  @Test
  void mainReusesTwoBuffers() throws Exception {
    assertEquals(
        List.of("bytes: 1000, buffers allocated: 2", "in use: 0"), Running.output(() -> PooledBuffers.main(new String[0])));
  }

  @Test
  void theLastReaderFreesAReplacedBuffer() {
    buffers.put("key", new byte[] {1, 2, 3});
    PooledBuffers.Entry read = buffers.index.get("key");
    long stamp = read.buffer().tryStartRead(read.generation());
    buffers.put("key", new byte[] {4});
    buffers.put("other", new byte[] {5});
    assertEquals(3, buffers.pool.inUse());
    assertEquals(3, read.buffer().bytes.limit());
    assertEquals(2, read.buffer().bytes.get(1));
    assertArrayEquals(new byte[] {4}, buffers.get("key"));
    read.buffer().endRead(stamp);
    assertEquals(2, buffers.pool.inUse());
  }

  @Test
  void aValueThatIsTooLongChangesNothing() {
    buffers.put("key", new byte[] {1});
    assertThrows(IllegalArgumentException.class, () -> buffers.put("key", new byte[100_000]));
    assertArrayEquals(new byte[] {1}, buffers.get("key"));
    assertEquals(1, buffers.pool.inUse());
  }

  @Test
  void noReaderSeesBytesOfAnotherKeyOrOfTwoValues() throws Exception {
    Running<Boolean> writer = Running.startAction(() -> {
      for (int round = 0; round < 100_000; round++) {
        byte[] value = new byte[64];
        Arrays.fill(value, (byte) (round % 100));
        buffers.put(round % 2 == 0 ? "even" : "odd", value);
        buffers.remove(round % 4 < 2 ? "even" : "none");
      }
    });
    while (!writer.isDone()) {
      check(buffers.get("even"), 0);
      check(buffers.get("odd"), 1);
    }
    writer.result();
    buffers.remove("even");
    buffers.remove("odd");
    assertNull(buffers.get("odd"));
    assertEquals(0, buffers.pool.inUse());
  }

  private static void check(byte[] value, int remainder) {
    if (value != null) {
      assertEquals(64, value.length);
      assertEquals(remainder, value[0] % 2);
      byte[] expected = new byte[64];
      Arrays.fill(expected, value[0]);
      assertArrayEquals(expected, value);
    }
  }
}
