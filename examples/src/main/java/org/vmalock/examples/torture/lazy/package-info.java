/**
 * Lazily kept contexts behind an interface that the library and a model implement, so that the same run tests both: {@link
 * org.vmalock.examples.torture.lazy.LazySystem} is the interface, {@link org.vmalock.examples.torture.lazy.LibrarySystem} the
 * library, {@link org.vmalock.examples.torture.lazy.ModelSystem} the model, {@link org.vmalock.examples.torture.lazy.LazyMutant}
 * lists the mutants of the model.
 *
 * <p>A run creates contexts, switches workers among them, releases uses concurrently, accesses the kept contexts as often as
 * possible, closes the workers, and finally calls {@link org.vmalock.examples.torture.lazy.LazyCounts#violations}. It must be
 * empty for the library and the correct models, and not empty for every mutant.
 */
@NullMarked
package org.vmalock.examples.torture.lazy;

import org.jspecify.annotations.NullMarked;
