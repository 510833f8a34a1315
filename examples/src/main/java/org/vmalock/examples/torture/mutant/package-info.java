/**
 * Mutants of the code under test: models with one step done wrong, as an earlier version did or a first attempt would. A torture
 * test that does not detect them proves nothing.
 *
 * <p>{@link org.vmalock.examples.torture.mutant.ModelKit} creates models of the library's protocol in its shortest form. Without
 * a mutant they pass, so the violations of a mutant are caused by its wrong step. {@link
 * org.vmalock.examples.torture.mutant.LockMutant}, {@link org.vmalock.examples.torture.mutant.TreeMutant} and {@link
 * org.vmalock.examples.torture.mutant.LazySystemMutant} list the mutants. This package imports the {@code run}, {@code subject}
 * and {@code lazy} packages, and nothing of the library.
 */
@NullMarked
package org.vmalock.examples.torture.mutant;

import org.jspecify.annotations.NullMarked;
