/**
 * The schemes that the {@code cache} command compares: Caffeine caches of file blocks, in pooled direct buffers that are guarded by
 * vmalock or by a hand-written count or are copied for every read, or in buffers that are left to the garbage collector.
 *
 * <p>Each scheme implements {@link org.vmalock.examples.cache.scheme.BlockCache}. This package imports the library and Caffeine; it does
 * not depend on the checks.
 */
@NullMarked
package org.vmalock.examples.cache.scheme;

import org.jspecify.annotations.NullMarked;
