package org.vmalock.examples.cache.scheme;

import java.nio.ByteBuffer;

/** The schemes that prevent a buffer from being freed while it is read. */
public enum Scheme {
  /** The guarded cache of vmalock. */
  VMALOCK("vmalock"),
  /** An {@code AtomicInteger} in the pooled buffer, checked after it was incremented: incorrect, but common. */
  ATOMIC("atomic"),
  /** A copy of the whole block per read, inside Caffeine's atomic computation. */
  COPY("copy"),
  /** A new direct buffer for each load, left to the garbage collector. */
  GC("gc"),
  /** A new buffer on the heap for each load, left to the garbage collector. */
  GC_HEAP("gc-heap");

  private final String label;

  Scheme(String label) {
    this.label = label;
  }

  /**
   * Creates an empty cache of this scheme.
   *
   * @param dimensions the sizes
   * @param loader loads missing blocks
   * @return the cache
   */
  public BlockCache create(Dimensions dimensions, BlockLoader loader) {
    return switch (this) {
      case VMALOCK -> new GuardedBlockCache(dimensions, loader);
      case ATOMIC -> new CountedBlockCache(dimensions, loader);
      case COPY -> new CopyingBlockCache(dimensions, loader);
      case GC -> new CollectedBlockCache(dimensions, loader, ByteBuffer::allocateDirect);
      case GC_HEAP -> new CollectedBlockCache(dimensions, loader, ByteBuffer::allocate);
    };
  }

  /**
   * Tells whether the buffers are outside the heap.
   *
   * @return false for buffers on the heap
   */
  public boolean isDirect() {
    return this != GC_HEAP;
  }

  /**
   * Returns the largest number of buffers that are in use at once, apart from those that wait for the garbage collector.
   *
   * @param dimensions the sizes
   * @return the number of buffers
   */
  public long mostBuffers(Dimensions dimensions) {
    long cached = Math.min(dimensions.capacity(), dimensions.blocks());
    long loading = 2L * dimensions.readers();
    return this == VMALOCK ? cached + loading + GuardedBlockCache.SLACK : cached + loading;
  }

  /**
   * Returns the name on the command line.
   *
   * @return the name in lower case
   */
  @Override
  public String toString() {
    return label;
  }
}
