/**
 * Mutants of the library: copies of its sources with one small mistake each, and the tests that have to notice it.
 *
 * <p>The {@linkplain org.vmalock.mutants.Catalogue catalogue} lists the mutants. A mutant is compiled from the real sources with one
 * replacement, in packages of its own, together with the real test, which is copied in the same way: so a test cannot drift from the code that
 * it is meant to fail on. A mutant is <em>noticed</em> if such a test ends in a wrong result or an exception. A test that only runs into a
 * time limit has noticed nothing.
 */
@NullMarked
package org.vmalock.mutants;

import org.jspecify.annotations.NullMarked;
