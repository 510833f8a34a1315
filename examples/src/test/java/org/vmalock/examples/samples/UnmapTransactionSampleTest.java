package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmalock.tree.RangeOverlapException;

@Timeout(120)
class UnmapTransactionSampleTest {
  private final AtomicReference<UnmapTransaction.Journal> journal = new AtomicReference<>(ranges -> {});
  private final UnmapTransaction volume = new UnmapTransaction(ranges -> journal.get().discard(ranges));

  @Test
  void mainShowsADiscardAndOneThatFails() throws Exception {
    assertEquals(
        List.of(
            "journal: [[0xa, 0x14) = 1010]",
            "key 15: OptionalInt.empty, key 20: OptionalInt[1020], used: 90",
            "journal: [[0x0, 0xa) = 1000, [0x14, 0x64) = 1020]",
            "the journal is full; key 20: OptionalInt[1020], used: 90"),
        Running.output(() -> UnmapTransaction.main(new String[0])));
  }

  @Test
  void readersWaitForTheJournalAndThenFindNothing() throws Exception {
    volume.map(0, 100, 1_000);
    AtomicReference<Running<OptionalInt>> reader = new AtomicReference<>();
    journal.set(ranges -> reader.set(startedReader()));
    volume.discard(10, 20);
    assertEquals(OptionalInt.empty(), reader.get().result());
    BitSet expected = new BitSet();
    expected.set(1_000, 1_010);
    expected.set(1_020, 1_100);
    assertEquals(expected, volume.used);
  }

  @Test
  void readersThatWaitForAJournalThatFailsFindTheirBlock() throws Exception {
    volume.map(0, 100, 1_000);
    AtomicReference<Running<OptionalInt>> reader = new AtomicReference<>();
    journal.set(ranges -> {
      reader.set(startedReader());
      throw new IOException("full");
    });
    assertThrows(IOException.class, () -> volume.discard(10, 20));
    assertEquals(OptionalInt.of(1_015), reader.get().result());
    assertEquals(100, volume.used.cardinality());
  }

  @Test
  void aMapOfWhatIsMappedUsesNoBlock() {
    volume.map(0, 100, 1_000);
    assertThrows(RangeOverlapException.class, () -> volume.map(50, 200, 2_000));
    assertEquals(100, volume.used.cardinality());
  }

  private Running<OptionalInt> startedReader() {
    Running<OptionalInt> reader = Running.start(() -> volume.block(15));
    reader.awaitWaiting();
    return reader;
  }
}
