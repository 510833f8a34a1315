package org.vmalock;

/**
 * Contention statistics for the writers of one structure lock, at one moment.
 *
 * @param waits how often a writer has parked to wait for the readers of a node
 * @param waitedNanos the sum of these waits, in nanoseconds
 * @param longestNanos the longest of them, in nanoseconds
 * @param abandoned how many of them ended without the write lock, by a time limit or an interrupt
 * @param scans how often a writer has searched the table of hazard reads for readers of a spread node, see {@link Spreading}
 * @param conversions how many hazard reads these searches have found and turned into counted reads
 */
public record WriterStats(long waits, long waitedNanos, long longestNanos, long abandoned, long scans, long conversions) {}
