/**
 * Tests of the hold tracker and the flight recorder events. Each property runs in a separate JVM, since the tracker is enabled when the
 * JVM starts: {@link org.vmalock.debug.ForkedJvm} starts it with {@link org.vmalock.debug.TrackedReads} or {@link
 * org.vmalock.debug.RecordedWaits}.
 */
package org.vmalock.debug;
