/**
 * Contexts that workers keep lazily, without a counted reference; modelled on the lazy {@code mm_struct} of the Linux scheduler.
 *
 * <p>A worker often switches from a task to idle work and back to a task of the same context. Releasing and acquiring the context
 * each time costs two updates of a count that all workers share. Instead, the worker keeps the context <em>borrowed</em>, and the
 * last user finds the borrowing workers when it releases the context.
 *
 * <table>
 *   <caption>Classes in this package</caption>
 *   <tr><th scope="col">class</th><th scope="col">purpose</th></tr>
 *   <tr><td>{@link org.vmalock.lazymm.LazyDomain}</td><td>the workers and contexts that belong together, and the scheme in
 *   force</td></tr>
 *   <tr><td>{@link org.vmalock.lazymm.LazyContext}</td><td>a context: users, count, resource and release action</td></tr>
 *   <tr><td>{@link org.vmalock.lazymm.Worker}</td><td>a worker: the thread's active context, used or borrowed</td></tr>
 *   <tr><td>{@link org.vmalock.lazymm.Scheme}, {@link org.vmalock.lazymm.ScanSet}</td>
 *       <td>how a borrowed context is kept alive; which workers the last user scans</td></tr>
 *   <tr><td>{@link org.vmalock.lazymm.LazyRef}</td><td>a resource that any thread borrows briefly, without being a
 *   worker</td></tr>
 *   <tr><td>{@link org.vmalock.lazymm.LazyStats}, {@link org.vmalock.lazymm.LazyRefStats}</td><td>statistics of a domain and of a
 *   reference</td></tr>
 *   <tr><td>{@link org.vmalock.lazymm.ContextReleasedException}</td><td>use of a context or reference after its release</td></tr>
 * </table>
 *
 * <h2>Results and errors</h2>
 *
 * <p>A context without users is a result of the methods that try ({@code tryAcquireUse}, {@code tryUse}), and an error of the methods
 * that require a user. Misuse throws at once and changes nothing.
 *
 * <p>Uses, references and borrows that are never ended keep their resources for good. {@link org.vmalock.lazymm.LazyStats#unreleased},
 * {@link org.vmalock.lazymm.LazyRefStats#unreleased} and {@link org.vmalock.lazymm.LazyRefStats#borrows} show them. A worker that waits
 * elsewhere than in {@code park} calls {@link org.vmalock.lazymm.Worker#releaseKept} before; the worker of a terminated thread is closed by
 * {@link org.vmalock.lazymm.LazyDomain#closeTerminated}, or by a registration that finds no free slot.
 *
 * <h2>Imports</h2>
 *
 * <p>This package may import {@code org.vmalock.primitive}, {@code org.vmalock.internal}, {@code java.base} and annotations. No
 * other package of vmalock imports it.
 */
@NullMarked
package org.vmalock.lazymm;

import org.jspecify.annotations.NullMarked;
