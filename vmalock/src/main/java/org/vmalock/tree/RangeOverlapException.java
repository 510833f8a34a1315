package org.vmalock.tree;

/** Thrown by an operation that would map a key which is mapped already. The operation has changed nothing. */
public final class RangeOverlapException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message both ranges, and how to resolve the overlap
   */
  public RangeOverlapException(String message) {
    super(message);
  }
}
