/**
 * The parts that the commands share: threads, progress output, interruption, violations and result files.
 *
 * <p>{@link org.vmalock.examples.run.RunThread} is a thread that fails the run if it throws an exception or makes no
 * progress; {@link org.vmalock.examples.run.Violations} collects the violations that the checks find; {@link
 * org.vmalock.examples.run.LiveLine} shows the progress and {@link org.vmalock.examples.run.ResultFile}
 * writes the result. This package imports none of the commands.
 */
@NullMarked
package org.vmalock.examples.run;

import org.jspecify.annotations.NullMarked;
