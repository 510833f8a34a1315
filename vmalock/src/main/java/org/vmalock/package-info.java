/**
 * The locks: {@link org.vmalock.VmaLock}, a read lock, a write lock and a life in one word; {@link org.vmalock.StructureLock}, the lock of a
 * structure of such nodes, which releases all of them in one step; and {@link org.vmalock.VmaPool}, where freed objects wait for their
 * next life.
 *
 * <h2>Outcomes and errors</h2>
 *
 * <p>A read that is refused is an outcome and not an error: {@link org.vmalock.VmaLock#BUSY} says "take the slow path", {@link
 * org.vmalock.VmaLock#GONE} says "look it up again". Misuse is an error, is thrown at once, and has changed nothing: {@link
 * java.lang.IllegalMonitorStateException} for a lock that the caller does not hold, {@link java.lang.IllegalStateException} for an
 * object that is not in the state that the call needs.
 *
 * <h2>Cache lines</h2>
 *
 * <p>Nothing in a node is padded: nodes are many, and a reader dirties the node's line by design. The pool keeps the short-cuts of
 * different threads on lines of their own. An {@code StructureLock} is not padded either; its sequence moves only with its write lock.
 *
 * <h2>Imports</h2>
 *
 * <p>May import {@code org.vmalock.primitive}, {@code org.vmalock.debug}, {@code org.vmalock.internal} and {@code java.base}. Imported by
 * {@code org.vmalock.tree} and {@code org.vmalock.caffeine}.
 */
@NullMarked
package org.vmalock;

import org.jspecify.annotations.NullMarked;
