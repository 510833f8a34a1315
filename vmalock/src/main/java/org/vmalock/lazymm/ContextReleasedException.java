package org.vmalock.lazymm;

/** An {@link LazyContext}, or what a {@link LazyRef} led to, was used after it had been released or closed. */
public final class ContextReleasedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  ContextReleasedException(String message) {
    super(message);
  }
}
