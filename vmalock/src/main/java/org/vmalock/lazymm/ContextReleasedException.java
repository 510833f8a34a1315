package org.vmalock.lazymm;

/** Thrown when a {@link LazyContext}, or a resource of a {@link LazyRef}, is used after it has been released or closed. */
public final class ContextReleasedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ContextReleasedException(String message) {
    super(message);
  }
}
