/**
 * Deadlock, leak and stall diagnostics: a tracker of holds with a lock-dependency checker, a log, and events for JDK Flight Recorder. The
 * document {@code docs/diagnostics.md} goes from the symptom to the report.
 *
 * <p>{@link org.vmalock.debug.HoldTracker} lists the holds with their threads and stacks, and refuses waits that cannot end. The log and the
 * events need no call.
 *
 * <h2>System properties</h2>
 *
 * <table>
 *   <caption>Read once, when the first lock is created; an invalid value is refused then</caption>
 *   <tr><th scope="col">property</th><th scope="col">meaning</th><th scope="col">default</th></tr>
 *   <tr><td>{@code vmalock.debug}</td><td>the level: {@code off}, {@code sampled} or {@code all}. {@code false}, {@code no} and {@code 0}
 *       stand for {@code off}; {@code true}, {@code on}, {@code yes}, {@code 1} and no value for {@code all}</td><td>{@code off}</td></tr>
 *   <tr><td>{@code vmalock.debug.sample}</td><td>at level {@code sampled}, one of so many acquisitions is recorded</td><td>{@code 1024}</td></tr>
 *   <tr><td>{@code vmalock.debug.waitWarningMillis}</td><td>the time after which a wait is logged</td><td>{@code 10000}</td></tr>
 *   <tr><td>{@code vmalock.debug.ownerWarningMillis}</td>
 *       <td>the time after which a pooled object that is detached and not retired is logged</td><td>{@code 60000}</td></tr>
 *   <tr><td>{@code vmalock.debug.checkMillis}</td><td>the time between two searches for leaks and stalls</td><td>{@code 1000}</td></tr>
 * </table>
 *
 * <h2>Log</h2>
 *
 * <p>At levels {@code sampled} and {@code all} a daemon thread, {@code vmalock diagnostics}, searches for leaks and stalls, and logs them,
 * at level WARNING, to the {@link java.lang.System.Logger} named {@code org.vmalock.debug}.
 *
 * <h2>Flight recorder events</h2>
 *
 * <table>
 *   <caption>Recorded at every level, on slow paths only</caption>
 *   <tr><th scope="col">event</th><th scope="col">recorded when</th><th scope="col">threshold</th></tr>
 *   <tr><td>{@code vmalock.WaitBegin}</td><td>a thread is about to wait: a writer for the readers of a node, a reader for a node, either for a
 *       structure lock, an owner for readers, an allocation for an object, a look-up for a load, a close for what is in use</td><td>none</td></tr>
 *   <tr><td>{@code vmalock.Wait}</td><td>that wait has ended; with its duration and outcome</td><td>10 ms</td></tr>
 *   <tr><td>{@code vmalock.BusyFallback}</td><td>a reader has found its node write-locked, and waits</td><td>none</td></tr>
 *   <tr><td>{@code vmalock.PoolExhausted}</td><td>an allocation that does not wait was refused</td><td>none</td></tr>
 *   <tr><td>{@code vmalock.Spread}</td><td>a node spreads its readers for the first time</td><td>none</td></tr>
 *   <tr><td>{@code vmalock.HazardScan}</td><td>a writer has searched for the readers of a spread node</td><td>none</td></tr>
 *   <tr><td>{@code vmalock.Leak}</td><td>a leak is logged; not at level {@code off}</td><td>none</td></tr>
 *   <tr><td>{@code vmalock.Violation}</td><td>a wait or a release is refused; not at level {@code off}</td><td>none</td></tr>
 * </table>
 *
 * <p>A program on the class path needs no option for them. A program on the module path needs module {@code jdk.jfr} in its graph, for
 * instance by {@code --add-modules jdk.jfr}; without it no event is recorded and no call fails.
 *
 * <h2>Imports</h2>
 *
 * <p>May import {@code java.base}, {@code org.vmalock.primitive} and {@code org.vmalock.internal}. Imported by {@code org.vmalock}, {@code
 * org.vmalock.tree}, {@code org.vmalock.caffeine} and {@code org.vmalock.management}.
 */
@NullMarked
package org.vmalock.debug;

import org.jspecify.annotations.NullMarked;
