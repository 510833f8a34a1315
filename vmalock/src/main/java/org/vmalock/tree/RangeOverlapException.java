package org.vmalock.tree;

/** Says that a range was to be mapped where something is mapped already. Nothing has changed. */
public final class RangeOverlapException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message both ranges, and what to do
   */
  public RangeOverlapException(String message) {
    super(message);
  }
}
