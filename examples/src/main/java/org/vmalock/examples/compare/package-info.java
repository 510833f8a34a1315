/**
 * The {@code compare} command: runs another command once per scheme and round, each run in a JVM of its own, and compares the results.
 *
 * <p>This package imports the packages of the commands that it compares, {@code run} and {@code report}.
 */
@NullMarked
package org.vmalock.examples.compare;

import org.jspecify.annotations.NullMarked;
