package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmalock.StructureLock;

@Timeout(120)
class InsteadOfReadWriteLockSampleTest {
  private final InsteadOfReadWriteLock table = new InsteadOfReadWriteLock();

  @Test
  void mainKeepsTheFirstValue() throws Exception {
    assertEquals(
        List.of("first, second", "{a=first, b=second, c=third}, size 3"),
        Running.output(() -> InsteadOfReadWriteLock.main(new String[0])));
  }

  @Test
  void twoThreadsThatMissAKeyComputeItOnce() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    StructureLock structure = Objects.requireNonNull(table.lock.structureLock());
    structure.lockWrite(); // readers of the table proceed, writers wait
    Running<String> first = Running.start(() -> table.computeIfAbsent("key", key -> "value " + calls.incrementAndGet()));
    Running<String> second = Running.start(() -> table.computeIfAbsent("key", key -> "value " + calls.incrementAndGet()));
    first.awaitWaiting();
    second.awaitWaiting();
    structure.unlockWrite();
    assertEquals("value 1", first.result());
    assertEquals("value 1", second.result());
    assertEquals(1, calls.get());
    assertEquals(0, table.lock.readers());
  }

  @Test
  void everyWriterWaitsForAReader() throws Exception {
    long stamp = table.lock.startRead();
    Running<Boolean> put = Running.startAction(() -> table.put("a", "1"));
    Running<String> describe = Running.start(() -> table.putAndDescribe("b", "2"));
    put.awaitWaiting();
    describe.awaitWaiting();
    table.lock.endRead(stamp);
    put.result();
    describe.result();
    assertEquals(2, table.size());
    assertEquals(0, table.lock.readers());
  }
}
