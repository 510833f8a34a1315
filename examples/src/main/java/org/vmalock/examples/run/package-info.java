/**
 * The parts that the commands share: threads, progress output, interruption, violations and result files.
 *
 * <p>{@link org.vmalock.examples.run.RunThread} is a thread whose failure or standstill fails the run; {@link
 * org.vmalock.examples.run.Violations} collects what the checks find; {@link org.vmalock.examples.run.LiveLine} shows the
 * progress and {@link org.vmalock.examples.run.ResultFile} writes the result. This package imports none of the commands.
 */
@NullMarked
package org.vmalock.examples.run;

import org.jspecify.annotations.NullMarked;
