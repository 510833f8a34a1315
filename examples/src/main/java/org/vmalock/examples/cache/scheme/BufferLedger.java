package org.vmalock.examples.cache.scheme;

/**
 * Counts of the buffers after a cache was closed.
 *
 * @param buffers the number of buffers created
 * @param taken how often a buffer was taken from the pool
 * @param returned how often a buffer was returned to the pool
 * @param balance the sum of {@code |taken - returned|} over all buffers; 0 if each was returned exactly once
 * @param agreed whether pool, cache and Caffeine all report that no buffer is left
 */
public record BufferLedger(int buffers, long taken, long returned, long balance, boolean agreed) {}
