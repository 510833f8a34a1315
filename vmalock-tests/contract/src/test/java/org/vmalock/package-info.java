/**
 * What the locks and the pool promise, each promise a test. They live in the library's package to look at the word itself.
 *
 * <p>{@link org.vmalock.VmaLockReadContract} is one contract that every way to read runs; {@link org.vmalock.Actor} writes an
 * interleaving down line by line; {@link org.vmalock.RandomLifeTest} mixes everything and keeps a ledger.
 */
package org.vmalock;
