/**
 * The range tree: a concurrent map from ranges to values in which every range is a {@link org.vmalock.VmaLock}.
 *
 * <table>
 *   <caption>Classes in this package</caption>
 *   <tr><th scope="col">class</th><th scope="col">purpose</th></tr>
 *   <tr><td>{@link org.vmalock.tree.VmaTree}</td><td>the map; reads, single changes, statistics</td></tr>
 *   <tr><td>{@link org.vmalock.tree.Vma}</td><td>a range with its value and its lock</td></tr>
 *   <tr><td>{@link org.vmalock.tree.VmaHandle}, {@link org.vmalock.tree.VmaResult}</td><td>what a look-up returns: one hold of a range
 *       as an object, or the range to a stamp</td></tr>
 *   <tr><td>{@link org.vmalock.tree.RangeChanges}</td><td>the operations that change ranges; the superclass of {@code VmaTree} and {@code
 *       Batch}</td></tr>
 *   <tr><td>{@link org.vmalock.tree.Batch}</td><td>several changes in one write section</td></tr>
 *   <tr><td>{@link org.vmalock.tree.Unmapping}</td><td>removal of a range as a transaction; returns the
 *       removed ranges as {@link org.vmalock.tree.RangeEntry} records</td></tr>
 *   <tr><td>{@link org.vmalock.tree.VmaCursor}, {@link org.vmalock.tree.VmaSnapshot}</td><td>iteration with and without read
 *       locks</td></tr>
 *   <tr><td>{@link org.vmalock.tree.SearchDirection}</td><td>which free keys a search returns</td></tr>
 *   <tr><td>{@link org.vmalock.tree.RangeValues}</td><td>the rules for splitting and merging values, with which a tree is built</td></tr>
 * </table>
 *
 * <p>Implementation: {@code Index} is the published B+tree of {@code IndexNode}s; {@code IndexEditor} edits the private part of a write
 * section and commits it; {@code Gaps} keeps the largest gap below each branch, by which {@code FreeSearch} finds free keys; {@code WriteSection} is the only class that write-locks, detaches and attaches. {@code LookUp} has the steps of
 * a reader whose range was busy or replaced; {@code Wait} says how long a reader or a writer waits.
 *
 * <h2>Imports</h2>
 *
 * <p>May import {@code org.vmalock}, {@code org.vmalock.debug}, {@code org.vmalock.internal}, {@code org.vmalock.primitive} and {@code
 * java.base}. No other package of the library imports it.
 */
@NullMarked
package org.vmalock.tree;

import org.jspecify.annotations.NullMarked;
