/**
 * Utilities of the contract tests.
 *
 * <ul>
 *   <li>Interleavings: {@link org.vmalock.testing.Actor} executes an interleaving step by step; {@link
 *       org.vmalock.testing.SteppedThread} stops inside a call of the library; {@link org.vmalock.testing.SpinBarrier} starts races.
 *   <li>Linearizability: {@link org.vmalock.testing.Lincheck} configures the checks.
 *   <li>Running time: {@link org.vmalock.testing.Effort} scales it, {@link org.vmalock.testing.TimeLimit} limits it.
 * </ul>
 */
package org.vmalock.testing;
