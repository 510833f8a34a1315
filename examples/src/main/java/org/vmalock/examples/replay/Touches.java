package org.vmalock.examples.replay;

import org.vmalock.examples.trace.Trace;

/**
 * The touched addresses and the segment of each, in flat arrays that all readers share and nobody writes.
 *
 * @param addresses the addresses in the order of the trace
 * @param segments the segment of each
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared: a name for two arrays that belong together.
record Touches(long[] addresses, int[] segments) {
  static Touches of(Trace trace, Segments segments) {
    long[] addresses = trace.touches();
    return new Touches(addresses, segments.of(addresses));
  }

  int count() {
    return addresses.length;
  }
}
