/**
 * What helps to find out why a program that uses vmalock stands still: a tracker of the read locks that are held, which refuses waits
 * that could never end, and events for the JDK's flight recorder.
 *
 * <table>
 *   <caption>Who lives here</caption>
 *   <tr><th scope="col">class</th><th scope="col">what it is</th></tr>
 *   <tr><td>{@link org.vmalock.debug.HoldTracker}</td>
 *       <td>who holds which read lock, since when and from where; off unless {@code -Dvmalock.debug=true}</td></tr>
 *   <tr><td>{@link org.vmalock.debug.DrainWatch}</td>
 *       <td>one writer's wait for readers, which says who is inside when it takes too long</td></tr>
 *   <tr><td>{@link org.vmalock.debug.FlightEvents}</td>
 *       <td>the events of the slow paths, always on, recorded when the flight recorder runs</td></tr>
 * </table>
 *
 * <h2>System properties</h2>
 *
 * <table>
 *   <caption>Read once, when the first lock is made</caption>
 *   <tr><th scope="col">property</th><th scope="col">meaning</th><th scope="col">default</th></tr>
 *   <tr><td>{@code vmalock.debug}</td><td>{@code true} turns the hold tracker on</td><td>{@code false}</td></tr>
 *   <tr><td>{@code vmalock.debug.drainWarningMillis}</td>
 *       <td>after how many milliseconds a waiting writer logs who is inside; zero or more</td><td>{@code 10000}</td></tr>
 * </table>
 *
 * <h2>Flight recorder events</h2>
 *
 * <table>
 *   <caption>Recorded on slow paths only</caption>
 *   <tr><th scope="col">event</th><th scope="col">when</th><th scope="col">threshold</th></tr>
 *   <tr><td>{@code vmalock.WriterWait}</td><td>a writer has parked until the readers of a node left, or gave up</td><td>10 ms</td></tr>
 *   <tr><td>{@code vmalock.PoolExhausted}</td>
 *       <td>an allocation was refused or had to wait because all objects were in use</td><td>none</td></tr>
 * </table>
 *
 * <p>A program on the class path needs nothing for them. One on the module path needs module {@code jdk.jfr} in its graph, for
 * instance by {@code --add-modules jdk.jfr}; where it is not, nothing is recorded and nothing fails.
 *
 * <h2>Imports</h2>
 *
 * <p>May import {@code java.base}, and {@code jdk.jfr} in the two event classes only. Imported by {@code org.vmalock}
 * and {@code org.vmalock.caffeine}.
 */
@NullMarked
package org.vmalock.debug;

import org.jspecify.annotations.NullMarked;
