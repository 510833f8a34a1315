/**
 * The range tree: a concurrent map of ranges to values whose every range is a {@link org.vmalock.VmaLock}.
 *
 * <p>{@link org.vmalock.tree.VmaTree} is the face; {@link org.vmalock.tree.Vma} is what a look-up returns; {@link
 * org.vmalock.tree.Batch} and {@link org.vmalock.tree.Unmapping} are write sections. Behind it a version of the index is a tree of
 * {@code IndexNode}s, {@code IndexEditor} makes the next one, and {@code WriteSection} is the one place that locks, detaches, attaches
 * and publishes.
 *
 * <p>May import {@code org.vmalock} and {@code java.base}; nothing of ours imports it.
 */
@NullMarked
package org.vmalock.tree;

import org.jspecify.annotations.NullMarked;
