/**
 * The {@code cache} command: readers of a file's blocks through a cache much smaller than the file, who check what they read.
 *
 * <p>{@link org.vmalock.examples.cache.CacheCommand} is the command line, {@code CacheRun} runs the readers, {@code BlockReader} is one of
 * them, and {@code BlockChecker} says how a block is proven. This package imports the {@code run} and {@code scheme} packages.
 */
@NullMarked
package org.vmalock.examples.cache;

import org.jspecify.annotations.NullMarked;
