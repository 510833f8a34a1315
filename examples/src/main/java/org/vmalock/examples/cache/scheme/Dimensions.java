package org.vmalock.examples.cache.scheme;

/**
 * How large everything is.
 *
 * @param blocks how many blocks the file has
 * @param blockSize the size of a block in bytes
 * @param capacity how many blocks the cache may have
 * @param readers how many threads will read
 */
public record Dimensions(int blocks, int blockSize, int capacity, int readers) {}
