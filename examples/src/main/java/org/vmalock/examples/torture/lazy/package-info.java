/**
 * Lazily kept contexts behind one small interface, so that one run can drive the library and a model of it with one wrong step:
 * {@link org.vmalock.examples.torture.lazy.LazySystem} is the interface, {@link org.vmalock.examples.torture.lazy.LibrarySystem}
 * the library, {@link org.vmalock.examples.torture.lazy.ModelSystem} the model, {@link
 * org.vmalock.examples.torture.lazy.LazyMutant} what can be wrong with it.
 *
 * <p>A run opens contexts, lets workers switch to them and away from them, puts the contexts beside that, touches what it has at
 * hand as often as it can, takes the workers down, and asks {@link org.vmalock.examples.torture.lazy.LazyLedger#violations} at
 * the end. The clean variants must have none, every mutant must be found.
 */
@NullMarked
package org.vmalock.examples.torture.lazy;

import org.jspecify.annotations.NullMarked;
