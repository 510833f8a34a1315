/**
 * The locks: {@link org.vmalock.VmaLock}, a read lock, a write lock and a reference count in one word; {@link
 * org.vmalock.StructureLock}, the lock of a structure of such nodes, which releases all of them in one step; and {@link
 * org.vmalock.VmaPool}, which recycles freed objects.
 *
 * <table>
 *   <caption>Classes that implement the steps</caption>
 *   <tr><th scope="col">step</th><th scope="col">package-private class</th></tr>
 *   <tr><td>a reader acquires and releases</td><td>{@code ReadPath}</td></tr>
 *   <tr><td>a reader of a spread node acquires and releases; its read is converted into a count</td><td>{@code HazardPath}</td></tr>
 *   <tr><td>a reader reads without a lock, and validates</td><td>{@code OptimisticReads}</td></tr>
 *   <tr><td>a writer drains a node</td><td>{@code Drain}</td></tr>
 *   <tr><td>an object is attached, retired and freed</td><td>{@code Lifecycle}</td></tr>
 *   <tr><td>the arithmetic of the lock word</td><td>{@code LockWord}</td></tr>
 * </table>
 *
 * <h2>Results and errors</h2>
 *
 * <p>A refused read attempt is a result and not an error: after {@link org.vmalock.VmaLock#BUSY} the caller acquires the structure lock,
 * after {@link org.vmalock.VmaLock#GONE} it looks the object up again. Misuse throws at once and changes nothing:
 * {@link java.lang.IllegalMonitorStateException} for a lock that the caller does not hold, {@link java.lang.IllegalStateException} for an
 * object whose state does not permit the call.
 *
 * <h2>Cache lines</h2>
 *
 * <p>Nodes are not padded: there are many of them, and a counted read writes the node's cache line in any case; the
 * slots of hazard reads are padded, a row for some threads. The pool keeps the caches
 * of different threads on different lines. A {@code StructureLock} is not padded; its sequence changes only with its write lock.
 *
 * <h2>Imports</h2>
 *
 * <p>May import {@code java.base}, {@code org.vmalock.primitive}, {@code org.vmalock.internal} and {@code org.vmalock.debug}. Imported by
 * {@code org.vmalock.tree} and {@code org.vmalock.caffeine}.
 */
@NullMarked
package org.vmalock;

import org.jspecify.annotations.NullMarked;
