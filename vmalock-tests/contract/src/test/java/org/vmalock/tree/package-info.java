/**
 * What the range tree promises, each promise a test.
 *
 * <p>{@link org.vmalock.tree.TreeModel} is what a tree is to be like; {@link org.vmalock.tree.TreeCheck} asks a tree everything that
 * it can be asked and compares; {@link org.vmalock.tree.IndexCheck} knows the shape of the index; {@link org.vmalock.tree.Actor} writes
 * an interleaving down line by line; {@link org.vmalock.tree.Crew} lets threads loose. The tests live in the library's package to look
 * at versions of the index and at the lock of a range.
 */
package org.vmalock.tree;
