/**
 * Mutants of the library: copies of its sources with one small mistake each, and what has to notice them.
 *
 * <p>The {@linkplain org.vmalock.mutants.Catalogue catalogue} lists the mutants. A mutant is compiled from the real sources with one
 * replacement. The tests of this module compile it in packages of its own, together with the real test or race, which is copied in the same
 * way: so a test cannot drift from the code that it is meant to fail on. The torture of the examples loads it by a {@linkplain
 * org.vmalock.mutants.MutatedLoader class loader} of its own. A mutant is <em>noticed</em> if its test ends in a wrong result or an exception. A
 * test that only runs into a time limit of the build has noticed nothing.
 */
@NullMarked
package org.vmalock.mutants;

import org.jspecify.annotations.NullMarked;
