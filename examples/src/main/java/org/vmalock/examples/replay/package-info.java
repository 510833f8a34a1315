/**
 * The {@code replay} command: replays the memory trace of a program by one writer and many readers, and checks every answer.
 *
 * <p>{@link org.vmalock.examples.replay.ReplayCommand} is the command line,
 * {@link org.vmalock.examples.replay.LockstepReplay} and {@link org.vmalock.examples.replay.ConcurrentReplay} are the two modes, and
 * {@link org.vmalock.examples.replay.AnswerChecker} checks the answers. This package imports the {@code trace}, {@code space} and
 * {@code run} packages.
 */
@NullMarked
package org.vmalock.examples.replay;

import org.jspecify.annotations.NullMarked;
