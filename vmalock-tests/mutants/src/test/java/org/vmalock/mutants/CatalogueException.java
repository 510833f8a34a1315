package org.vmalock.mutants;

/** A mistake in the catalogue. */
final class CatalogueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CatalogueException(String message) {
    super(message);
  }
}
