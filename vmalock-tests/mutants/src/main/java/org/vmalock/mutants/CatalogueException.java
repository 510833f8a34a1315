package org.vmalock.mutants;

/** A mistake in the catalogue. */
public final class CatalogueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message which mutant is wrong, and why
   */
  public CatalogueException(String message) {
    super(message);
  }
}
