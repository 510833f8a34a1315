/**
 * Hooks of the locks, and helpers that several packages share. Not exported: no type of this package appears in an exported signature.
 *
 * <table>
 *   <caption>Classes in this package</caption>
 *   <tr><th scope="col">class</th><th scope="col">purpose</th></tr>
 *   <tr><td>{@link org.vmalock.internal.DebugLevel}</td><td>how much is recorded: off, sampled or all</td></tr>
 *   <tr><td>{@link org.vmalock.internal.Holds}</td><td>the recorded holds, behind {@code HoldTracker}</td></tr>
 *   <tr><td>{@link org.vmalock.internal.HoldTable}</td><td>all holds, at level all</td></tr>
 *   <tr><td>{@link org.vmalock.internal.SampledHolds}, {@link org.vmalock.internal.Sampler}</td><td>one of many holds, at level sampled</td></tr>
 *   <tr><td>{@link org.vmalock.internal.HoldChecks}</td><td>refuses waits that cannot end</td></tr>
 *   <tr><td>{@link org.vmalock.internal.Waiting}</td><td>one wait, for events and reports</td></tr>
 *   <tr><td>{@link org.vmalock.internal.LeakWatch}</td><td>searches for leaks and stalls, and logs them</td></tr>
 *   <tr><td>{@link org.vmalock.internal.HoldReports}, {@link org.vmalock.internal.Names}</td><td>texts for users</td></tr>
 *   <tr><td>{@link org.vmalock.internal.WaitCounters}</td><td>counts waits, for statistics</td></tr>
 *   <tr><td>{@link org.vmalock.internal.FlightEvents}</td><td>the JDK Flight Recorder events of the slow paths</td></tr>
 *   <tr><td>{@link org.vmalock.internal.TimedWait}</td><td>the time limit of one wait</td></tr>
 *   <tr><td>{@link org.vmalock.internal.WaitList}</td><td>the threads that wait for an event, and are woken</td></tr>
 *   <tr><td>{@link org.vmalock.internal.ReleaseQueue}</td><td>the releases that one thread has to perform</td></tr>
 *   <tr><td>{@link org.vmalock.internal.Failures}</td><td>joins exceptions of work that has to be completed</td></tr>
 *   <tr><td>{@link org.vmalock.internal.StackProbe}</td><td>finds a stack overflow before an operation changes anything</td></tr>
 *   <tr><td>{@link org.vmalock.internal.WarnOnce}</td><td>a warning that is logged once</td></tr>
 * </table>
 *
 * <h2>Imports</h2>
 *
 * <p>May import {@code java.base} and {@code org.vmalock.primitive}, and {@code jdk.jfr} in {@code RecorderState} and in classes
 * whose names end in {@code Event} only. Imported by {@code
 * org.vmalock.debug}, {@code org.vmalock}, {@code org.vmalock.tree}, {@code org.vmalock.caffeine} and {@code org.vmalock.lazymm}.
 */
@NullMarked
package org.vmalock.internal;

import org.jspecify.annotations.NullMarked;
