package org.vmalock.examples.cache.scheme;

/** The schemes that prevent a buffer from being freed while it is read. */
public enum Scheme {
  /** The guarded cache of vmalock. */
  VMALOCK("vmalock"),
  /** An {@code AtomicInteger} in the pooled buffer, checked after it was incremented: incorrect, but common. */
  ATOMIC("atomic"),
  /** A copy of the whole block per read, inside Caffeine's atomic computation. */
  COPY("copy");

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
    };
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
