/**
 * The {@code cache} command: threads read and check the blocks of a file through a cache that is much smaller than the file.
 *
 * <p>{@link org.vmalock.examples.cache.CacheCommand} is the command line, {@code CacheRun} one run, {@code BlockReader} a reader thread,
 * and {@code BlockChecker} compares blocks with the file. This package imports the {@code run} and {@code scheme} packages.
 */
@NullMarked
package org.vmalock.examples.cache;

import org.jspecify.annotations.NullMarked;
