package org.vmalock.caffeine;

/** Thrown by operations of a {@link GuardedCache} that load a value, or that find a retired one, after the cache was closed. */
public final class CacheClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message the name of the cache
   */
  public CacheClosedException(String message) {
    super(message);
  }
}
