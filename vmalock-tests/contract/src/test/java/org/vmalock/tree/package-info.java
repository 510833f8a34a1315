/**
 * Tests of the range tree.
 *
 * <p>{@link org.vmalock.tree.TreeModel} is the reference model of a tree; {@link org.vmalock.tree.TreeCheck} compares the results of
 * all queries of a tree with the expected ranges; {@link org.vmalock.tree.IndexCheck} checks the shape of the index; {@link
 * org.vmalock.testing.Actor} executes an interleaving step by step; {@link org.vmalock.tree.StressRunner} runs tasks concurrently. The tests
 * are in the package of the library because they inspect versions of the index and the locks of ranges.
 */
package org.vmalock.tree;
