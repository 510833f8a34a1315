package org.vmalock.examples.torture;

/** Thrown on purpose where user code runs. */
final class InjectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InjectedException() {
    super("thrown on purpose", null, false, false);
  }
}
