package org.vmalock.lazymm;

/** An {@link Mm}, or what a {@link LazyRef} led to, was used after it had been released or closed. */
public final class MmReleasedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  MmReleasedException(String message) {
    super(message);
  }
}
