/**
 * Deadlock and stall diagnostics: a lock-dependency checker, a log of slow writers, and events for JDK Flight Recorder.
 *
 * <p>{@link org.vmalock.debug.HoldTracker} records the read locks that are held, with their threads and stacks, and refuses waits that
 * cannot end. The log and the events need no call.
 *
 * <h2>System properties</h2>
 *
 * <table>
 *   <caption>Read once, when the first lock is created</caption>
 *   <tr><th scope="col">property</th><th scope="col">meaning</th><th scope="col">default</th></tr>
 *   <tr><td>{@code vmalock.debug}</td><td>{@code true} switches the hold tracker on</td><td>{@code false}</td></tr>
 *   <tr><td>{@code vmalock.debug.drainWarningMillis}</td>
 *       <td>the wait of a writer, in milliseconds, zero or more, after which its readers are logged</td><td>{@code 10000}</td></tr>
 * </table>
 *
 * <h2>Log</h2>
 *
 * <p>If the hold tracker is on, a writer that has waited longer than {@code vmalock.debug.drainWarningMillis} for the readers of a node
 * logs them once, at level WARNING, to the {@link java.lang.System.Logger} named {@code org.vmalock.internal.DrainWatch}.
 *
 * <h2>Flight recorder events</h2>
 *
 * <table>
 *   <caption>Recorded on slow paths only</caption>
 *   <tr><th scope="col">event</th><th scope="col">recorded when</th><th scope="col">threshold</th></tr>
 *   <tr><td>{@code vmalock.WriterWait}</td>
 *       <td>a writer has parked until the readers of a node had released it, or gave up</td><td>10 ms</td></tr>
 *   <tr><td>{@code vmalock.PoolExhausted}</td>
 *       <td>an allocation was refused or had to wait because all objects were in use</td><td>none</td></tr>
 * </table>
 *
 * <p>A program on the class path needs no option for them. A program on the module path needs module {@code jdk.jfr} in its graph, for
 * instance by {@code --add-modules jdk.jfr}; without it no event is recorded and no call fails.
 *
 * <h2>Imports</h2>
 *
 * <p>May import {@code java.base}, {@code org.vmalock.primitive} and {@code org.vmalock.internal}. Imported by {@code org.vmalock}, {@code
 * org.vmalock.tree} and {@code org.vmalock.caffeine}.
 */
@NullMarked
package org.vmalock.debug;

import org.jspecify.annotations.NullMarked;
