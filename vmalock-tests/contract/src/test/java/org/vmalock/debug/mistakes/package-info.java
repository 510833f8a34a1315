/**
 * Programs with one mistake each, and the report that level {@code all} of the diagnostics gives: its first line, and the method that the
 * stack names. They run in a JVM with {@code -Dvmalock.debug=all}, which the second half of the contract tests starts.
 */
package org.vmalock.debug.mistakes;
