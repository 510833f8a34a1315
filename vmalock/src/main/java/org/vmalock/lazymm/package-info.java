/**
 * Contexts that workers keep warm without counting: the lazy {@code mm} of the Linux scheduler, three ways.
 *
 * <p>A worker that goes from a task to work of its own, and perhaps back to the same task, does better not to give the task's
 * context back and take it again each time: two updates of a count that all workers share. It keeps it <em>borrowed</em>, and the
 * last real user finds the borrowers when it leaves.
 *
 * <table>
 *   <caption>Who lives here</caption>
 *   <tr><th scope="col">class</th><th scope="col">what it is</th></tr>
 *   <tr><td>{@link org.vmalock.lazymm.LazyDomain}</td><td>workers and contexts that belong together, and the scheme in
 *   force</td></tr>
 *   <tr><td>{@link org.vmalock.lazymm.LazyContext}</td><td>a context: users, count, a resource and its release action</td></tr>
 *   <tr><td>{@link org.vmalock.lazymm.Worker}</td><td>a worker: what it has at hand, used or borrowed</td></tr>
 *   <tr><td>{@link org.vmalock.lazymm.Scheme}, {@link org.vmalock.lazymm.ScanSet}</td>
 *       <td>how a borrowed context is kept alive; which workers its last user looks at</td></tr>
 *   <tr><td>{@link org.vmalock.lazymm.LazyRef}</td><td>a resource that any thread borrows for a moment, without being a
 *   worker</td></tr>
 *   <tr><td>{@link org.vmalock.lazymm.LazyStats}, {@link org.vmalock.lazymm.ContextReleasedException}</td>
 *       <td>what has happened; what is said to those who come too late</td></tr>
 * </table>
 *
 * <h2>Outcomes and errors</h2>
 *
 * <p>That the last user has left is an outcome for those who try ({@code tryGet}, {@code tryUse}) and an error for those who need
 * it not to be so. Misuse is an error, is thrown at once and has changed nothing.
 *
 * <h2>Imports</h2>
 *
 * <p>May import {@code org.vmalock.primitive}, {@code org.vmalock.internal} and {@code java.base}. Imported by nothing else of vmalock.
 */
@NullMarked
package org.vmalock.lazymm;

import org.jspecify.annotations.NullMarked;
