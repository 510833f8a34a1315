package org.vmalock.examples.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressSpaceModelTest {
  private final AddressSpaceModel model = new AddressSpaceModel();

  @ParameterizedTest
  @CsvSource({
    "python, 113206, 0, {1=8423; 3=69299; 5=35484}, 41010, 97",
    "perl, 23075, 0, {1=222; 3=22245; 5=608}, 2585, 41",
    "perl-churn, 8122, 0, {1=183; 3=7672; 5=267}, 1733, 116"
  })
  void aSequentialReplayGivesTheFiguresOfTheTraces(
      String name, int mapped, int unmapped, String byProtection, long pages, int ranges) throws TraceFormatException {
    Trace trace = TraceReader.read(name);
    model.reset(trace.initial());
    Map<Integer, Integer> found = new TreeMap<>();
    int missing = 0;
    int operation = 0;
    long[] touches = trace.touches();
    for (int touch = 0; touch < touches.length; touch++) {
      for (; operation < trace.operations().size() && trace.touchesBefore(operation) <= touch; operation++) {
        trace.operations().get(operation).applyTo(model);
      }
      RangeEntry mapping = model.find(touches[touch]);
      if (mapping == null) {
        missing++;
      } else {
        found.merge(mapping.protection(), 1, Integer::sum);
      }
    }
    for (; operation < trace.operations().size(); operation++) {
      trace.operations().get(operation).applyTo(model);
    }
    assertEquals(mapped, touches.length - missing);
    assertEquals(unmapped, missing);
    assertEquals(byProtection.replace(';', ','), found.toString());
    assertEquals(pages, model.pages());
    assertEquals(ranges, model.ranges());
  }

  @Test
  void mappingReplacesExistingRanges() {
    model.map(0x1000, 0x9000, 3);
    model.map(0x3000, 0x4000, 1);
    assertMapped("[[0x1000, 0x3000) prot 3, [0x3000, 0x4000) prot 1, [0x4000, 0x9000) prot 3]");
  }

  @Test
  void adjacentRangesWithEqualProtectionAreMerged() {
    model.map(0x1000, 0x2000, 3);
    model.map(0x3000, 0x4000, 3);
    model.map(0x2000, 0x3000, 3);
    assertMapped("[[0x1000, 0x4000) prot 3]");
    model.map(0x4000, 0x5000, 1);
    model.protect(0x4000, 0x5000, 3);
    assertMapped("[[0x1000, 0x5000) prot 3]");
  }

  @Test
  void unmappingIgnoresUnmappedParts() {
    model.map(0x3000, 0x5000, 3);
    model.unmap(0x1000, 0x4000);
    model.unmap(0x8000, 0x9000);
    assertMapped("[[0x4000, 0x5000) prot 3]");
  }

  @Test
  void protectingChangesOnlyMappedParts() {
    model.map(0x1000, 0x3000, 3);
    model.map(0x5000, 0x7000, 5);
    model.protect(0x2000, 0x6000, 1);
    assertMapped("[[0x1000, 0x2000) prot 3, [0x2000, 0x3000) prot 1, [0x5000, 0x6000) prot 1, [0x6000, 0x7000) prot 5]");
  }

  @Test
  void aMoveKeepsTheProtectionOfTheFirstPage() {
    model.map(0x1000, 0x2000, 5);
    model.map(0x2000, 0x3000, 1);
    model.move(0x1000, 0x3000, 0x8000, 0xc000);
    assertMapped("[[0x8000, 0xc000) prot 5]");
  }

  @Test
  void aMoveMayOverlapItself() {
    model.map(0x1000, 0x3000, 3);
    model.move(0x1000, 0x3000, 0x2000, 0x6000);
    assertMapped("[[0x2000, 0x6000) prot 3]");
    model.move(0x2000, 0x6000, 0x2000, 0x3000);
    assertMapped("[[0x2000, 0x3000) prot 3]");
  }

  @Test
  void aMoveOfAnUnmappedRangeIsRefusedAndChangesNothing() {
    model.map(0x2000, 0x3000, 3);
    assertThrows(IllegalStateException.class, () -> model.move(0x1000, 0x3000, 0x8000, 0xa000));
    assertMapped("[[0x2000, 0x3000) prot 3]");
  }

  @Test
  void addressesAreUnsignedUpToTheLastOne() {
    model.map(0x7ffffffffffff000L, 0x8000000000001000L, 3);
    model.map(0xfffffffffffff000L, 0, 1);
    assertEquals(3, found(Long.MAX_VALUE));
    assertEquals(3, found(Long.MIN_VALUE));
    assertEquals(1, found(-1));
    assertNull(model.find(0xffffffffffffefffL));
    model.map(0, Long.MIN_VALUE, 1);
    model.map(Long.MIN_VALUE, 0, 1);
    assertMapped("[[0x0, 2^64) prot 1]");
    assertEquals(Pages.COUNT, model.pages());
  }

  @Test
  void randomOperationsAgreeWithAnArrayOfPages() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      AddressSpaceModel tested = new AddressSpaceModel();
      int[] pages = new int[40];
      Arrays.fill(pages, -1);
      for (int step = 0; step < 100; step++) {
        int from = random.nextInt(pages.length - 1);
        int to = from + 1 + random.nextInt(pages.length - from - 1);
        int protection = random.nextInt(3);
        int kind = random.nextInt(3);
        for (int page = from; page < to; page++) {
          pages[page] = kind == 0 ? protection : kind == 1 ? -1 : pages[page] < 0 ? -1 : protection;
        }
        long start = Pages.address(from);
        long end = Pages.address(to);
        if (kind == 0) {
          tested.map(start, end, protection);
        } else if (kind == 1) {
          tested.unmap(start, end);
        } else {
          tested.protect(start, end, protection);
        }
        assertSame(pages, tested, "seed " + seed + ", step " + step);
      }
    }
  }

  private static void assertSame(int[] pages, AddressSpaceModel tested, String where) {
    int ranges = 0;
    for (int page = 0; page < pages.length; page++) {
      RangeEntry found = tested.find(Pages.address(page) + 17);
      assertEquals(pages[page], found == null ? -1 : found.protection(), where + ", page " + page);
      ranges += pages[page] >= 0 && (page == 0 || pages[page] != pages[page - 1]) ? 1 : 0;
    }
    assertEquals(ranges, tested.ranges(), where);
  }

  private int found(long address) {
    RangeEntry found = model.find(address);
    return found == null ? -1 : found.protection();
  }

  private void assertMapped(String expected) {
    List<RangeEntry> found = model.mappings();
    assertEquals(expected, found.toString());
    assertEquals(found.size(), model.ranges());
  }
}
