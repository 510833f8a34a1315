package org.vmalock.examples.trace;

/** A line of a trace, before compilation. */
public sealed interface TraceEvent {
  /**
   * {@code I}: a range mapped before the recording began.
   *
   * @param start the first address
   * @param end the exclusive end, 0 for 2<sup>64</sup>
   */
  record Initial(long start, long end) implements TraceEvent {}

  /**
   * {@code A}: the program touched an address.
   *
   * @param address any address
   */
  record Touch(long address) implements TraceEvent {}

  /**
   * {@code M}: {@code mmap} of a range.
   *
   * @param start the first address
   * @param end the exclusive end, 0 for 2<sup>64</sup>
   * @param protection 0 to 7
   */
  record Map(long start, long end, int protection) implements TraceEvent {}

  /**
   * {@code U}: {@code munmap} of a range.
   *
   * @param start the first address
   * @param end the exclusive end, 0 for 2<sup>64</sup>
   */
  record Unmap(long start, long end) implements TraceEvent {}

  /**
   * {@code P}: {@code mprotect} of a range.
   *
   * @param start the first address
   * @param end the exclusive end, 0 for 2<sup>64</sup>
   * @param protection 0 to 7
   */
  record Protect(long start, long end, int protection) implements TraceEvent {}

  /**
   * {@code B}: a new program break.
   *
   * @param address the break, a multiple of the page size
   */
  record Break(long address) implements TraceEvent {}

  /**
   * {@code R}: {@code mremap} moved or resized a mapping.
   *
   * @param oldStart the first address of the old range
   * @param oldEnd the exclusive end of the old range, 0 for 2<sup>64</sup>
   * @param newStart the first address of the new range
   * @param newEnd the exclusive end of the new range, 0 for 2<sup>64</sup>
   */
  record Remap(long oldStart, long oldEnd, long newStart, long newEnd) implements TraceEvent {}
}
