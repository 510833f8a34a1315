package org.vmalock;

/**
 * Says that a {@link VmaPool} has given out as many objects as it may, and that none came back in time. Nothing is wrong with the
 * pool: free an object, wait longer, or build the pool with a larger capacity.
 */
public final class PoolExhaustedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message which pool, how large, and how long was waited
   */
  public PoolExhaustedException(String message) {
    super(message);
  }
}
