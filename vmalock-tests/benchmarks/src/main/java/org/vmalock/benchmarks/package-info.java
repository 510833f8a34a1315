/**
 * What vmalock costs, beside what one would use without it.
 *
 * <p>One class a subject, each with its rivals as methods, so that every ratio comes out of one run. {@link
 * org.vmalock.benchmarks.Budget} runs them all and holds the results against the project's budget. Nobody imports from here.
 */
package org.vmalock.benchmarks;
