package org.vmalock.documents;

import java.nio.ByteBuffer;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaTree;

final class QuickStart {
  record Segment(long begin, ByteBuffer bytes) {}

  public static void main(String[] arguments) {
    VmaTree<Segment> tree = VmaTree.<Segment>builder(RangeValues.uniform()).build();
    ByteBuffer bytes = ByteBuffer.allocateDirect(0x2000).put(0x234, (byte) 42);
    tree.map(0x1000, 0x3000, new Segment(0x1000, bytes));
    System.out.println(read(tree, 0x1234));
    tree.unmap(0x1000, 0x1200);
    System.out.println(read(tree, 0x1234));
    System.out.println(read(tree, 0x1100));
  }

  static int read(VmaTree<Segment> tree, int address) {
    try (VmaHandle<Segment> range = tree.startRead(address)) {
      return range == null ? -1 : range.value().bytes().get(address - (int) range.value().begin());
    }
  }
}
