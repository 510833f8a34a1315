package org.vmalock.testing;

/** Fills the heap, for programs that run in a JVM of their own, with a small heap and without TLABs. */
public final class FullHeap {
  private FullHeap() {}

  /** Fills the heap to the last word. It is empty again when the first element of the result is null. */
  public static Object[] fill() {
    Object[] root = new Object[1];
    int length = 1 << 16;
    while (length > 0) {
      try {
        Object[] next = new Object[length];
        next[0] = root[0];
        root[0] = next;
      } catch (OutOfMemoryError e) {
        length >>= 1;
      }
    }
    return root;
  }
}
