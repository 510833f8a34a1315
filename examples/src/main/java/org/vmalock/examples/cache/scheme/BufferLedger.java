package org.vmalock.examples.cache.scheme;

/**
 * The books of the buffers at the end.
 *
 * @param buffers how many were made
 * @param taken how often one was taken out of the pool to be filled
 * @param returned how often one was freed
 * @param balance how often a buffer was freed too often or not at all, added up over the buffers
 * @param agreed whether pool, cache and Caffeine agree that they have nothing left
 */
public record BufferLedger(int buffers, long taken, long returned, long balance, boolean agreed) {}
