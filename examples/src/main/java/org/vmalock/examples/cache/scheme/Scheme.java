package org.vmalock.examples.cache.scheme;

/** The ways to keep a buffer from being freed under its readers. */
public enum Scheme {
  /** The guarded cache of vmalock. */
  VMALOCK("vmalock"),
  /** An {@code AtomicInteger} in the pooled buffer, looked at after it was incremented: wrong, and often written. */
  ATOMIC("atomic"),
  /** A copy of the whole block for every read, made inside Caffeine's atomic computation. */
  COPY("copy");

  private final String label;

  Scheme(String label) {
    this.label = label;
  }

  /**
   * Makes an empty cache.
   *
   * @param dimensions how large it is to be
   * @param loader where blocks come from
   * @return a cache of this scheme
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
