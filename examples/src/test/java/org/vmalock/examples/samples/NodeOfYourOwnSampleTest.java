package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class NodeOfYourOwnSampleTest {
  private final NodeOfYourOwn nodes = new NodeOfYourOwn();

  @Test
  void mainShowsThatAnItemIsReused() throws Exception {
    assertEquals(
        List.of("key 7: OptionalLong[42]", "key 7: OptionalLong.empty, key 8: OptionalLong[43], objects: 1"),
        Running.output(() -> NodeOfYourOwn.main(new String[0])));
  }

  @Test
  void aReaderWaitsForTheWriterOfItsItemOnly() throws Exception {
    nodes.put(1, 10);
    nodes.put(2, 20);
    NodeOfYourOwn.Item item = nodes.index.get(1).item();
    nodes.structure.lockWrite();
    item.startWrite();
    Running<OptionalLong> waiting = Running.start(() -> nodes.read(1));
    waiting.awaitWaiting();
    assertEquals(OptionalLong.of(20), Running.start(() -> nodes.read(2)).result());
    item.value = 11;
    nodes.structure.unlockWrite();
    assertEquals(OptionalLong.of(11), waiting.result());
  }

  @Test
  void aWriterWaitsForTheReadersOfItsItem() throws Exception {
    nodes.put(1, 10);
    NodeOfYourOwn.Item item = nodes.index.get(1).item();
    long stamp = item.startRead();
    Running<Boolean> change = Running.startAction(() -> nodes.put(1, 11));
    change.awaitWaiting();
    assertEquals(10, item.value);
    item.endRead(stamp);
    change.result();
    assertEquals(OptionalLong.of(11), nodes.read(1));
    Running<Boolean> removal = Running.startAction(() -> nodes.remove(1));
    removal.result();
    assertEquals(0, nodes.pool.inUse());
  }

  @Test
  void noReaderSeesTheValueOfAnotherKey() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Running<Integer> reader = Running.start(() -> {
      int found = 0;
      while (!done.get()) {
        for (int key = 1; key <= 3; key++) {
          OptionalLong value = nodes.read(key);
          found += value.isPresent() ? 1 : 0;
          assertEquals(key, value.orElse(key * 1_000_000L) / 1_000_000);
        }
      }
      return found;
    });
    for (int round = 0; round < 200_000; round++) {
      nodes.put(round % 3 + 1, (round % 3 + 1) * 1_000_000L + round);
      nodes.remove(round % 3 + 1);
    }
    done.set(true);
    reader.result();
    assertTrue(nodes.pool.size() <= 2, () -> "items are reused: " + nodes.pool);
  }
}
