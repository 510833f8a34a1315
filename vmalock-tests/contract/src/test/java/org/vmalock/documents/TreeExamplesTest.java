package org.vmalock.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;
import org.vmalock.tree.Batch;
import org.vmalock.tree.RangeEntry;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.SearchDirection;
import org.vmalock.tree.Unmapping;
import org.vmalock.tree.Vma;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaResult;
import org.vmalock.tree.VmaTree;

/** The examples of the tree. */
@TimeLimit
class TreeExamplesTest {
  private static final int NOT_MAPPED = -1;

  private final List<String> used = new ArrayList<>();

  private void use(String value) {
    used.add(value);
  }

  // ---- Off-heap segments

  /** A value that knows the key at which it begins. */
  private record Segment(long begin, List<Long> discarded) {
    int get(long offset) {
      return (int) offset;
    }

    void discardPages(long start, long last) {
      discarded.add(start);
      discarded.add(last);
    }
  }

  private static long use(Segment segment) {
    return segment.begin();
  }

  private static long absent() {
    return NOT_MAPPED;
  }

  @Test
  void freeSpace() {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    tree.map(0x1000, 0x7000_0000, "program");
    OptionalLong start = tree.mapFree(0x5000, 0x1000, 0x1000, 0x8000_0000L, SearchDirection.DESCENDING, "stack");
    if (start.isEmpty()) {
      throw new IllegalStateException("out of addresses");
    }
    assertEquals(0x7fff_b000, start.getAsLong());
    assertEquals(2, tree.size());
  }

  @Test
  void readme() {
    Segment segment = new Segment(0x1000, new ArrayList<>());
    VmaTree<Segment> tree = VmaTree.<Segment>builder(RangeValues.uniform()).build();
    tree.map(0x1000, 0x3000, segment);

    int read = NOT_MAPPED;
    try (VmaHandle<Segment> handle = tree.startRead(0x1234)) {
      if (handle != null) {
        read = handle.value().get(0x1234 - handle.value().begin());
      }
    }
    tree.unmap(0x1000, 0x1200);
    assertEquals(0x234, read);
    try (VmaHandle<Segment> handle = tree.startRead(0x1234)) {
      assertEquals(0x234, handle.value().get(0x1234 - handle.value().begin()), "after the split");
    }
    assertNull(tree.startRead(0x1100));
  }

  private static long beginOf(VmaTree<Segment> tree, long address) {
    try (VmaHandle<Segment> handle = tree.startRead(address)) {
      return handle == null ? absent() : use(handle.value());
    }
  }

  @Test
  void aHandle() {
    VmaTree<Segment> tree = VmaTree.<Segment>builder(RangeValues.uniform()).build();
    tree.map(0x1000, 0x3000, new Segment(0x1000, List.of()));
    assertEquals(0x1000, beginOf(tree, 0x1234));
    assertEquals(NOT_MAPPED, beginOf(tree, 0x3000));
  }

  private static final class Journal {
    final List<Object> written = new ArrayList<>();

    void write(Object what) {
      written.add(what);
    }
  }

  @Test
  void anUnmapThatCanBeAborted() {
    VmaTree<Segment> tree = VmaTree.<Segment>builder(RangeValues.uniform()).build();
    Segment segment = new Segment(0x1000, new ArrayList<>());
    tree.map(0x1000, 0x3000, segment);
    Journal journal = new Journal();
    long start = 0x1800;
    long end = 0x2000;
    try (Unmapping<Segment> unmapping = tree.beginUnmap(start, end)) {
      journal.write(unmapping.removedRanges());
      unmapping.completeAndDowngrade();
      for (RangeEntry<Segment> removed : unmapping.removedRanges()) {
        removed.value().discardPages(removed.start(), removed.last());
      }
    }
    assertEquals(List.of(0x1800L, 0x1fffL), segment.discarded);
    assertEquals(1, journal.written.size());
    assertEquals(2, tree.size());
  }

  // ---- Values

  private record Protection(int bits) {}

  @Test
  void rules() {
    record FilePart(Path file, long offset) {}

    RangeValues<Protection> protections = RangeValues.<Protection>uniform().mergingEqual();
    RangeValues<FilePart> parts = (part, offset) -> new FilePart(part.file(), part.offset() + offset);
    Path file = Path.of("file");
    assertEquals(new Protection(7), protections.tail(new Protection(7), 100));
    assertEquals(new FilePart(file, 5), parts.tail(new FilePart(file, 2), 3));
  }

  // ---- Text

  @Test
  void mapReadAndUnmap() {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    tree.map(0x1000, 0x3000, "text");
    try (VmaHandle<String> handle = tree.startRead(0x1234)) {
      use(handle == null ? "not mapped" : handle.value());
    }
    tree.unmap(0x2000, 0x3000);
    assertEquals(List.of("text"), used);
    assertNull(tree.startRead(0x2000));
  }

  @Test
  void theStampForm() {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    tree.map(0x1000, 0x3000, "text");
    VmaResult<String> result = new VmaResult<>();
    long key = 0x1234;
    long stamp = tree.startRead(key, result);
    if (stamp > 0) {
      Vma<String> vma = result.vma();
      try {
        use(vma.value());
      } finally {
        vma.endRead(stamp);
      }
    }
    assertEquals(List.of("text"), used);
  }

  private static List<Long> starts(VmaTree<?> tree) {
    List<Long> starts = new ArrayList<>();
    tree.snapshot().forEach(vma -> starts.add(vma.start()));
    return starts;
  }

  @Test
  void changesThatReadersSeeTogether() {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    long from = 0x1000;
    long to = 0x2000;
    long elsewhere = 0x8000;
    long length = to - from;
    String value = "text";
    tree.map(from, to, value);
    try (Batch<String> batch = tree.batch()) {
      batch.unmap(from, to);
      batch.map(elsewhere, elsewhere + length, value);
      batch.commit();
    }
    assertEquals(List.of(elsewhere), starts(tree));
  }
}
