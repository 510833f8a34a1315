package org.vmalock.examples.replay;

import org.vmalock.examples.trace.Trace;

/**
 * The touched addresses of a trace and their segments, in arrays that all readers share and that are never written.
 *
 * @param addresses the addresses in the order of the trace
 * @param segments the segment of each
 */
@SuppressWarnings("ArrayRecordComponent") // The record is never compared.
record TouchedAddresses(long[] addresses, int[] segments) {
  static TouchedAddresses of(Trace trace, Segments segments) {
    long[] addresses = trace.touches();
    return new TouchedAddresses(addresses, segments.of(addresses));
  }

  int count() {
    return addresses.length;
  }
}
