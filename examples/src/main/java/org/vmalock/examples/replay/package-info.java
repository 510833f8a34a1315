/**
 * The {@code replay} command: a program's memory trace, replayed by one writer beside many readers, with every answer proven.
 *
 * <p>{@link org.vmalock.examples.replay.ReplayCommand} is the command line,
 * {@link org.vmalock.examples.replay.LockstepReplay} and {@link org.vmalock.examples.replay.ConcurrentReplay} are the two ways to
 * run, and {@link org.vmalock.examples.replay.AnswerChecker} says how an answer is proven. This package imports the {@code trace}
 * and {@code space} packages.
 */
@NullMarked
package org.vmalock.examples.replay;

import org.jspecify.annotations.NullMarked;
