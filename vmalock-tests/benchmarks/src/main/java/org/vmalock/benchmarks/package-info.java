/**
 * Benchmarks of vmalock and its rivals.
 *
 * <p>One class per subject, with the rivals as methods. {@link org.vmalock.benchmarks.Budget} measures the rows of the project's budget in
 * pairs of fresh JVMs and compares the ratios with their limits. No other module imports this package.
 */
package org.vmalock.benchmarks;
