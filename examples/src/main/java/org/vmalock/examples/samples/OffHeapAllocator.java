package org.vmalock.examples.samples;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.SearchDirection;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaTree;

/**
 * An allocator of blocks in one off-heap buffer. A tree knows which offsets are in use and by what; it finds free ones without a list of
 * free blocks, and a block is not handed out again while a thread reads it.
 */
public final class OffHeapAllocator {
  private static final int ALIGNMENT = 64;

  private final ByteBuffer memory;
  private final VmaTree<String> blocks = VmaTree.<String>builder(RangeValues.uniform()).build();

  OffHeapAllocator(int capacity) {
    memory = ByteBuffer.allocateDirect(capacity);
  }

  /** Allocates the lowest free block that is long enough, and copies a text into it; returns its offset, or empty if there is none. */
  OptionalLong allocate(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (var batch = blocks.batch()) { // no reader finds the block before its contents are there
      OptionalLong offset = batch.mapFree(Math.max(bytes.length, 1), ALIGNMENT, 0, memory.capacity(), SearchDirection.ASCENDING, name);
      offset.ifPresent(start -> memory.put((int) start, bytes));
      batch.commit();
      return offset;
    }
  }

  /** Frees a block; returns when no thread reads it. */
  void free(long offset) {
    var block = blocks.find(offset);
    if (block == null || block.start() != offset) {
      throw new IllegalArgumentException("no block begins at offset " + offset);
    }
    blocks.unmap(block.start(), block.last() + 1);
  }

  /** Returns the name and the text of the block that has an offset, or null if the offset is free. */
  @Nullable String read(long offset) {
    try (VmaHandle<String> block = blocks.startRead(offset)) {
      if (block == null) {
        return null;
      }
      byte[] bytes = new byte[(int) (block.last() - block.start() + 1)];
      memory.get((int) block.start(), bytes);
      return block.value() + ": " + new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** Returns whether a block of this length could be allocated; another thread may allocate it first. */
  boolean hasRoom(int length) {
    return blocks.findFree(length, ALIGNMENT, 0, memory.capacity(), SearchDirection.ASCENDING).isPresent();
  }

  public static void main(String[] arguments) {
    OffHeapAllocator allocator = new OffHeapAllocator(256);
    long first = allocator.allocate("a", "first").orElseThrow();
    long second = allocator.allocate("b", "second, which is longer than the alignment: it takes two units of 64").orElseThrow();
    System.out.println("at " + first + " and " + second + ", room for 128: " + allocator.hasRoom(128));
    allocator.free(first);
    System.out.println("the gap is used again: " + allocator.allocate("c", "third") + ", " + allocator.read(0));
    allocator.free(second);
    System.out.println("room for 128: " + allocator.hasRoom(128) + ", for 256: " + allocator.hasRoom(256));
  }
}
