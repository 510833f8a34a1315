package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** The tree's examples, run as they are printed: the lines of the document or the javadoc are lines of this file. */
@TimeLimit
class TreeExampleTest {
  private static final int NOT_MAPPED = -1;
  private static final Path PROJECT = Path.of("..", "..");
  private static final Path TREE = PROJECT.resolve("vmalock/src/main/java/org/vmalock/tree");

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

  record FilePart(Path file, long offset) {}

  private static final class Journal {
    final List<Object> written = new ArrayList<>();

    void write(Object what) {
      written.add(what);
    }
  }

  @Test
  void readme() {
    Segment segment = new Segment(0x1000, new ArrayList<>());
    VmaTree<Segment> tree = VmaTree.<Segment>builder(RangeValues.uniform()).build();
    tree.map(0x1000, 0x3000, segment);                           // a segment knows the key at which it begins, so it may be split

    int read = NOT_MAPPED;
    try (VmaHandle<Segment> handle = tree.startRead(0x1234)) {   // waits only for a writer of this range
      if (handle != null) {
        read = handle.value().get(0x1234 - handle.value().begin());
      }
    }
    tree.unmap(0x1000, 0x1200);                                  // returns when no reader holds the range, which is split
    assertEquals(0x234, read);
    try (VmaHandle<Segment> handle = tree.startRead(0x1234)) {
      assertEquals(0x234, handle.value().get(0x1234 - handle.value().begin()), "after the split");
    }
    assertNull(tree.startRead(0x1100));
  }

  @Test
  void rules() {
    RangeValues<Integer> protections = RangeValues.<Integer>uniform().mergingEqual();
    RangeValues<FilePart> parts = (part, offset) -> new FilePart(part.file(), part.offset() + offset);
    assertEquals(Integer.valueOf(7), protections.tail(7, 100));
    assertEquals(new FilePart(PROJECT, 5), parts.tail(new FilePart(PROJECT, 2), 3));
  }

  @Test
  void unmapping() {
    VmaTree<Segment> tree = VmaTree.<Segment>builder(RangeValues.uniform()).build();
    Segment segment = new Segment(0x1000, new ArrayList<>());
    tree.map(0x1000, 0x3000, segment);
    Journal journal = new Journal();
    long start = 0x1800;
    long end = 0x2000;
    try (Unmapping<Segment> unmapping = tree.beginUnmap(start, end)) {
      journal.write(unmapping.removedRanges());   // may throw: then nothing is unmapped
      unmapping.completeAndDowngrade();
      for (RangeEntry<Segment> removed : unmapping.removedRanges()) {
        // the pages of these keys only: at both edges another part of the same segment may still be mapped and read
        removed.value().discardPages(removed.start(), removed.last());
      }
    }
    assertEquals(List.of(0x1800L, 0x1fffL), segment.discarded);
    assertEquals(1, journal.written.size());
    assertEquals(2, tree.size());
  }

  @Test
  void stampForm() {
    VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    tree.map(0x1000, 0x3000, "text");
    VmaResult<String> result = new VmaResult<>();
    List<String> used = new ArrayList<>();
    long key = 0x1234;
    long stamp = tree.startRead(key, result);
    if (stamp > 0) {
      Vma<String> vma = result.vma();
      try {
        used.add(vma.value());
      } finally {
        vma.endRead(stamp);
      }
    }
    assertEquals(List.of("text"), used);
  }

  // ---- As printed

  @Test
  void examplesAreRunAsTheyArePrinted() throws IOException {
    List<String> run = lines(Files.readAllLines(Path.of("src/test/java/org/vmalock/tree/TreeExampleTest.java")));
    assertRun(run, blockWith("VmaTree<Segment> tree", Files.readAllLines(PROJECT.resolve("README.md"))));
    assertRun(run, blockWith("try (Unmapping<Segment>", javadoc("Unmapping")));
    assertRun(run, blockWith("long stamp = tree.startRead", javadoc("VmaResult")));
    assertRun(run, blockWith("record FilePart", javadoc("RangeValues")));
  }

  private static List<String> javadoc(String type) throws IOException {
    return Files.readAllLines(TREE.resolve(type + ".java")).stream().map(line -> line.replaceFirst("^ \\* ?", "")).toList();
  }

  /** Returns the lines of the code block that contains a line with this beginning. */
  private static List<String> blockWith(String beginning, List<String> document) {
    List<String> block = new ArrayList<>();
    boolean found = false;
    for (String line : document) {
      if (line.startsWith("```") || line.contains("<pre>") || line.contains("</pre>")) {
        if (found) {
          return lines(block);
        }
        block.clear();
      } else {
        found |= line.strip().startsWith(beginning);
        block.add(line);
      }
    }
    throw new AssertionError("no code block with: " + beginning);
  }

  private static List<String> lines(List<String> text) {
    return text.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
  }

  private static void assertRun(List<String> run, List<String> printed) {
    for (String line : printed) {
      String expected = line.replace("use(vma.value())", "used.add(vma.value())").replace("Protection>", "Integer>");
      assertFalse(!run.contains(expected), () -> "printed, but not run: " + line);
    }
  }
}
