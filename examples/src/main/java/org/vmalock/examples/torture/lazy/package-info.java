/**
 * Lazily kept contexts as the torture uses them: {@link org.vmalock.examples.torture.lazy.LazySystem} is the interface, {@link
 * org.vmalock.examples.torture.lazy.LibrarySystem} the library.
 *
 * <p>A run creates contexts, switches workers among them, releases uses concurrently, accesses the kept contexts as often as
 * possible, closes the workers, and finally calls {@link org.vmalock.examples.torture.lazy.LazyCounts#violations}. It must be
 * empty for the library, and not empty for every mutant.
 */
@NullMarked
package org.vmalock.examples.torture.lazy;

import org.jspecify.annotations.NullMarked;
