/**
 * Broken variants of what is tortured, each with one step done wrong, the way somebody did it or would do it at first. A torture
 * that does not find them proves nothing.
 *
 * <p>{@link org.vmalock.examples.torture.mutant.ModelKit} makes the protocol of the library's lock in its shortest form; as it
 * stands it passes, so what a variant shows comes from its mutant. {@link org.vmalock.examples.torture.mutant.LockMutant} and its
 * neighbours list the mutants. This package imports the {@code subject} and {@code lazy} packages, and nothing of the library.
 */
@NullMarked
package org.vmalock.examples.torture.mutant;

import org.jspecify.annotations.NullMarked;
