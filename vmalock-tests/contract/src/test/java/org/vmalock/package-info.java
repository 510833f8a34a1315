/**
 * Contract tests of the locks and the pool. They are in the package of the library to inspect the lock word.
 *
 * <ul>
 *   <li>Contracts: {@link org.vmalock.VmaLockReadContract} runs once for each read mode.
 *   <li>Random and stress tests: {@link org.vmalock.RandomLifetimeTest} compares all operations with {@link org.vmalock.OracleNode}.
 *   <li>Utilities: {@link org.vmalock.Actor} executes an interleaving step by step, {@link org.vmalock.SpinBarrier} starts races, {@link
 *       org.vmalock.Lincheck} configures the linearizability checks, {@link org.vmalock.Effort} and {@link org.vmalock.TimeLimit} bound
 *       the running time.
 * </ul>
 */
package org.vmalock;
