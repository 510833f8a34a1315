package org.vmalock.examples.replay.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.examples.trace.AddressSpaceModel;
import org.vmalock.examples.trace.MappingOperations;
import org.vmalock.examples.trace.Pages;
import org.vmalock.examples.trace.RangeEntry;

/** Contract of every scheme, with one thread at a time and with one reader that holds a range. */
class AddressSpaceContractTest {
  private static final int PAGES = 40;

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void randomOperationsGiveWhatTheModelGives(Scheme scheme) {
    for (long seed = 1; seed <= 100; seed++) {
      Random random = new Random(seed);
      // Around 2^63 or up to 2^64, where signed arithmetic would be incorrect.
      long base = random.nextBoolean() ? Pages.of(Long.MIN_VALUE) - PAGES / 2 : Pages.COUNT - PAGES;
      AddressSpace space = scheme.create(ExclusionListener.NONE);
      AddressSpace.Reader reader = space.newReader();
      AddressSpaceModel model = new AddressSpaceModel();
      for (int step = 0; step < 60; step++) {
        long choice = random.nextLong();
        change(new Random(choice), base, space, model);
        change(new Random(choice), base, model, model);
        assertSame(model, space, reader, base, scheme + ", seed " + seed + ", step " + step);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void aWriterWaitsForTheReaderThatHoldsTheChangedRange(Scheme scheme) throws InterruptedException {
    for (int kind = 0; kind < 4; kind++) {
      AddressSpace space = scheme.create(ExclusionListener.NONE);
      space.reset(List.of(new RangeEntry(0x1000, 0x4000, 3), new RangeEntry(0x8000, 0x9000, 1)));
      AddressSpace.Reader reader = space.newReader();
      assertTrue(reader.lock(0x2000));
      CountDownLatch done = new CountDownLatch(1);
      int operation = kind;
      Thread writer =
          new Thread(
              () -> {
                switch (operation) {
                  case 0 -> space.unmap(0x2000, 0x3000);
                  case 1 -> space.protect(0x1000, 0x4000, 5);
                  case 2 -> space.map(0x3000, 0x8000, 7);
                  default -> space.reset(List.of());
                }
                done.countDown();
              });
      writer.start();
      assertFalse(done.await(30, TimeUnit.MILLISECONDS), scheme + ": operation " + kind + " did not wait");
      assertEquals("[0x1000, 0x4000) prot 3", held(reader));
      reader.unlock();
      assertTrue(done.await(10, TimeUnit.SECONDS), scheme + ": operation " + kind + " was not woken");
      writer.join();
    }
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void aMoveOfAnUnmappedRangeIsRefusedAndChangesNothing(Scheme scheme) {
    AddressSpace space = scheme.create(ExclusionListener.NONE);
    space.map(0x2000, 0x3000, 3);
    assertThrows(IllegalStateException.class, () -> space.move(0x1000, 0x3000, 0x8000, 0xa000));
    assertEquals(List.of(new RangeEntry(0x2000, 0x3000, 3)), space.mappings());
    space.map(0x4000, 0x5000, 3);
    assertEquals(2, space.mappings().size());
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void hitsAreCounted(Scheme scheme) {
    AddressSpace space = scheme.create(ExclusionListener.NONE);
    space.map(0x2000, 0x3000, 3);
    for (int i = 0; i < 2; i++) {
      AddressSpace.Reader reader = space.newReader();
      assertTrue(reader.lock(0x2000));
      reader.unlock();
    }
    assertEquals(2, space.statistics().hits());
    for (long count : new long[] {space.statistics().retries(), space.statistics().fallbacks(), space.statistics().spread()}) {
      assertTrue(count == 0 || count == SpaceStats.UNCOUNTED, () -> "counted " + count);
    }
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void aReaderThatHoldsNothingThrows(Scheme scheme) {
    AddressSpace.Reader reader = scheme.create(ExclusionListener.NONE).newReader();
    assertFalse(reader.lock(0x2000));
    assertThrows(IllegalStateException.class, reader::start);
    assertThrows(IllegalStateException.class, reader::unlock);
  }

  /** Applies a random operation; the model tells whether a range can be moved. */
  private static void change(Random random, long base, MappingOperations space, AddressSpaceModel model) {
    long start = base + random.nextInt(PAGES - 1);
    long end = start + 1 + random.nextInt((int) (base + PAGES - start));
    int protection = random.nextInt(3);
    switch (random.nextInt(7)) {
      case 0, 1 -> space.map(Pages.address(start), Pages.address(end), protection);
      case 2, 3 -> space.unmap(Pages.address(start), Pages.address(end));
      case 4 -> space.protect(Pages.address(start), Pages.address(end), protection);
      case 5 -> {
        long newStart = base + random.nextInt(PAGES - 1);
        long newEnd = newStart + 1 + random.nextInt((int) (base + PAGES - newStart));
        if (model.find(Pages.address(start)) != null) {
          space.move(Pages.address(start), Pages.address(end), Pages.address(newStart), Pages.address(newEnd));
        }
      }
      default -> {
        if (random.nextInt(10) == 0) {
          space.reset(List.of(new RangeEntry(Pages.address(start), Pages.address(end), protection)));
        }
      }
    }
  }

  private static void assertSame(AddressSpaceModel model, AddressSpace space, AddressSpace.Reader reader, long base, String where) {
    for (long page = base - 1; page < Math.min(base + PAGES + 1, Pages.COUNT); page++) {
      long address = Pages.address(page) + 123;
      RangeEntry expected = model.find(address);
      assertEquals(expected != null, reader.lock(address), where + ", page " + page);
      if (expected != null) {
        assertEquals(expected.protection(), reader.protection(), where);
        assertTrue(Long.compareUnsigned(expected.start(), reader.start()) <= 0, where);
        assertTrue(Long.compareUnsigned(reader.start(), address) <= 0, where);
        assertTrue(Long.compareUnsigned(reader.end() - 1, address) >= 0, where);
        assertTrue(Long.compareUnsigned(reader.end() - 1, expected.end() - 1) <= 0, where);
        reader.unlock();
      }
    }
    AddressSpaceModel merged = new AddressSpaceModel();
    merged.reset(space.mappings());
    assertEquals(model.mappings(), merged.mappings(), where);
  }

  private static String held(AddressSpace.Reader reader) {
    return RangeEntry.range(reader.start(), reader.end()) + " prot " + reader.protection();
  }
}
