/**
 * Mutants of the library that the torture tests must detect; a torture test that does not detect them proves nothing.
 *
 * <p>{@link org.vmalock.examples.torture.mutant.TortureMutant} lists those of the catalogue of mutants that name a torture test. {@link
 * org.vmalock.examples.torture.mutant.MutatedRun} executes the command line once more, with classes of which one is mutated.
 */
@NullMarked
package org.vmalock.examples.torture.mutant;

import org.jspecify.annotations.NullMarked;
