/**
 * The ground floor of vmalock: the small parts that the locks are made of, each right by itself and usable by itself.
 *
 * <table>
 *   <caption>Who lives here</caption>
 *   <tr><th scope="col">class</th><th scope="col">what it is</th></tr>
 *   <tr><td>{@link org.vmalock.primitive.SequenceCount}</td>
 *       <td>a 64-bit sequence, odd while a write section is open</td></tr>
 *   <tr><td>{@link org.vmalock.primitive.WriterWait}</td>
 *       <td>the place of the one thread that waits until the readers have left</td></tr>
 *   <tr><td>{@link org.vmalock.primitive.RefCount}</td>
 *       <td>a reference count that saturates instead of overflowing</td></tr>
 *   <tr><td>{@link org.vmalock.primitive.RefCountWarning}</td>
 *       <td>the kinds of misuse a reference count notices, with a counter each</td></tr>
 *   <tr><td>{@link org.vmalock.primitive.HazardSlots}</td>
 *       <td>padded slots that say who uses what, for those who free to look at</td></tr>
 * </table>
 *
 * <h2>Imports</h2>
 *
 * <p>Classes here import {@code java.base} and annotations, and nothing else of vmalock. Every other package of vmalock
 * may import this one.
 *
 * <h2>The words for memory modes</h2>
 *
 * <p>They are those of {@link java.lang.invoke.VarHandle}. Every shared field is private, is reached by other threads
 * through one VarHandle, and says at its declaration who writes it. The rule for each mode:
 *
 * <dl>
 *   <dt>plain</dt>
 *   <dd>No promise between threads: a load may be repeated, merged or moved, and a 64-bit value torn. For a field that
 *       no other thread can touch at that moment, because of a lock or because the object is still private; and for
 *       data that is read under speculation and not believed before it has been validated.</dd>
 *   <dt>opaque</dt>
 *   <dd>The access happens, once and whole, and is seen in the end; all threads agree on the order of one field's
 *       values. It orders nothing else. For a check that may only give up, for the first load before a CAS, which the
 *       CAS confirms, and for diagnostics.</dd>
 *   <dt>release (store)</dt>
 *   <dd>Everything before the store stays before it. For a value that tells others that something is finished. It needs
 *       a partner: an acquire, volatile or opaque-and-fenced load of the same field, named in a comment. Java states no
 *       release sequences: a reader that sees a later value, written by a third thread with a weaker mode, has not
 *       synchronised with this store.</dd>
 *   <dt>acquire (load)</dt>
 *   <dd>Everything after the load stays after it. The partner of a release.</dd>
 *   <dt>volatile</dt>
 *   <dd>Acquire and release, and all volatile accesses have one order that all threads agree on. For every
 *       read-modify-write of a word that several threads update, so that each update hands on what it found; and
 *       wherever a thread stores one thing and then loads another while its partner does the reverse.</dd>
 *   <dt>fences</dt>
 *   <dd>{@code releaseFence} where the stores <em>after</em> a release store must not come before it,
 *       {@code acquireFence} where the loads <em>before</em> an opaque or acquire load must not come after it.</dd>
 * </dl>
 *
 * <p>The progress words: a <em>wait-free</em> method ends after a fixed number of steps, whatever others do; of several
 * threads in a <em>lock-free</em> one, some thread always ends; a <em>blocking</em> one may wait for another thread.
 */
@NullMarked
package org.vmalock.primitive;

import org.jspecify.annotations.NullMarked;
