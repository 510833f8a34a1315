/**
 * The schemes that the {@code cache} command compares: file blocks in pooled direct buffers behind Caffeine, guarded by vmalock, by a
 * home-made count, or not at all but copied.
 *
 * <p>{@link org.vmalock.examples.cache.scheme.BlockCache} is what each of them implements. This package imports the library and Caffeine,
 * and knows nothing of how a block is checked.
 */
@NullMarked
package org.vmalock.examples.cache.scheme;

import org.jspecify.annotations.NullMarked;
