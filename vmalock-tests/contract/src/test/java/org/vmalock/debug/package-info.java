/**
 * What the hold tracker and the flight recorder events promise. Each property has a JVM of its own, since the tracker is switched when
 * the JVM starts: {@link org.vmalock.debug.ForkedJvm} starts it, {@link org.vmalock.debug.TrackedReads} and {@link
 * org.vmalock.debug.RecordedWaits} are what runs in it.
 */
package org.vmalock.debug;
