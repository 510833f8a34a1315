/**
 * What the commands have in common: how a run is watched, shown, broken off, judged and written down.
 *
 * <p>{@link org.vmalock.examples.run.RunThread} is a thread whose death or standstill is noticed, {@link
 * org.vmalock.examples.run.Violations} is what they find, {@link org.vmalock.examples.run.LiveLine} and {@link
 * org.vmalock.examples.run.ResultFile} tell people and programs. This package imports none of the commands.
 */
@NullMarked
package org.vmalock.examples.run;

import org.jspecify.annotations.NullMarked;
