/**
 * Contract tests of the locks and the pool. They are in the package of the library to inspect the lock word.
 *
 * <p>{@link org.vmalock.VmaLockReadContract} runs once for each read mode. {@link org.vmalock.RandomLifetimeTest} performs random
 * operations and compares the lock word with the holds that {@link org.vmalock.OracleNode} records. The utilities shared with the other
 * packages are in {@link org.vmalock.testing}.
 */
package org.vmalock;
