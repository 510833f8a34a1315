package org.vmalock.examples.trace;

import java.util.List;

/**
 * The operations of a writer on an address space, into which the events of a trace are compiled.
 *
 * <p>Ranges are {@code [start, end)} of whole pages and never empty; the end 0 means 2<sup>64</sup>.
 */
public interface MappingOperations {
  /**
   * Maps a range, replacing existing mappings.
   *
   * @param start the first address
   * @param end the exclusive end
   * @param protection 0 to 7
   */
  void map(long start, long end, int protection);

  /**
   * Unmaps a range; parts that are not mapped stay so.
   *
   * @param start the first address
   * @param end the exclusive end
   */
  void unmap(long start, long end);

  /**
   * Changes the protection of the mapped parts of a range.
   *
   * @param start the first address
   * @param end the exclusive end
   * @param protection 0 to 7
   */
  void protect(long start, long end, int protection);

  /**
   * Unmaps the old range and maps the new one, which may overlap it, with the protection of the old range's first page.
   *
   * @param oldStart the first address of the old range; mapped
   * @param oldEnd the exclusive end of the old range
   * @param newStart the first address of the new range
   * @param newEnd the exclusive end of the new range
   * @throws IllegalStateException if the first page of the old range is not mapped; the address space is unchanged then
   */
  void move(long oldStart, long oldEnd, long newStart, long newEnd);

  /**
   * Replaces all mappings by the given ones.
   *
   * @param mappings the new mappings; a later one replaces the overlapping parts of an earlier one
   */
  void reset(List<RangeEntry> mappings);
}
