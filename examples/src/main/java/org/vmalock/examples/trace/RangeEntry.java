package org.vmalock.examples.trace;

/**
 * A range of addresses mapped with one protection.
 *
 * @param start the first address, a multiple of the page size
 * @param end the exclusive end, a multiple of the page size; 0 means 2<sup>64</sup>
 * @param protection the {@code PROT_*} bits, 0 to 7
 */
public record RangeEntry(long start, long end, int protection) {
  /**
   * Checks the range.
   *
   * @param start the first address
   * @param end the exclusive end, or 0
   * @param protection the {@code PROT_*} bits
   * @throws IllegalArgumentException if the range is empty, reversed or does not consist of whole pages, or if the protection
   *     is not 0 to 7
   */
  public RangeEntry {
    if (!Pages.isAligned(start) || !Pages.isAligned(end) || Pages.of(start) >= Pages.endOf(end)) {
      throw new IllegalArgumentException("not a range of whole pages: " + range(start, end));
    }
    if (protection < 0 || protection > 7) {
      throw new IllegalArgumentException("protection " + protection + " of " + range(start, end) + " is not 0 to 7");
    }
  }

  /**
   * Returns the number of the first page.
   *
   * @return a page number
   */
  public long firstPage() {
    return Pages.of(start);
  }

  /**
   * Returns the number of the first page after the range.
   *
   * @return a page number, greater than {@link #firstPage()}
   */
  public long endPage() {
    return Pages.endOf(end);
  }

  /**
   * Returns the number of pages.
   *
   * @return the number, at least 1
   */
  public long pages() {
    return endPage() - firstPage();
  }

  /**
   * Formats a range for messages.
   *
   * @param start the first address
   * @param end the exclusive end, 0 for 2<sup>64</sup>
   * @return the range in hexadecimal
   */
  public static String range(long start, long end) {
    return "[0x" + Long.toHexString(start) + ", " + (end == 0 ? "2^64" : "0x" + Long.toHexString(end)) + ")";
  }

  @Override
  public String toString() {
    return range(start, end) + " prot " + protection;
  }
}
