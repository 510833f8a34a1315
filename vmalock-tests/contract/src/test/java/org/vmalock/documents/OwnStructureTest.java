package org.vmalock.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** The structure of guide.md does what the guide says. */
@TimeLimit
class OwnStructureTest {
  @Test
  void readersFindOpenAccountsOnly() {
    OwnStructure bank = new OwnStructure();
    bank.open("a", 10);
    assertEquals(10, bank.balance("a"));
    bank.close("a");
    assertNull(bank.balance("a"));
    bank.open("a", 5);
    assertEquals(5, bank.balance("a"));
  }

  @Test
  void aReaderBesideAWriterSeesWholeTransfers() throws InterruptedException {
    OwnStructure bank = new OwnStructure();
    bank.open("a", 10);
    AtomicBoolean ended = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < 100_000; i++) {
                bank.transfer("a", "a", 10); // 0 in between
              }
              ended.set(true);
            });
    writer.start();
    while (!ended.get()) {
      assertEquals(10, bank.balance("a"));
    }
    writer.join();
    assertEquals(10, bank.balance("a"));
  }
}
