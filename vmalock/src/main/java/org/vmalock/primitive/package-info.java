/**
 * Building blocks of the locks, each usable on its own: a sequence count, a waiter slot, a saturating reference count and hazard
 * slots.
 *
 * <table>
 *   <caption>Classes in this package</caption>
 *   <tr><th scope="col">class</th><th scope="col">purpose</th></tr>
 *   <tr><td>{@link org.vmalock.primitive.SequenceCount}</td>
 *       <td>a 64-bit sequence number, odd while a write section is open</td></tr>
 *   <tr><td>{@link org.vmalock.primitive.WriterWait}</td>
 *       <td>the slot of the one thread that waits for the last reader</td></tr>
 *   <tr><td>{@link org.vmalock.primitive.RefCount}</td>
 *       <td>a reference count that saturates instead of overflowing; mirrors {@code refcount_t} of Linux</td></tr>
 *   <tr><td>{@link org.vmalock.primitive.RefCountWarning}</td>
 *       <td>the kinds of misuse that a reference count detects, with a counter each</td></tr>
 *   <tr><td>{@link org.vmalock.primitive.SharedHazardSlots}</td>
 *       <td>padded slots in which any thread announces a use, for the freeing thread to scan</td></tr>
 *   <tr><td>{@link org.vmalock.primitive.OwnedHazardSlots}</td>
 *       <td>the same, with a row for each registered participant</td></tr>
 *   <tr><td>{@link org.vmalock.primitive.RowSet}</td>
 *       <td>an atomic set of rows, which restricts scans of owned slots</td></tr>
 * </table>
 *
 * <h2>Imports</h2>
 *
 * <p>This package may import {@code java.base} and annotations, and no other package of vmalock. Every other package of vmalock may
 * import it.
 *
 * <h2>Access modes</h2>
 *
 * <p>The terms are those of {@link java.lang.invoke.VarHandle}. Every shared field is private, other threads access it through one
 * VarHandle, and its declaration names the threads that write it. The modes are used as follows:
 *
 * <dl>
 *   <dt>plain</dt>
 *   <dd>No guarantee between threads: a load may be repeated, merged or moved, and a 64-bit value torn. For a field that no other
 *       thread can access at that moment, because of a lock or because the object is still private; and for data that is read
 *       speculatively and not used before it has been validated.</dd>
 *   <dt>opaque</dt>
 *   <dd>The access is performed once, is not torn, and is eventually visible; all threads agree on the order of one variable's
 *       values. It orders no other accesses. For an early check that can only fail, for the load before a CAS, which the CAS
 *       confirms, and for diagnostics.</dd>
 *   <dt>release (store)</dt>
 *   <dd>Earlier accesses stay before the store. For a value that publishes earlier writes. It pairs with an acquire, volatile or
 *       opaque-and-fenced load of the same variable, named in a comment. Java states no release sequences: a reader that sees a
 *       later value, written by a third thread with a weaker mode, has not synchronized with this store.</dd>
 *   <dt>acquire (load)</dt>
 *   <dd>Later accesses stay after the load. Pairs with a release.</dd>
 *   <dt>volatile</dt>
 *   <dd>Acquire and release, and there is one order of all volatile accesses that all threads agree on. For every read-modify-write
 *       of a word that several threads update, so that each update passes on the writes that it acquired; and where a thread stores
 *       one variable and then loads another while its counterpart does the reverse.</dd>
 *   <dt>fences</dt>
 *   <dd>{@code releaseFence} where stores <em>after</em> a release store must stay after it, {@code acquireFence} where loads
 *       <em>before</em> an opaque or acquire load must stay before it.</dd>
 * </dl>
 *
 * <h2>Progress</h2>
 *
 * <p>A <em>wait-free</em> method returns after a bounded number of steps, independent of other threads. Of several threads in a
 * <em>lock-free</em> method, at least one makes progress. A <em>blocking</em> method may wait for another thread.
 */
@NullMarked
package org.vmalock.primitive;

import org.jspecify.annotations.NullMarked;
