package org.vmalock.examples.cache.scheme;

/**
 * Sizes of a run.
 *
 * @param blocks the number of blocks in the file
 * @param blockSize the size of a block in bytes
 * @param capacity the maximum number of blocks in the cache
 * @param readers the number of reader threads
 */
public record Dimensions(int blocks, int blockSize, int capacity, int readers) {}
