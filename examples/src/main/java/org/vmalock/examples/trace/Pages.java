package org.vmalock.examples.trace;

/** Arithmetic of pages of 4096 bytes in an unsigned 64-bit address space. */
public final class Pages {
  /** The size of a page in bytes. */
  public static final int SIZE = 4096;

  /** The number of pages; one more than the last page number. */
  public static final long COUNT = 1L << 52;

  private static final int SHIFT = 12;

  private Pages() {}

  /**
   * Returns the number of the page that contains an address.
   *
   * @param address any address
   * @return a number from 0 to {@link #COUNT} - 1
   */
  public static long of(long address) {
    return address >>> SHIFT;
  }

  /**
   * Returns the number of the first page after a range.
   *
   * @param end the exclusive end of a range, 0 for 2<sup>64</sup>
   * @return a number from 1 to {@link #COUNT}
   */
  public static long endOf(long end) {
    return ((end - 1) >>> SHIFT) + 1;
  }

  /**
   * Returns the first address of a page.
   *
   * @param page a number from 0 to {@link #COUNT}
   * @return the first address; for {@link #COUNT} 0, which as an end means 2<sup>64</sup>
   */
  public static long address(long page) {
    return page << SHIFT;
  }

  /**
   * Tells whether an address is the first of a page.
   *
   * @param address any address
   * @return whether it is a multiple of {@link #SIZE}
   */
  public static boolean isAligned(long address) {
    return (address & (SIZE - 1)) == 0;
  }
}
