package org.vmalock;

/**
 * Thrown when all objects of a {@link VmaPool} are in use and none was returned in time. The pool remains usable: free an object, wait
 * longer, or build the pool with a larger capacity.
 */
public final class PoolExhaustedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message the pool, its capacity, and the time waited
   */
  public PoolExhaustedException(String message) {
    super(message);
  }
}
