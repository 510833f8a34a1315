package org.vmalock.examples.samples;

import java.util.OptionalLong;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaTree;

/**
 * An address space that maps parts of files. A range may be split by a change in its middle; the rule that the tree is built with gives
 * the upper part the offset at which it begins, so that an address keeps its place in the file.
 */
public final class AddressSpace {
  /** A part of a file, from an offset on. */
  record FilePart(String file, long offset) {
    FilePart from(long distance) {
      return new FilePart(file, offset + distance);
    }
  }

  private final VmaTree<FilePart> tree = VmaTree.<FilePart>builder(FilePart::from).build();

  void map(long start, long end, String file, long offset) {
    tree.map(start, end, new FilePart(file, offset)); // throws if a part of the range is mapped
  }

  /** Maps a range in place of what is there, in one step: no reader finds the range empty in between. */
  void mapOver(long start, long end, String file, long offset) {
    tree.replace(start, end, new FilePart(file, offset));
  }

  void unmap(long start, long end) {
    tree.unmap(start, end); // returns when no reader holds a part of the range
  }

  /** Moves a range to other addresses, with its contents. */
  boolean move(long start, long end, long newStart) {
    return tree.move(start, end, newStart);
  }

  /** Returns the offset in the file that an address is mapped to, if it is mapped to that file. */
  OptionalLong offset(long address, String file) {
    try (VmaHandle<FilePart> range = tree.startRead(address)) { // waits only for a writer of this range
      if (range == null || !range.value().file().equals(file)) {
        return OptionalLong.empty();
      }
      return OptionalLong.of(range.value().from(address - range.start()).offset());
    }
  }

  long ranges() {
    return tree.size();
  }

  public static void main(String[] arguments) {
    AddressSpace space = new AddressSpace();
    space.map(0x1000, 0x9000, "data", 0x20_000);
    System.out.println("before: " + space.offset(0x8123, "data"));
    space.unmap(0x3000, 0x4000);
    space.mapOver(0x6000, 0x7000, "patch", 0);
    System.out.println("after two splits: " + space.offset(0x8123, "data") + ", " + space.offset(0x6123, "patch"));
    space.move(0x8000, 0x9000, 0xf000);
    System.out.println("moved: " + space.offset(0x8123, "data") + ", " + space.offset(0xf123, "data"));
    System.out.println("ranges: " + space.ranges());
  }
}
